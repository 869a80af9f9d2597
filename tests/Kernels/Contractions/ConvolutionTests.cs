namespace Lathe.Kernels.Tests.Contractions;

public sealed class ConvolutionTests : IDisposable
{
    readonly Launchers launchers = new();

    public void Dispose() => launchers.Dispose();

    public static TheoryData<string> Geometries => [.. ConvolutionGeometries.All.Keys];

    public static MatrixTheoryData<string, int> WinogradGeometries => new(ConvolutionGeometries.Winograd.Keys, [2, 4]);

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

    [Theory]
    [MemberData(nameof(WinogradGeometries))]
    public void Named_geometries_equal_the_definition_by_Winograd(string name, int tile)
    {
        var (batch, shape) = ConvolutionGeometries.Winograd[name];
        Check(shape with { WinogradTile = tile }, batch, new Random(name.Length), $"{name}, tiles of {tile}");
    }

    [Fact]
    public void Random_geometries_equal_the_definition_by_Winograd()
    {
        var random = new Random(23);
        for (var i = 0; i < 60; i++)
        {
            var (batch, shape) = ConvolutionGeometries.RandomWinograd(random);
            Check(shape with { WinogradTile = 2 + (2 * (i % 2)) }, batch, random, $"{i}: batch {batch}, {shape}");
        }
    }

    [Theory]
    [InlineData(32, 16, 16, ConvolutionAlgorithm.Winograd)]
    [InlineData(8, 64, 64, ConvolutionAlgorithm.Winograd)]
    [InlineData(14, 256, 256, ConvolutionAlgorithm.Winograd)]
    [InlineData(7, 512, 512, ConvolutionAlgorithm.Direct)]
    [InlineData(32, 3, 16, ConvolutionAlgorithm.Direct)]
    [InlineData(4, 16, 16, ConvolutionAlgorithm.Direct)]
    public void The_shape_chooses_the_algorithm(int size, int inputs, int outputs, ConvolutionAlgorithm expected)
    {
        var shape = ConvolutionGeometries.All["residual 3x3"].Shape with { InputHeight = size, InputWidth = size, OutputHeight = size, OutputWidth = size, InputChannels = inputs, OutputChannels = outputs };
        var random = new Random(size);
        using var input = NativeTensor.Random(size * size * inputs, random);
        using var weight = NativeTensor.Random(9 * inputs * outputs, random);
        using var outputGradient = NativeTensor.Random(size * size * outputs, random);
        using NativeTensor output = new(size * size * outputs), gradient = new(9 * inputs * outputs);
        using var pool = new WorkerPool(1);
        using var launcher = new PooledLauncher(pool, VectorWidth.Bits256);
        float[] By(ConvolutionAlgorithm algorithm)
        {
            Convolution.Forward(launcher, shape with { Algorithm = algorithm }, 1, input.Address, weight.Address, output.Address, accumulate: false);
            Convolution.WeightGradient(launcher, shape with { Algorithm = algorithm }, 1, input.Address, gradient.Address, outputGradient.Address, accumulate: false);
            return [.. output.Values, .. gradient.Values];
        }

        var other = expected == ConvolutionAlgorithm.Direct ? ConvolutionAlgorithm.Winograd : ConvolutionAlgorithm.Direct;
        var chosen = By(ConvolutionAlgorithm.Automatic);
        Assert.True(chosen.AsSpan().SequenceEqual(By(expected)));
        Assert.False(chosen.AsSpan().SequenceEqual(By(other)));
    }

    [Theory]
    [InlineData(32, 16, 2, 2)]
    [InlineData(32, 16, 4, 4)]
    [InlineData(28, 128, 4, 4)]
    [InlineData(14, 256, 4, 2)]
    [InlineData(7, 512, 4, 0)]
    public void The_shape_chooses_among_the_tiles_that_are_allowed(int size, int channels, int allowed, int expected)
    {
        var shape = ConvolutionGeometries.All["residual 3x3"].Shape with
        {
            InputHeight = size,
            InputWidth = size,
            OutputHeight = size,
            OutputWidth = size,
            InputChannels = channels,
            OutputChannels = channels,
            Algorithm = ConvolutionAlgorithm.Automatic,
            WinogradTile = allowed,
        };
        Assert.Equal(expected, WinogradRule.PixelsTile(shape, gradient: false));
        Assert.Equal(expected, WinogradRule.PixelsTile(shape, gradient: true));
    }

    [Fact]
    public void An_empty_batch_has_no_output_and_no_weight_gradient()
    {
        var shape = ConvolutionGeometries.All["residual 3x3"].Shape;
        Check(shape, batch: 0, new Random(1), "empty batch");
    }

