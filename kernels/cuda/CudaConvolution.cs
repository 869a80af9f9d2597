namespace Lathe.Kernels.Cuda;

/// <summary>Convolutions over images N, H, W, C and both their gradients on CUDA devices: products of matrices whose operands are gathered on the way
/// (implicit GEMM).</summary>
public static class CudaConvolution
{
    /// <summary>Computes the output from the input and the weights.</summary>
    /// <param name="launcher">Takes the launches.</param>
    /// <param name="shape">The geometry.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="input">The input, read.</param>
    /// <param name="weight">The weights, read.</param>
    /// <param name="output">The output, written.</param>
    /// <param name="accumulate">Adds to the output instead of replacing it.</param>
    /// <param name="post">What goes on with the output; null where nothing does.</param>
    /// <exception cref="ArgumentException">The shape contradicts itself.</exception>
    public static void Forward(
        CudaLauncher launcher, in ConvolutionShape shape, nint batch, CudaTensor input, CudaTensor weight, CudaTensor output, bool accumulate, CudaPostLaunch? post = null)
    {
        shape.Verify();
        if (WindowProduct.Forward(shape, batch) is { } product)
        {
            CudaMatrixProduct.Multiply(launcher, product, input, weight, output, accumulate, post);
            return;
        }

        (nint inputs, nint outputs) = (shape.GroupInputs, shape.GroupOutputs);
        var contraction = new Contraction(
            "ConvolutionForward", "convolution", "#define PASS 0", Geometry(shape, pass: 0), shape.Groups,
            batch * shape.OutputHeight * shape.OutputWidth, outputs, shape.KernelHeight * shape.KernelWidth * inputs,
            new(input, true, ContractionOperand.RunOf(inputs, shape.InputPixel, shape.InputImage)), new(launcher.Operand(weight), false, ContractionOperand.RunOf(outputs)),
            new(output, false, ContractionOperand.RunOf(outputs, shape.OutputPixel, shape.OutputImage)), accumulate, post, HasChannels: true);
        if (!PatchConvolution.TryConvolve(launcher, shape, batch, contraction, isBackward: false))
            contraction.Launch(launcher);
    }

    /// <summary>Computes the gradient of the input from the weights and the gradient of the output.</summary>
    /// <param name="launcher">Takes the launches.</param>
    /// <param name="shape">The geometry of the forward convolution.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="input">The gradient of the input, written.</param>
    /// <param name="weight">The weights, read.</param>
    /// <param name="output">The gradient of the output, read.</param>
    /// <param name="accumulate">Adds to the gradient instead of replacing it.</param>
    /// <param name="post">What goes on with the gradient; null where nothing does.</param>
    /// <exception cref="ArgumentException">The shape contradicts itself.</exception>
    public static void InputGradient(
        CudaLauncher launcher, in ConvolutionShape shape, nint batch, CudaTensor input, CudaTensor weight, CudaTensor output, bool accumulate, CudaPostLaunch? post = null)
    {
        shape.Verify();
        if (WindowProduct.InputGradient(shape, batch) is { } product)
        {
            CudaMatrixProduct.Multiply(launcher, product, output, weight, input, accumulate, post);
            return;
        }

        (nint inputs, nint outputs) = (shape.GroupInputs, shape.GroupOutputs);
        var contraction = new Contraction(
            "ConvolutionInputGradient", "convolution", "#define PASS 1", Geometry(shape, pass: 1), shape.Groups,
            batch * shape.InputHeight * shape.InputWidth, inputs, shape.KernelHeight * shape.KernelWidth * outputs,
            new(output, true, ContractionOperand.RunOf(outputs, shape.OutputPixel, shape.OutputImage)), new(launcher.Operand(weight), true, ContractionOperand.RunOf(outputs)),
            new(input, false, ContractionOperand.RunOf(inputs, shape.InputPixel, shape.InputImage)), accumulate, post, HasChannels: true);
        if (!PatchConvolution.TryConvolve(launcher, shape, batch, contraction, isBackward: true))
            contraction.Launch(launcher);
    }

    /// <summary>Computes the gradient of the weights from the input and the gradient of the output.</summary>
    /// <param name="launcher">Takes the launches.</param>
    /// <param name="shape">The geometry of the forward convolution.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="input">The input, read.</param>
    /// <param name="weight">The gradient of the weights, written.</param>
    /// <param name="output">The gradient of the output, read.</param>
    /// <param name="accumulate">Adds to the gradient instead of replacing it.</param>
    /// <exception cref="ArgumentException">The shape contradicts itself.</exception>
    public static void WeightGradient(CudaLauncher launcher, in ConvolutionShape shape, nint batch, CudaTensor input, CudaTensor weight, CudaTensor output, bool accumulate)
    {
        shape.Verify();
        if (WindowProduct.WeightGradient(shape, batch) is { } product)
        {
            CudaMatrixProduct.Multiply(launcher, product, input, output, weight, accumulate);
            return;
        }

        (nint inputs, nint outputs) = (shape.GroupInputs, shape.GroupOutputs);
        var contraction = new Contraction(
            "ConvolutionWeightGradient", "convolution", "#define PASS 2", Geometry(shape, pass: 2), shape.Groups,
            shape.KernelHeight * shape.KernelWidth * inputs, outputs, batch * shape.OutputHeight * shape.OutputWidth,
            new(input, false, ContractionOperand.RunOf(inputs, shape.InputPixel, shape.InputImage)),
            new(output, false, ContractionOperand.RunOf(outputs, shape.OutputPixel, shape.OutputImage)),
            new(weight, false, ContractionOperand.RunOf(outputs)), accumulate);
        if (!PatchConvolution.TryWeightGradient(launcher, shape, batch, contraction))
            contraction.Launch(launcher);
    }

    static (string Name, nint Value)[] Geometry(in ConvolutionShape shape, nint pass) =>
    [
        ("Pass", pass),
        (nameof(shape.InputHeight), shape.InputHeight), (nameof(shape.InputWidth), shape.InputWidth), (nameof(shape.InputChannels), shape.GroupInputs),
        (nameof(shape.OutputHeight), shape.OutputHeight), (nameof(shape.OutputWidth), shape.OutputWidth), (nameof(shape.OutputChannels), shape.GroupOutputs),
        (nameof(shape.KernelHeight), shape.KernelHeight), (nameof(shape.KernelWidth), shape.KernelWidth),
        (nameof(shape.StrideHeight), shape.StrideHeight), (nameof(shape.StrideWidth), shape.StrideWidth),
        (nameof(shape.DilationHeight), shape.DilationHeight), (nameof(shape.DilationWidth), shape.DilationWidth),
        (nameof(shape.PaddingHeight), shape.PaddingHeight), (nameof(shape.PaddingWidth), shape.PaddingWidth),
        (nameof(shape.InputPixel), shape.InputPixel), (nameof(shape.InputRow), shape.InputRow), (nameof(shape.InputImage), shape.InputImage),
        (nameof(shape.OutputPixel), shape.OutputPixel), (nameof(shape.OutputRow), shape.OutputRow), (nameof(shape.OutputImage), shape.OutputImage),
    ];
}
