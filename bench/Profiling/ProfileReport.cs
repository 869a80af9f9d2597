using System.Diagnostics;
using System.Globalization;
using Lathe.Bench.Steps;

namespace Lathe.Bench.Profiling;

/// <summary>Where the time of a step goes: by kernel, and by launch.</summary>
internal static class ProfileReport
{
    const int LeastSteps = 15, LongestLaunches = 40;

    /// <summary>Short steps are run until the just-in-time compiler has done with them.</summary>
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1), Measured = TimeSpan.FromSeconds(2);

    /// <summary>Prints the profile of training steps or of inference as two Markdown tables.</summary>
    public static void Print(string name, int batch, int threads, bool isTraining)
    {
        var profile = new LaunchProfile();
        using var workload = new Workload(name, batch, new CpuOptions { Threads = threads, Observer = profile });
        Action step = isTraining ? workload.TrainingStep : workload.Predict;
        Repeat(WarmUp, step);
        Repeat(Measured, () => profile.Record(step));
        var launches = profile.Sites.Select((site, number) => (Site: site, Time: profile.Milliseconds(number))).ToArray();
        var inside = launches.Sum(launch => launch.Time);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}, batch {batch}, {threads} threads, {(isTraining ? "training step" : "inference")}: {profile.StepMilliseconds:F2} ms, {inside:F2} ms of them in {launches.Length} launches (medians)."));

        Heading("share | ms | launches | kernel | part");
        foreach (var group in launches.GroupBy(launch => (launch.Site.Kernel, launch.Site.Part)).OrderByDescending(group => group.Sum(launch => launch.Time)))
            Row(group.Sum(launch => launch.Time), inside, $"{group.Count()} | {group.Key.Kernel} | {group.Key.Part}");

        Heading("share | ms | launch | module | kernel | part");
        foreach (var (launch, number) in launches.Select((launch, number) => (launch, number)).OrderByDescending(pair => pair.launch.Time).Take(LongestLaunches))
            Row(launch.Time, inside, $"{number} | {launch.Site.Module} | {launch.Site.Kernel} | {launch.Site.Part}");
    }

    /// <summary>Runs something for a time, and a few times at least.</summary>
    static void Repeat(TimeSpan time, Action action)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < LeastSteps || Stopwatch.GetElapsedTime(start) < time; i++)
            action();
    }

    static void Heading(string columns)
    {
        Console.WriteLine();
        Console.WriteLine($"| {columns} |");
        Console.WriteLine($"| {string.Join(" | ", columns.Split('|').Select(_ => "---"))} |");
    }

    static void Row(double time, double whole, string rest) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {time / whole:P1} | {time:F3} | {rest} |"));
}
