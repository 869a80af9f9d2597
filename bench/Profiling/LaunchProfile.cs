using System.Diagnostics;
using Lathe.Kernels;

namespace Lathe.Bench.Profiling;

/// <summary>What the steps of a network launch, and how long each launch takes. All steps launch the same kernels in the same order.</summary>
internal sealed class LaunchProfile : ILaunchObserver
{
    readonly List<LaunchSite> sites = [];
    readonly List<List<double>> milliseconds = [];
    readonly List<double> steps = [];
    int next;
    bool isRecording;

    /// <summary>The launches of a step, in order.</summary>
    public IReadOnlyList<LaunchSite> Sites => sites;

    /// <summary>Runs a step and records its launches.</summary>
    public void Record(Action step)
    {
        (next, isRecording) = (0, true);
        var start = Stopwatch.GetTimestamp();
        step();
        steps.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        isRecording = false;
        if (next != sites.Count)
            throw new InvalidOperationException($"A step launched {next} kernels, others {sites.Count}.");
    }

    /// <summary>The median time of a launch of the step.</summary>
    public double Milliseconds(int launch) => Median(milliseconds[launch]);

    /// <summary>The median time of a step.</summary>
    public double StepMilliseconds => Median(steps);

    public void OnLaunched(Kernel kernel, nint chunks, ReadOnlySpan<nint> arguments, TimeSpan elapsed)
    {
        if (!isRecording)
            return;
        if (next == milliseconds.Count)
        {
            sites.Add(LaunchSite.Of(kernel, new StackTrace(skipFrames: 1, fNeedFileInfo: true)));
            milliseconds.Add([]);
        }

        milliseconds[next++].Add(elapsed.TotalMilliseconds);
    }

    static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
