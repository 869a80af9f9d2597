namespace Lathe.Kernels.Tests.Contractions;

/// <summary>Convolutions worth testing, computed directly unless they say otherwise.</summary>
internal static class ConvolutionGeometries
{
    public static SortedDictionary<string, (int Batch, ConvolutionShape Shape)> All { get; } = new(StringComparer.Ordinal)
    {
        ["residual 3x3"] = (3, Square(9, 16, 16, kernel: 3, padding: 1)),
        ["wide 3x3"] = (2, Square(7, 40, 96, kernel: 3, padding: 1)),
        ["projection 1x1 stride 2"] = (2, Square(9, 16, 32, kernel: 1, stride: 2)),
        ["downsampling 3x3 stride 2"] = (2, Square(11, 8, 24, kernel: 3, stride: 2, padding: 1)),
        ["stem 7x7 stride 2"] = (2, Square(23, 3, 20, kernel: 7, stride: 2, padding: 3)),
        ["grey 5x5"] = (3, Square(13, 1, 20, kernel: 5)),
        ["pointwise"] = (2, Square(6, 33, 70, kernel: 1)),
        ["patches"] = (2, Square(16, 3, 48, kernel: 4, stride: 4)),
        ["dilated"] = (1, Square(15, 5, 7, kernel: 3, padding: 2, dilation: 2)),
        ["depthwise 3x3"] = (2, Square(9, 37, 37, kernel: 3, padding: 1) with { Groups = 37 }),
        ["depthwise 7x7 stride 2"] = (2, Square(14, 96, 96, kernel: 7, stride: 2, padding: 3) with { Groups = 96 }),
        ["depthwise, two channels"] = (2, Square(9, 2, 2, kernel: 3, padding: 1) with { Groups = 2 }),
        ["depthwise, three channels"] = (2, Square(9, 3, 3, kernel: 5, padding: 2) with { Groups = 3 }),
        ["depthwise multiplier"] = (2, Square(7, 6, 18, kernel: 3, padding: 1) with { Groups = 6 }),
        ["grouped"] = (2, Square(8, 24, 48, kernel: 3, padding: 1) with { Groups = 3 }),
        ["padding wider than the image"] = (2, Square(2, 4, 5, kernel: 5, padding: 4)),
        ["kernel as large as the image"] = (3, Square(5, 12, 17, kernel: 5)),
        ["asymmetric"] = (2, Shape(7, 12, 10, 11, (1, 7), (1, 2), (0, 3), (1, 1))),
        ["patches behind a token"] = (3, Square(12, 3, 32, kernel: 4) with { StrideHeight = 4, StrideWidth = 4, OutputHeight = 3, OutputWidth = 3, OutputImageStride = 10 * 32 }),
        ["images apart"] = (3, Square(6, 8, 16, kernel: 3, padding: 1) with { InputImageStride = 300, OutputImageStride = 600 }),
        ["slices"] = (2, Square(6, 16, 32, kernel: 3, padding: 1) with { InputPixelStride = 40, OutputPixelStride = 51 }),
        ["many images"] = (37, Square(4, 16, 20, kernel: 3, padding: 1)),
        ["large weights"] = (2, Square(3, 130, 140, kernel: 3, padding: 1)),
        ["one output"] = (3, Square(7, 21, 1, kernel: 3, padding: 1)),
        ["three outputs"] = (2, Square(6, 70, 3, kernel: 5, padding: 2)),
        ["large image"] = (2, Square(66, 16, 8, kernel: 3, padding: 1)),
        ["tall"] = (1, Square(40, 8, 8, kernel: 3, padding: 1)),
        ["tap by tap"] = (3, Square(5, 256, 256, kernel: 3, padding: 1)),
        ["tap by tap, stride 2"] = (2, Square(8, 256, 256, kernel: 3, stride: 2, padding: 1)),
        ["tap by tap, stride larger than the kernel"] = (2, Square(9, 384, 384, kernel: 2, stride: 3)),
        ["tap by tap, dilated, in groups"] = (1, Square(7, 512, 512, kernel: 3, padding: 2, dilation: 2) with { Groups = 2 }),
        ["tap by tap, padding wider than the image"] = (2, Square(2, 128, 128, kernel: 5, padding: 4)),
        ["tap by tap, of which some never hit"] = (2, Square(3, 256, 256, kernel: 3, padding: 4, dilation: 4)),
        ["tap by tap, slices"] = (2, Square(4, 256, 256, kernel: 3, padding: 1) with { InputPixelStride = 260, OutputPixelStride = 271 }),
    };

