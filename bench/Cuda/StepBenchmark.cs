using System.Diagnostics;
using System.Globalization;
using Lathe.Kernels.Cuda;

namespace Lathe.Bench.Cuda;

/// <summary>Times training steps on a GPU: forward, loss, backward and an update by SGD with Nesterov momentum and weight decay.</summary>
internal static class StepBenchmark
{
    const int WarmupSteps = 10, StepsATiming = 20;

    /// <summary>Prints the median time of a step as JSON.</summary>
    public static void Measure(string name, int batch, CudaPrecision precision, double seconds)
    {
        var begin = Stopwatch.GetTimestamp();
        using var training = new TrainingStep(name, batch, new CudaOptions { Precision = precision });
        for (var i = 0; i < WarmupSteps; i++)
            training.Run();
        var warm = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        while (times.Count == 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            var first = Stopwatch.GetTimestamp();
            for (var i = 0; i < StepsATiming; i++)
                training.Run();
            times.Add(Stopwatch.GetElapsedTime(first).TotalMilliseconds / StepsATiming);
        }

        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"peer":"Lathe","network":"{{name}}","batch":{{batch}},"precision":"{{precision}}","medianMilliseconds":{{times[times.Count / 2]:0.0000}},"warmSeconds":{{warm:0.0}},"device":"{{training.Device}}"}"""));
    }
}
