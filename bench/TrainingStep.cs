using System.Diagnostics;
using System.Globalization;
using Lathe.Models;

namespace Lathe.Bench;

/// <summary>Times whole training steps, for <c>compare_pytorch.py</c>.</summary>
static class TrainingStep
{
    const int WarmupSteps = 3, LeastSteps = 8;

    /// <summary>Runs steps of a network on random images and prints the median time as JSON.</summary>
    /// <param name="name">ResNet20 or LeNetCaffe.</param>
    /// <param name="batch">Images in a batch.</param>
    /// <param name="threads">Worker threads.</param>
    /// <param name="seconds">How long to go on.</param>
    public static void Measure(string name, int batch, int threads, double seconds)
    {
        var device = Device.WithCpu(new CpuOptions { Threads = threads });
        using var network = name switch
        {
            nameof(ResNet20) => ResNet20.Compile(device, seed: 1),
            nameof(LeNetCaffe) => LeNetCaffe.Compile(device, seed: 1),
            _ => throw new ArgumentException($"There is no benchmark of '{name}'.", nameof(name)),
        };
        using var optimizer = new Sgd(network, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, nesterov: true);
        var random = new Random(1);
        var x = new float[batch * network.InputShape.Aggregate(1, (product, extent) => product * extent)];
        for (var i = 0; i < x.Length; i++)
            x[i] = 2 * random.NextSingle() - 1;
        var targets = new float[batch * network.OutputShape[0]];
        Targets.FromLabels([.. Enumerable.Range(0, batch).Select(i => i % network.OutputShape[0])], network.OutputShape[0], targets);

        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        while (times.Count < LeastSteps || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            var begin = Stopwatch.GetTimestamp();
            network.ZeroGradients();
            network.Forward(x, batch);
            network.Loss(targets);
            network.Backward();
            optimizer.Step();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        double[] measured = [.. times.Skip(WarmupSteps).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"network":"{{name}}","steps":{{measured.Length}},"medianMilliseconds":{{measured[measured.Length / 2]:0.000}}}"""));
    }
}
