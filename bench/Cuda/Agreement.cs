using System.Diagnostics;
using System.Globalization;
using Lathe.Kernels.Cuda;
using Lathe.Models.CommandLine;

namespace Lathe.Bench.Cuda;

/// <summary>The same batch through a network on the processor and on a GPU: outputs in both modes, loss, gradients, running statistics, and the
/// parameters after an update.</summary>
internal static class Agreement
{
    const int Batch = 4;
    const string Gradients = "gradients", Update = "update";

    /// <summary>Prints a line a network.</summary>
    /// <returns>1 if a network differs by more than the precision explains.</returns>
    public static int Check(CudaPrecision precision, IReadOnlyList<string> names)
    {
        // Of what comes out in training, and of the median gradient. In deep networks with batch norm of four images, roundings turn many a ReLU: a gradient's
        // error is up to a thousand times that of the logits, in every precision.
        (double Output, double Gradient) limit = precision switch
        {
            CudaPrecision.Float32 => (1e-4, 3e-2),
            CudaPrecision.TensorFloat32 => (3e-2, 0.4),
            _ => (0.2, 1),
        };
        var failures = 0;
        foreach (var entry in NetworkTable.All.Where(entry => names.Count == 0 || names.Contains(entry.Name, StringComparer.OrdinalIgnoreCase)))
        {
            var start = Stopwatch.GetTimestamp();
            string line;
            try
            {
                using var expected = entry.Compile(Device.Cpu, 1);
                using var actual = entry.Compile(Device.WithCuda(new CudaOptions { Precision = precision }), 1);
                var differences = Compare(expected, actual);
                var worst = differences.MaxBy(difference => difference.Error);
                double[] gradients = [.. differences.Where(difference => difference.Kind == Gradients).Select(difference => difference.Error).Order()];
                var median = gradients[gradients.Length / 2];
                var agrees = differences.All(difference => double.IsFinite(difference.Error)) && median <= limit.Gradient
                    && differences.Where(difference => difference.Kind is not (Gradients or Update)).All(difference => difference.Error <= limit.Output);
                failures += agrees ? 0 : 1;
                line = $"{(agrees ? "agrees" : "DIFFERS")}  {string.Join("  ", differences.GroupBy(difference => difference.Kind).Select(group => Text($"{group.Key} {group.Max(difference => difference.Error):e1}")))}  {Text($"median gradient {median:e1}")}  worst {worst.Name}";
            }
            catch (Exception failure) when (failure is LatheException or InvalidOperationException or NotSupportedException)
            {
                failures++;
                line = $"FAILED  {failure}";
            }

            Console.WriteLine(Text($"{entry.Name,-22} {precision,-14} {Stopwatch.GetElapsedTime(start).TotalSeconds,6:0.0} s  {line}"));
        }

        return failures == 0 ? 0 : 1;
    }

    static List<(string Kind, string Name, double Error)> Compare(Network expected, Network actual)
    {
        var random = new Random(1);
        var images = Numbers(random, Batch * expected.InputShape.Aggregate(1, (product, extent) => product * extent));
        var targets = new float[Batch * expected.OutputShape[0]];
        Targets.FromLabels([.. Enumerable.Range(0, Batch).Select(i => i % expected.OutputShape[0])], expected.OutputShape[0], targets);
        var found = new List<(string, string, double)>();
        void Add(string kind, string name, float[] right, float[] ours) => found.Add((kind, name, Error(right, ours)));

        Add("inference", "logits", expected.Predict(images, Batch), actual.Predict(images, Batch));
        float[] losses = [.. new[] { expected, actual }.Select(network =>
        {
            network.ZeroGradients();
            network.Forward(images, Batch);
            return network.Loss(targets);
        })];
        Add("training", "logits", expected.Outputs[0].ToArray(), actual.Outputs[0].ToArray());
        Add("loss", "loss", [losses[0]], [losses[1]]);
        expected.Backward();
        actual.Backward();
        var scale = expected.Gradients.Max(gradient => Norm(gradient.ToArray()));
        foreach (var gradient in expected.Gradients)
        {
            // What is all but zero next to the others is rounding.
            var (right, ours) = (gradient.ToArray(), actual.Gradients[gradient.Name].ToArray());
            found.Add((Gradients, gradient.Name, Distance(right, ours) / Math.Max(Norm(right), 1e-3 * scale)));
        }

        foreach (var state in expected.States)
            Add("states", state.Name, state.ToArray(), actual.States[state.Name].ToArray());
        using var first = new Sgd(expected, 0.1, 0.9, 1e-4, nesterov: true);
        using var second = new Sgd(actual, 0.1, 0.9, 1e-4, nesterov: true);
        first.Step();
        second.Step();
        foreach (var parameter in expected.Parameters)
            Add(Update, parameter.Name, parameter.ToArray(), actual.Parameters[parameter.Name].ToArray());
        return found;
    }

    static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];

    static double Error(float[] expected, float[] actual) => Distance(expected, actual) / Math.Max(Norm(expected), 1e-6);

    static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));

    static double Distance(float[] expected, float[] actual)
    {
        var sum = expected.Zip(actual, (right, ours) => ((double)right - ours) * ((double)right - ours)).Sum();
        return double.IsFinite(sum) ? Math.Sqrt(sum) : double.PositiveInfinity;
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
