namespace Lathe.Kernels.Tests.Contractions;

public sealed class ConvolutionTests : IDisposable
{
    readonly Launchers launchers = new();

    public void Dispose() => launchers.Dispose();

    public static TheoryData<string> Geometries => [.. ConvolutionGeometries.All.Keys];

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Named_geometries_equal_the_definition(string name)
    {
        var (batch, shape) = ConvolutionGeometries.All[name];
        Check(shape, batch, new Random(name.Length), name);
    }

    [Fact]
    public void Random_geometries_equal_the_definition()
    {
        var random = new Random(17);
        for (var i = 0; i < 120; i++)
        {
            var (batch, shape) = ConvolutionGeometries.Random(random);
            Check(shape, batch, random, $"{i}: batch {batch}, {shape}");
        }
    }

    void Check(ConvolutionShape shape, int batch, Random random, string what)
    {
        var inputPixel = shape.InputPixelStride == 0 ? shape.InputChannels : shape.InputPixelStride;
        var outputPixel = shape.OutputPixelStride == 0 ? shape.OutputChannels : shape.OutputPixelStride;
        using var input = NativeTensor.Random(batch * shape.InputHeight * shape.InputWidth * inputPixel, random);
        using var weight = NativeTensor.Random(shape.KernelHeight * shape.KernelWidth * shape.InputChannels * shape.OutputChannels / shape.Groups, random);
        using var output = NativeTensor.Random(batch * shape.OutputHeight * shape.OutputWidth * outputPixel, random);
        float[] x = input.Values.ToArray(), w = weight.Values.ToArray(), y = output.Values.ToArray();
        var taps = shape.KernelHeight * shape.KernelWidth;
        foreach (var accumulate in new[] { false, true })
        {
            launchers.Check(
                output, ConvolutionReference.Sum(shape, batch, Start(y, shape.OutputChannels, outputPixel, accumulate), (sums, i, j, o) => sums[o] += (double)x[i] * w[j]), taps * shape.InputChannels / shape.Groups,
                (launcher, target) => Convolution.Forward(launcher, shape, batch, input.Address, weight.Address, target, accumulate), $"forward, accumulate {accumulate}, {what}");
            launchers.Check(
                input, ConvolutionReference.Sum(shape, batch, Start(x, shape.InputChannels, inputPixel, accumulate), (sums, i, j, o) => sums[i] += (double)y[o] * w[j]), taps * shape.OutputChannels / shape.Groups,
                (launcher, target) => Convolution.InputGradient(launcher, shape, batch, target, weight.Address, output.Address, accumulate), $"input gradient, accumulate {accumulate}, {what}");
            launchers.Check(
                weight, ConvolutionReference.Sum(shape, batch, Start(w, 1, 1, accumulate), (sums, i, j, o) => sums[j] += (double)x[i] * y[o]), batch * shape.OutputHeight * shape.OutputWidth,
                (launcher, target) => Convolution.WeightGradient(launcher, shape, batch, input.Address, target, output.Address, accumulate), $"weight gradient, accumulate {accumulate}, {what}");
        }
    }

    /// <summary>What the sums start from: what is there, or zero; what lies between the channels of a slice stays as it is.</summary>
    static double[] Start(float[] values, nint channels, nint pixel, bool accumulate)
    {
        var start = new double[values.Length];
        for (var i = 0; i < start.Length; i++)
            start[i] = accumulate || i % pixel >= channels ? values[i] : 0;
        return start;
    }
}