    /// <summary>Convolutions by Winograd's algorithm: whole tiles and halves of them, channels that fill vectors and panels and that do not, blocks of tiles across images.</summary>
    public static SortedDictionary<string, (int Batch, ConvolutionShape Shape)> Winograd { get; } = new(
        new Dictionary<string, (int Batch, ConvolutionShape Shape)>(StringComparer.Ordinal)
        {
            ["even"] = (3, Square(8, 16, 16, kernel: 3, padding: 1)),
            ["odd"] = (2, Square(7, 32, 48, kernel: 3, padding: 1)),
            ["unpadded"] = (2, Square(9, 16, 32, kernel: 3)),
            ["padding 2"] = (2, Square(6, 5, 17, kernel: 3, padding: 2)),
            ["padding wider than the kernel"] = (2, Square(4, 9, 6, kernel: 3, padding: 4)),
            ["one pixel"] = (5, Square(1, 20, 24, kernel: 3, padding: 1)),
            ["one output of a tile"] = (3, Square(3, 13, 11, kernel: 3)),
            ["few channels"] = (2, Square(11, 3, 2, kernel: 3, padding: 1)),
            ["partial panels"] = (2, Square(10, 37, 85, kernel: 3, padding: 1)),
            ["many channels"] = (1, Square(5, 130, 260, kernel: 3, padding: 1)),
            ["many images"] = (41, Square(5, 16, 20, kernel: 3, padding: 1)),
            ["several partial sums"] = (5, Square(29, 16, 12, kernel: 3, padding: 1)),
            ["blocks of channels"] = (2, Square(6, 80, 70, kernel: 3, padding: 1)),
            ["large image"] = (1, Square(67, 16, 16, kernel: 3, padding: 1)),
            ["slices"] = (2, Square(6, 16, 32, kernel: 3, padding: 1) with { InputPixelStride = 40, OutputPixelStride = 51 }),
            ["asymmetric"] = (2, Shape(5, 14, 12, 19, (3, 3), (1, 1), (0, 2), (1, 1))),
            ["fewer outputs than there could be"] = (2, Square(9, 12, 16, kernel: 3, padding: 1) with { OutputHeight = 5, OutputWidth = 6 }),
        }.ToDictionary(pair => pair.Key, pair => (pair.Value.Batch, pair.Value.Shape with { Algorithm = ConvolutionAlgorithm.Winograd }), StringComparer.Ordinal),
        StringComparer.Ordinal);

    public static (int Batch, ConvolutionShape Shape) RandomWinograd(Random random)
    {
        while (true)
        {
            int inputs = random.Next(1, 70), outputs = random.Next(1, 70);
            var shape = Shape(random.Next(1, 20), random.Next(1, 20), inputs, outputs, (3, 3), (1, 1), (random.Next(0, 3), random.Next(0, 3)), (1, 1)) with
            { Algorithm = ConvolutionAlgorithm.Winograd };
            if (random.Next(3) == 0)
                shape = shape with { InputPixelStride = inputs + random.Next(0, 20), OutputPixelStride = outputs + random.Next(0, 20) };
            if (shape is { OutputHeight: > 0, OutputWidth: > 0 })
                return (random.Next(1, 6), shape);
        }
    }

    public static (int Batch, ConvolutionShape Shape) Random(Random random)
    {
        while (true)
        {
            var groups = random.Next(3) == 0 ? random.Next(1, 7) : 1;
            var depthwise = random.Next(4) == 0;
            var inputs = groups * (depthwise ? 1 : random.Next(1, 24));
            var outputs = groups * (depthwise && random.Next(2) == 0 ? 1 : random.Next(1, 40));
            var shape = Shape(
                random.Next(1, 15), random.Next(1, 15), inputs, outputs, (random.Next(1, 6), random.Next(1, 6)), (random.Next(1, 4), random.Next(1, 4)),
                (random.Next(0, 5), random.Next(0, 5)), (random.Next(1, 4), random.Next(1, 4))) with
            { Groups = groups };
            if (random.Next(3) == 0)
                shape = shape with { InputPixelStride = inputs + random.Next(0, 20), OutputPixelStride = outputs + random.Next(0, 20) };
            if (shape is { OutputHeight: > 0, OutputWidth: > 0 })
                return (random.Next(1, 6), shape);
        }
    }

    static ConvolutionShape Square(int size, int inputs, int outputs, int kernel, int stride = 1, int padding = 0, int dilation = 1) =>
        Shape(size, size, inputs, outputs, (kernel, kernel), (stride, stride), (padding, padding), (dilation, dilation));

    static ConvolutionShape Shape(
        int height, int width, int inputs, int outputs, (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) padding, (int Height, int Width) dilation) => new()
        {
            InputHeight = height,
            InputWidth = width,
            InputChannels = inputs,
            OutputHeight = Outputs(height, kernel.Height, stride.Height, padding.Height, dilation.Height),
            OutputWidth = Outputs(width, kernel.Width, stride.Width, padding.Width, dilation.Width),
            OutputChannels = outputs,
            KernelHeight = kernel.Height,
            KernelWidth = kernel.Width,
            StrideHeight = stride.Height,
            StrideWidth = stride.Width,
            DilationHeight = dilation.Height,
            DilationWidth = dilation.Width,
            PaddingHeight = padding.Height,
            PaddingWidth = padding.Width,
            Algorithm = ConvolutionAlgorithm.Direct,
        };

    static int Outputs(int extent, int kernel, int stride, int padding, int dilation) =>
        extent + (2 * padding) < ((kernel - 1) * dilation) + 1 ? 0 : (((extent + (2 * padding) - ((kernel - 1) * dilation) - 1) / stride) + 1);
}