    [Fact]
    public void Shapes_that_contradict_themselves_say_so()
    {
        using var pool = new WorkerPool(1);
        using var launcher = new PooledLauncher(pool, VectorWidth.Plain);
        var shape = ConvolutionGeometries.All["residual 3x3"].Shape;
        string Message(ConvolutionShape wrong) => Assert.Throws<ArgumentException>(() => Convolution.Forward(launcher, wrong, 1, 0, 0, 0, accumulate: false)).Message;
        Assert.Contains("at least one pixel", Message(shape with { KernelHeight = 0 }));
        Assert.Contains("strides and dilations are at least 1", Message(shape with { StrideWidth = 0 }));
        Assert.Contains("groups must divide", Message(shape with { Groups = 3 }));
        Assert.Contains("have 2 or 4 rows", Message(shape with { WinogradTile = 6 }));
        Assert.Contains("their channels apart", Message(shape with { InputPixelStride = 15 }));
    }

    void Check(ConvolutionShape shape, int batch, Random random, string what)
    {
        var inputPixel = shape.InputPixelStride == 0 ? shape.InputChannels : shape.InputPixelStride;
        var outputPixel = shape.OutputPixelStride == 0 ? shape.OutputChannels : shape.OutputPixelStride;
        using var input = NativeTensor.Random(batch * shape.InputImage, random);
        using var weight = NativeTensor.Random(shape.KernelHeight * shape.KernelWidth * shape.InputChannels * shape.OutputChannels / shape.Groups, random);
        using var output = NativeTensor.Random(batch * shape.OutputImage, random);
        float[] x = input.Values.ToArray(), w = weight.Values.ToArray(), y = output.Values.ToArray();
        var taps = shape.KernelHeight * shape.KernelWidth;
        nint inputPixels = shape.InputHeight * shape.InputWidth, outputPixels = shape.OutputHeight * shape.OutputWidth;
        launchers.Check(
            output, ConvolutionReference.Sum(shape, batch, Start(y, shape.OutputChannels, outputPixel, outputPixels, shape.OutputImage, accumulate: false), (sums, i, j, o) => sums[o] += (double)x[i] * w[j]), taps * shape.InputChannels / shape.Groups,
            (launcher, target) => PreparedPasses.Forward(launcher, shape, batch, input.Address, weight.Address, target), $"prepared forward, {what}");
        launchers.Check(
            input, ConvolutionReference.Sum(shape, batch, Start(x, shape.InputChannels, inputPixel, inputPixels, shape.InputImage, accumulate: false), (sums, i, j, o) => sums[i] += (double)y[o] * w[j]), taps * shape.OutputChannels / shape.Groups,
            (launcher, target) => PreparedPasses.InputGradient(launcher, shape, batch, target, weight.Address, output.Address), $"prepared input gradient, {what}");
        foreach (var accumulate in new[] { false, true })
        {
            launchers.Check(
                output, ConvolutionReference.Sum(shape, batch, Start(y, shape.OutputChannels, outputPixel, outputPixels, shape.OutputImage, accumulate), (sums, i, j, o) => sums[o] += (double)x[i] * w[j]), taps * shape.InputChannels / shape.Groups,
                (launcher, target) => Convolution.Forward(launcher, shape, batch, input.Address, weight.Address, target, accumulate), $"forward, accumulate {accumulate}, {what}");
            launchers.Check(
                input, ConvolutionReference.Sum(shape, batch, Start(x, shape.InputChannels, inputPixel, inputPixels, shape.InputImage, accumulate), (sums, i, j, o) => sums[i] += (double)y[o] * w[j]), taps * shape.OutputChannels / shape.Groups,
                (launcher, target) => Convolution.InputGradient(launcher, shape, batch, target, weight.Address, output.Address, accumulate), $"input gradient, accumulate {accumulate}, {what}");
            launchers.Check(
                weight, ConvolutionReference.Sum(shape, batch, Start(w, 1, 1, 1, 1, accumulate), (sums, i, j, o) => sums[j] += (double)x[i] * y[o]), batch * shape.OutputHeight * shape.OutputWidth,
                (launcher, target) => Convolution.WeightGradient(launcher, shape, batch, input.Address, target, output.Address, accumulate), $"weight gradient, accumulate {accumulate}, {what}");
            if (PreparedSizes.HasPartialSums(shape.Groups, shape.GroupInputs, shape.GroupOutputs))
            {
                launchers.Check(
                    weight, ConvolutionReference.Sum(shape, batch, Start(w, 1, 1, 1, 1, accumulate), (sums, i, j, o) => sums[j] += (double)x[i] * y[o]), batch * shape.OutputHeight * shape.OutputWidth,
                    (launcher, target) => PreparedPasses.WeightGradient(launcher, shape, batch, input.Address, target, output.Address, accumulate), $"prepared weight gradient, accumulate {accumulate}, {what}");
            }
        }
    }

    /// <summary>What the sums start from: what is there, or zero; what lies between the channels of a slice and between images stays as it is.</summary>
    static double[] Start(float[] values, nint channels, nint pixel, nint pixels, nint image, bool accumulate)
    {
        var start = new double[values.Length];
        for (var i = 0; i < start.Length; i++)
            start[i] = accumulate || i % image / pixel >= pixels || i % image % pixel >= channels ? values[i] : 0;
        return start;
    }
}
