using System.Globalization;
using Lathe.Kernels;

namespace Lathe.Bench;

/// <summary>The shares of a core's peak that the contractions reach, on one thread. Taps outside the image count as done, and so do multiplications that Winograd's algorithm saves:
/// it may exceed the peak. Convolutions that have it are measured directly and with its larger tiles too.</summary>
internal static class ContractionBenchmark
{
    static readonly (int M, int N, int K)[] products =
    [
        (32, 1000, 2048), (128, 1000, 512), (512, 512, 512), (1024, 1024, 1024), (4160, 384, 384), (4160, 1536, 384), (128, 10, 64),
    ];

    static readonly (string Name, int Batch, ConvolutionShape Shape)[] convolutions =
    [
        ("3x3 32x32x16", 32, Square(32, 16, 16, 3, 1, 1)),
        ("3x3 16x16x32", 32, Square(16, 32, 32, 3, 1, 1)),
        ("3x3 8x8x64", 32, Square(8, 64, 64, 3, 1, 1)),
        ("3x3 56x56x64", 4, Square(56, 64, 64, 3, 1, 1)),
        ("3x3 28x28x128", 4, Square(28, 128, 128, 3, 1, 1)),
        ("3x3 14x14x256", 8, Square(14, 256, 256, 3, 1, 1)),
        ("3x3 7x7x512", 16, Square(7, 512, 512, 3, 1, 1)),
        ("3x3 32x32x48 to 12", 8, Square(32, 48, 12, 3, 1, 1)),
        ("3x3 stride 2 32x32x16 to 32", 32, Square(32, 16, 32, 3, 2, 1)),
        ("1x1 56x56x64 to 256", 4, Square(56, 64, 256, 1, 1, 0)),
        ("1x1 14x14x1024 to 256", 8, Square(14, 1024, 256, 1, 1, 0)),
        ("1x1 stride 2 56x56x256 to 512", 4, Square(56, 256, 512, 1, 2, 0)),
        ("3x3 stem 3 to 16", 32, Square(32, 3, 16, 3, 1, 1)),
        ("7x7 stem 3 to 64", 2, Square(224, 3, 64, 7, 2, 3)),
        ("5x5 LeNet 1 to 20", 64, Square(28, 1, 20, 5, 1, 0)),
        ("5x5 LeNet 20 to 50", 64, Square(12, 20, 50, 5, 1, 0)),
        ("depthwise 3x3 56x56x128", 4, Square(56, 128, 128, 3, 1, 1) with { Groups = 128 }),
        ("depthwise 7x7 14x14x384", 8, Square(14, 384, 384, 7, 1, 3) with { Groups = 384 }),
        ("3x3 28x28x256 in 32 groups", 4, Square(28, 256, 256, 3, 1, 1) with { Groups = 32 }),
    ];

    public static void Run(VectorWidth width, string filter)
    {
        using var pool = new WorkerPool(1);
        using var launcher = new PooledLauncher(pool, width);
        Console.WriteLine($"one thread, {width}; the peak of that width is {Peak.Measure(width) / 1e9:F0} G multiply-adds a second");
        Console.WriteLine("| contraction | forward | input gradient | weight gradient |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var (m, n, k) in products)
        {
            var name = $"product {m}x{n}x{k}";
            if (!name.Contains(filter, StringComparison.Ordinal))
                continue;
            using NativeFloats left = NativeFloats.Random(m * k), right = NativeFloats.Random(k * n), result = NativeFloats.Random(m * n);
            var forward = MatrixProductShape.Contiguous(m, n, k);
            var inputGradient = new MatrixProductShape([], [new(m, n, 0, k)], [new(k, 0, n, 1)], [new(n, 1, 1, 0)]);
            var weightGradient = new MatrixProductShape([], [new(k, 1, 0, n)], [new(n, 0, 1, 1)], [new(m, k, n, 0)]);
            Row(
                width, name, (double)m * n * k,
                () => MatrixProduct.Multiply(launcher, forward, left.Address, right.Address, result.Address, accumulate: false),
                () => MatrixProduct.Multiply(launcher, inputGradient, result.Address, right.Address, left.Address, accumulate: false),
                () => MatrixProduct.Multiply(launcher, weightGradient, left.Address, result.Address, right.Address, accumulate: false));
        }

        foreach (var (name, batch, shape) in convolutions.SelectMany(ByAlgorithm))
        {
            if (!name.Contains(filter, StringComparison.Ordinal))
                continue;
            var weights = shape.KernelHeight * shape.KernelWidth * shape.InputChannels * shape.OutputChannels / shape.Groups;
            using NativeFloats x = NativeFloats.Random(batch * shape.InputHeight * shape.InputWidth * shape.InputChannels), w = NativeFloats.Random(weights), y = NativeFloats.Random(batch * shape.OutputHeight * shape.OutputWidth * shape.OutputChannels);
            Row(
                width, name, (double)batch * shape.OutputHeight * shape.OutputWidth * weights,
                () => Convolution.Forward(launcher, shape, batch, x.Address, w.Address, y.Address, accumulate: false),
                () => Convolution.InputGradient(launcher, shape, batch, x.Address, w.Address, y.Address, accumulate: false),
                () => Convolution.WeightGradient(launcher, shape, batch, x.Address, w.Address, y.Address, accumulate: false));
        }
    }

    static IEnumerable<(string Name, int Batch, ConvolutionShape Shape)> ByAlgorithm((string Name, int Batch, ConvolutionShape Shape) convolution)
    {
        yield return convolution;
        if (convolution.Shape is not { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, Groups: 1 })
            yield break;
        yield return (convolution.Name + ", direct", convolution.Batch, convolution.Shape with { Algorithm = ConvolutionAlgorithm.Direct });
        yield return (convolution.Name + ", tiles of 4", convolution.Batch, convolution.Shape with { Algorithm = ConvolutionAlgorithm.Winograd, WinogradTile = 4 });
    }

    static void Row(VectorWidth width, string name, double multiplyAdds, params Action[] contractions) =>
        Console.WriteLine($"| {name} | {string.Join(" | ", contractions.Select(contraction => Share(width, contraction, multiplyAdds).ToString("P0", CultureInfo.InvariantCulture)))} |");

    /// <summary>The best of several rounds, each against a peak measured next to it.</summary>
    static double Share(VectorWidth width, Action contraction, double multiplyAdds)
    {
        contraction();
        double best = 0;
        for (var round = 0; round < 4; round++)
        {
            var peak = Peak.Measure(width);
            var fastest = double.MaxValue;
            var until = ThreadTime.Seconds() + 0.05;
            do
            {
                var start = ThreadTime.Seconds();
                contraction();
                fastest = Math.Min(fastest, (ThreadTime.Seconds() - start));
            }
            while (ThreadTime.Seconds() < until);
            best = Math.Max(best, multiplyAdds / fastest / peak);
        }

        return best;
    }

    static ConvolutionShape Square(int size, int inputs, int outputs, int kernel, int stride, int padding) => new()
    {
        InputHeight = size,
        InputWidth = size,
        InputChannels = inputs,
        OutputHeight = ((size + (2 * padding) - kernel) / stride) + 1,
        OutputWidth = ((size + (2 * padding) - kernel) / stride) + 1,
        OutputChannels = outputs,
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideHeight = stride,
        StrideWidth = stride,
        PaddingHeight = padding,
        PaddingWidth = padding,
    };
}
