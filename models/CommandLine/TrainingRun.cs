using System.Diagnostics;

namespace Lathe.Models.CommandLine;

/// <summary>What <c>train</c> does.</summary>
static class TrainingRun
{
    /// <summary>Trains, prints, and writes weights and report where they are asked for.</summary>
    public static void Run(NetworkEntry entry, string data, Recipe recipe, Device device, FileInfo? weights, FileInfo? json)
    {
        var split = DataSource.Load(data);
        using var network = entry.Compile(device, recipe.Seed);
        DataSource.RequireFit(entry, network, split);
        using var trainer = new Trainer(network, split.Train, split.Test, recipe.Options());

        var start = Stopwatch.GetTimestamp();
        var epochs = TrainingDisplay.Run(trainer);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (weights is not null)
            network.Save(weights.FullName);
        var test = epochs[^1].Test!;
        if (json is not null)
        {
            var report = new TrainingReport(
                entry.Name, split.Train.Name, recipe.Seed, device.Name, [.. epochs.Select(EpochReport.Of)], test.Accuracy, test.Loss, seconds);
            JsonFile.Write(json, report, TrainingJson.Default.TrainingReport);
        }
        Console.WriteLine($"test accuracy {Texts.Percent(test.Accuracy)}");
    }
}
