namespace Lathe.Kernels.Tests.Contractions;

/// <summary>Runs prepared passes as generated kernels do: some images at a time.</summary>
internal static class PreparedPasses
{
    const int ImagesAtOnce = 2, PartialSums = 3;

    public static void Forward(Launcher launcher, ConvolutionShape shape, nint batch, nint input, nint weight, nint output) =>
        RunPixels(launcher, shape, ConvolutionPass.Forward, batch, weight, input, shape.InputImage, output, shape.OutputImage);

    public static void InputGradient(Launcher launcher, ConvolutionShape shape, nint batch, nint input, nint weight, nint output) =>
        RunPixels(launcher, shape, ConvolutionPass.InputGradient, batch, weight, output, shape.OutputImage, input, shape.InputImage);

    public static void WeightGradient(Launcher launcher, ConvolutionShape shape, nint batch, nint input, nint weight, nint output, bool accumulate)
    {
        var size = (nint)PreparedSizes.PartialSum(shape.KernelHeight * shape.KernelWidth, shape.WeightCount);
        using var prepared = new NativeTensor((nint)PreparedSizes.Header);
        using var partials = new NativeTensor(size * PartialSums);
        PreparedConvolution.Prepare(launcher, shape, ConvolutionPass.WeightGradient, 0, prepared.Address, scratch: 0);
        var count = Math.Min(PartialSums, (batch + ImagesAtOnce - 1) / ImagesAtOnce);
        launcher.Launch(
            (arguments, _, _, scratch) =>
            {
                for (nint chunk = 0; chunk * ImagesAtOnce < batch; chunk++)
                {
                    var image = chunk * ImagesAtOnce;
                    PreparedConvolution.AddWeightGradient(
                        arguments[0], Math.Min(ImagesAtOnce, batch - image), input + (image * shape.InputImage * sizeof(float)), output + (image * shape.OutputImage * sizeof(float)),
                        arguments[1] + (chunk % PartialSums * size * sizeof(float)), accumulate: chunk >= PartialSums, scratch);
                }
            },
            1, prepared.Address, partials.Address);
        PreparedConvolution.FoldWeightGradient(launcher, shape, partials.Address, count, size, weight, accumulate);
        partials.AssertGuardsIntact();
    }

    static void RunPixels(Launcher launcher, ConvolutionShape shape, ConvolutionPass pass, nint batch, nint weight, nint source, nint sourceImage, nint result, nint resultImage)
    {
        var (sums, columns) = pass == ConvolutionPass.Forward ? (shape.GroupInputs, shape.GroupOutputs) : (shape.GroupOutputs, shape.GroupInputs);
        using var prepared = new NativeTensor((nint)PreparedSizes.Pixels(shape.KernelHeight * shape.KernelWidth, shape.Groups, sums, columns, WinogradRule.Exists(shape) ? shape.WinogradTile : 0));
        PreparedConvolution.Prepare(launcher, shape, pass, weight, prepared.Address, scratch: 0);
        launcher.Launch(
            (arguments, _, _, scratch) =>
            {
                for (nint image = 0; image < batch; image += ImagesAtOnce)
                {
                    PreparedConvolution.Run(
                        arguments[0], Math.Min(ImagesAtOnce, batch - image), source + (image * sourceImage * sizeof(float)), result + (image * resultImage * sizeof(float)), scratch);
                }
            },
            1, prepared.Address);
        prepared.AssertGuardsIntact();
    }
}
