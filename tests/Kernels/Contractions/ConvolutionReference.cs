namespace Lathe.Kernels.Tests.Contractions;

/// <summary>A convolution and its gradients in double precision, straight from the definition.</summary>
internal static class ConvolutionReference
{
    public delegate void Product(double[] sums, int input, int weight, int output);

    /// <summary>Adds to <paramref name="sums"/> for every (input, weight, output) triple of elements that belong together.</summary>
    public static double[] Sum(ConvolutionShape shape, int batch, double[] sums, Product product)
    {
        int inputs = (int)(shape.InputChannels / shape.Groups), outputs = (int)(shape.OutputChannels / shape.Groups);
        var inputPixel = (int)(shape.InputPixelStride == 0 ? shape.InputChannels : shape.InputPixelStride);
        var outputPixel = (int)(shape.OutputPixelStride == 0 ? shape.OutputChannels : shape.OutputPixelStride);
        for (var n = 0; n < batch; n++)
            for (var p = 0; p < (int)shape.OutputHeight; p++)
                for (var q = 0; q < (int)shape.OutputWidth; q++)
                    for (var k = 0; k < (int)shape.KernelHeight; k++)
                        for (var l = 0; l < (int)shape.KernelWidth; l++)
                        {
                            var h = (p * (int)shape.StrideHeight) + (k * (int)shape.DilationHeight) - (int)shape.PaddingHeight;
                            var w = (q * (int)shape.StrideWidth) + (l * (int)shape.DilationWidth) - (int)shape.PaddingWidth;
                            if (h < 0 || h >= shape.InputHeight || w < 0 || w >= shape.InputWidth)
                                continue;
                            var input = (n * (int)shape.InputImage) + (((h * (int)shape.InputWidth) + w) * inputPixel);
                            var output = (n * (int)shape.OutputImage) + (((p * (int)shape.OutputWidth) + q) * outputPixel);
                            for (var g = 0; g < (int)shape.Groups; g++)
                                for (var i = 0; i < inputs; i++)
                                    for (var o = 0; o < outputs; o++)
                                    {
                                        var weight = ((((((g * (int)shape.KernelHeight) + k) * (int)shape.KernelWidth) + l) * inputs) + i) * outputs + o;
                                        product(sums, input + (g * inputs) + i, weight, output + (g * outputs) + o);
                                    }
                        }

        return sums;
    }
}
