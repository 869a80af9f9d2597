namespace Lathe.Kernels;

/// <summary>Convolutions over images N, H, W, C and both their gradients: grouped, depthwise, strided, dilated, with kernels of any size. The operands of all three are the input,
/// the weights and the output, or their gradients; one of them is written.</summary>
/// <remarks>Results do not depend on workers or vector width.</remarks>
public static class Convolution
{
    /// <summary>Computes the output from the input and the weights.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="shape">The geometry.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="input">The address of the input (float32), read.</param>
    /// <param name="weight">The address of the weights, read.</param>
    /// <param name="output">The address of the output, written.</param>
    /// <param name="accumulate">Adds to the output instead of replacing it.</param>
    /// <exception cref="ArgumentException">The shape contradicts itself.</exception>
    public static void Forward(Launcher launcher, in ConvolutionShape shape, nint batch, nint input, nint weight, nint output, bool accumulate) =>
        WritePixels(Checked(launcher, shape), shape, batch, input, weight, output, gradient: false, accumulate);

    /// <summary>Computes the gradient of the input from the weights and the gradient of the output.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="shape">The geometry of the forward convolution.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="input">The address of the gradient of the input (float32), written.</param>
    /// <param name="weight">The address of the weights, read.</param>
    /// <param name="output">The address of the gradient of the output, read.</param>
    /// <param name="accumulate">Adds to the gradient instead of replacing it.</param>
    /// <exception cref="ArgumentException">The shape contradicts itself.</exception>
    public static void InputGradient(Launcher launcher, in ConvolutionShape shape, nint batch, nint input, nint weight, nint output, bool accumulate) =>
        WritePixels(Checked(launcher, shape), shape, batch, output, weight, input, gradient: true, accumulate);

    /// <summary>Computes the gradient of the weights from the input and the gradient of the output.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="shape">The geometry of the forward convolution.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="input">The address of the input (float32), read.</param>
    /// <param name="weight">The address of the gradient of the weights, written.</param>
    /// <param name="output">The address of the gradient of the output, read.</param>
    /// <param name="accumulate">Adds to the gradient instead of replacing it.</param>
    /// <exception cref="ArgumentException">The shape contradicts itself.</exception>
    public static void WeightGradient(Launcher launcher, in ConvolutionShape shape, nint batch, nint input, nint weight, nint output, bool accumulate)
    {
        Checked(launcher, shape);
        if (WinogradRule.WeightGradient(shape))
            WinogradWeightGradient.Run(launcher, shape, batch, input, weight, output, accumulate);
        else if (ConvolutionWeights.Covers(shape))
            ConvolutionWeights.Run(launcher, shape, batch, input, weight, output, accumulate);
        else
            SumTapByTap(launcher, shape, batch, input, weight, output, accumulate);
    }

    static void WritePixels(Launcher launcher, in ConvolutionShape shape, nint batch, nint source, nint weight, nint result, bool gradient, bool accumulate)
    {
        var tile = WinogradRule.PixelsTile(shape, gradient);
        if (tile != 0)
            WinogradPixels.Run(launcher, WinogradGeometry.Pixels(shape, gradient, tile), batch, source, weight, result, gradient, accumulate);
        else
            ConvolutionPixels.Run(launcher, shape, batch, source, weight, result, gradient, accumulate);
    }

    /// <summary>For fewer channels than the narrowest vector has lanes.</summary>
    static void SumTapByTap(Launcher launcher, in ConvolutionShape shape, nint batch, nint input, nint weight, nint output, bool accumulate) =>
        GeneralContraction.Run(
            launcher,
            new(
                [new(shape.Groups, shape.GroupInputs, shape.GroupOutputs, shape.WeightCount / shape.Groups), new(shape.KernelHeight, 0, 0, WeightRow(shape)), new(shape.KernelWidth, 0, 0, WeightTap(shape)), new(shape.GroupInputs, 1, 0, shape.GroupOutputs), new(shape.GroupOutputs, 0, 1, 1)],
                [new(batch, shape.InputImage, shape.OutputImage, 0), new(shape.OutputHeight, 0, shape.OutputRow, 0), new(shape.OutputWidth, 0, shape.OutputPixel, 0), new(shape.InputHeight, shape.InputRow, 0, 0), new(shape.InputWidth, shape.InputPixel, 0, 0)],
                [new(8, 6, 1, shape.StrideHeight, shape.DilationHeight, shape.PaddingHeight), new(9, 7, 2, shape.StrideWidth, shape.DilationWidth, shape.PaddingWidth)]),
            input, output, weight, accumulate);

    static Launcher Checked(Launcher launcher, in ConvolutionShape shape)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        shape.Verify();
        return launcher;
    }

    static nint WeightTap(in ConvolutionShape shape) => shape.GroupInputs * shape.GroupOutputs;

    static nint WeightRow(in ConvolutionShape shape) => WeightTap(shape) * shape.KernelWidth;
}
