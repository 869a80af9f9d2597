using System.Globalization;
using Lathe.Kernels;

namespace Lathe.Bench;

/// <summary>What convolutions round away: the root mean square of the difference from sums in double precision, relative to that of the sums, directly and by Winograd's algorithm with tiles of 2 and of 4.</summary>
internal static class ContractionErrors
{
    static readonly (int Size, int Inputs, int Outputs, int Batch)[] convolutions = [(32, 16, 16, 4), (32, 48, 12, 2), (16, 32, 32, 4), (8, 64, 64, 8), (28, 128, 128, 1), (14, 256, 256, 1)];

    static readonly (ConvolutionAlgorithm Algorithm, int Tile)[] algorithms = [(ConvolutionAlgorithm.Direct, 2), (ConvolutionAlgorithm.Winograd, 2), (ConvolutionAlgorithm.Winograd, 4)];

    public static void Run(VectorWidth width)
    {
        using var pool = new WorkerPool(1);
        using var launcher = new PooledLauncher(pool, width);
        Console.WriteLine("| 3x3 convolution | forward: direct, F(2x2), F(4x4) | input gradient | weight gradient: direct, F(2x2) |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var (size, inputs, outputs, batch) in convolutions)
        {
            var shape = new ConvolutionShape
            {
                InputHeight = size,
                InputWidth = size,
                InputChannels = inputs,
                OutputHeight = size,
                OutputWidth = size,
                OutputChannels = outputs,
                KernelHeight = 3,
                KernelWidth = 3,
                PaddingHeight = 1,
                PaddingWidth = 1,
            };
            var random = new Random(1);

            // Inputs as ReLU leaves them, weights as He draws them.
            using NativeFloats x = new(batch * size * size * inputs), w = new(9 * inputs * outputs), y = new(batch * size * size * outputs), result = new(Math.Max(Math.Max(x.Count, w.Count), y.Count));
            x.Fill(() => Math.Max(0, Normal(random)));
            w.Fill(() => Normal(random) * Math.Sqrt(2.0 / (9 * inputs)));
            y.Fill(() => Normal(random));
            double[] forward = new double[y.Count], inputGradient = new double[x.Count], weightGradient = new double[w.Count];
            Sum(shape, batch, x.Values, w.Values, y.Values, forward, inputGradient, weightGradient);
            string Cell(double[] sums, Action<ConvolutionShape> convolve, int count) => string.Join(", ", algorithms.Take(count).Select(algorithm =>
            {
                convolve(shape with { Algorithm = algorithm.Algorithm, WinogradTile = algorithm.Tile });
                return Error(result.Values, sums).ToString("0.0e-0", CultureInfo.InvariantCulture);
            }));
            Console.WriteLine($"| {size}x{size}x{inputs} to {outputs} | {string.Join(" | ",
                Cell(forward, s => Convolution.Forward(launcher, s, batch, x.Address, w.Address, result.Address, accumulate: false), 3),
                Cell(inputGradient, s => Convolution.InputGradient(launcher, s, batch, result.Address, w.Address, y.Address, accumulate: false), 3),
                Cell(weightGradient, s => Convolution.WeightGradient(launcher, s, batch, x.Address, result.Address, y.Address, accumulate: false), 2))} |");
        }
    }

    /// <summary>Adds up the output and both gradients; <paramref name="y"/> is the gradient of the output.</summary>
    static void Sum(
        in ConvolutionShape shape, int batch, ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> y, Span<double> forward, Span<double> inputGradient, Span<double> weightGradient)
    {
        int size = (int)shape.InputHeight, inputs = (int)shape.InputChannels, outputs = (int)shape.OutputChannels;
        for (var pixel = 0; pixel < batch * size * size; pixel++)
        {
            for (var tap = 0; tap < 9; tap++)
            {
                int row = (pixel / size % size) + (tap / 3) - 1, column = (pixel % size) + (tap % 3) - 1;
                if (row < 0 || row >= size || column < 0 || column >= size)
                    continue;
                var source = (pixel / (size * size) * size * size) + (row * size) + column;
                for (var i = 0; i < inputs; i++)
                {
                    double value = x[(source * inputs) + i], gradient = 0;
                    var weights = ((tap * inputs) + i) * outputs;
                    for (var o = 0; o < outputs; o++)
                    {
                        double weight = w[weights + o], dy = y[(pixel * outputs) + o];
                        forward[(pixel * outputs) + o] += value * weight;
                        gradient += weight * dy;
                        weightGradient[weights + o] += value * dy;
                    }

                    inputGradient[(source * inputs) + i] += gradient;
                }
            }
        }
    }

    static double Error(ReadOnlySpan<float> values, double[] sums)
    {
        double difference = 0, square = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            difference += (values[i] - sums[i]) * (values[i] - sums[i]);
            square += sums[i] * sums[i];
        }

        return Math.Sqrt(difference / square);
    }

    static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
