using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace Lathe.Bench.Steps;

/// <summary>Times whole training steps, for <c>compare_pytorch.py</c>.</summary>
internal static class TrainingStep
{
    /// <summary>Prints the median time of a step, the time from the start of the process to the end of its first step, and memory, as JSON.</summary>
    public static void Measure(string name, int batch, int threads, double seconds)
    {
        using var process = Process.GetCurrentProcess();
        using var workload = new Workload(name, batch, new CpuOptions { Threads = threads });
        workload.TrainingStep();
        var first = (DateTime.Now - process.StartTime).TotalSeconds;
        var (compiled, compiling) = (JitInfo.GetCompiledMethodCount(), JitInfo.GetCompilationTime().TotalSeconds);
        var median = StepTimes.Median(workload.TrainingStep, threads, seconds);
        process.Refresh();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"medianMilliseconds":{{median:0.000}},"firstStepSeconds":{{first:0.000}},"compiledMethods":{{compiled}},"compilingSeconds":{{compiling:0.000}},"keptBytes":{{workload.Network.Costs.KeptBytes(batch)}},"peakBytes":{{process.PeakWorkingSet64}}}"""));
    }
}
