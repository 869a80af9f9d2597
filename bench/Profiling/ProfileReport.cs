using System.Globalization;
using Lathe.Bench.Steps;

namespace Lathe.Bench.Profiling;

/// <summary>Where the time of a step goes: by kernel, and by launch.</summary>
internal static class ProfileReport
{
    const int WarmupSteps = 3, Steps = 15, LongestLaunches = 40;

    /// <summary>Prints the profile of training steps or of inference as two Markdown tables.</summary>
    public static void Print(string name, int batch, int threads, bool isTraining)
    {
        var profile = new LaunchProfile();
        using var workload = new Workload(name, batch, new CpuOptions { Threads = threads, Observer = profile });
        Action step = isTraining ? workload.TrainingStep : workload.Predict;
        for (var i = 0; i < WarmupSteps; i++)
            step();
        for (var i = 0; i < Steps; i++)
            profile.Record(step);
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

    static void Heading(string columns)
    {
        Console.WriteLine();
        Console.WriteLine($"| {columns} |");
        Console.WriteLine($"| {string.Join(" | ", columns.Split('|').Select(_ => "---"))} |");
    }

    static void Row(double time, double whole, string rest) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {time / whole:P1} | {time:F3} | {rest} |"));
}
