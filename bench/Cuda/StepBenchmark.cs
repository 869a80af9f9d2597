using System.Diagnostics;
using System.Globalization;
using Lathe.Kernels.Cuda;
using Lathe.Models.CommandLine;

namespace Lathe.Bench.Cuda;

/// <summary>Times training steps on a GPU: forward, loss, backward and an update by SGD with Nesterov momentum and weight decay.</summary>
internal static class StepBenchmark
{
    const int WarmupSteps = 10, StepsATiming = 20;

    /// <summary>Prints the median time of a step as JSON.</summary>
    public static void Measure(string name, int batch, CudaPrecision precision, double seconds)
    {
        var entry = NetworkTable.Find(name) ?? throw new ArgumentException($"There is no network '{name}'.", nameof(name));
        var begin = Stopwatch.GetTimestamp();
        using var network = entry.Compile(Device.WithCuda(new CudaOptions { Precision = precision }), 1);
        using var optimizer = new Sgd(network, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, nesterov: true);
        var random = new Random(1);
        var images = new float[batch * network.InputShape.Aggregate(1, (product, extent) => product * extent)];
        foreach (ref var value in images.AsSpan())
            value = (2 * random.NextSingle()) - 1;
        var classes = network.OutputShape[0];
        var targets = new float[batch * classes];
        Targets.FromLabels([.. Enumerable.Range(0, batch).Select(i => i % Math.Min(classes, 10))], classes, targets);
        void Step()
        {
            network.ZeroGradients();
            network.Forward(images, batch);
            network.Loss(targets);
            network.Backward();
            optimizer.Step();
        }

        for (var i = 0; i < WarmupSteps; i++)
            Step();
        var warm = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        while (times.Count == 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            var first = Stopwatch.GetTimestamp();
            for (var i = 0; i < StepsATiming; i++)
                Step();
            times.Add(Stopwatch.GetElapsedTime(first).TotalMilliseconds / StepsATiming);
        }

        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"peer":"Lathe","network":"{{name}}","batch":{{batch}},"precision":"{{precision}}","medianMilliseconds":{{times[times.Count / 2]:0.0000}},"warmSeconds":{{warm:0.0}},"device":"{{network.Device}}"}"""));
    }
}
