using System.Diagnostics;

namespace Lathe.Models.CommandLine;

/// <summary>What <c>train</c> does.</summary>
static class TrainingRun
{
    /// <summary>Trains, prints, and writes checkpoints, weights and report where they are asked for.</summary>
    /// <exception cref="UsageException">The network does not take the data, the run that is resumed has no epochs left, or two files are one.</exception>
    /// <exception cref="OperationCanceledException">A signal ended it.</exception>
    /// <exception cref="IOException">A file cannot be written; that is found out before training.</exception>
    public static void Run(NetworkEntry entry, string data, TrainingOptions recipe, Device device, TrainingFiles files)
    {
        OutputFile.RequireWritable(("--checkpoint", files.Checkpoint), ("--out", files.Weights), ("--json", files.Json));
        var split = DataSource.Load(data);
        using var network = entry.Compile(device, recipe.Seed);
        DataSource.RequireFit(entry, network, split);
        using var trainer = new Trainer(network, split.Train, split.Test, recipe);
        if (files.Resume is { } saved)
        {
            trainer.Resume(saved.FullName);
            if (trainer.Epoch >= recipe.Epochs)
                throw new UsageException($"'{saved.Name}' holds a run of {trainer.Epoch} epochs; --epochs {recipe.Epochs} leaves none to run.");
        }

        using var interruption = new Interruption();
        var start = Stopwatch.GetTimestamp();
        var epochs = TrainingDisplay.Run(trainer, files.Checkpoint is { } checkpoint ? () => trainer.Save(checkpoint.FullName) : null, interruption.Token);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var test = epochs[^1].AverageTest ?? epochs[^1].Test!;
        Console.WriteLine($"test accuracy {Texts.Percent(test.Accuracy)}");
        if (files.Weights is not null)
            (trainer.Average?.Network ?? network).Save(files.Weights.FullName);
        if (files.Json is not null)
        {
            var report = new TrainingReport(
                entry.Name, split.Train.Name, recipe.Seed, device.Name, [.. epochs.Select(EpochReport.Of)], test.Accuracy, test.Loss, seconds);
            JsonFile.Write(files.Json, report, TrainingJson.Default.TrainingReport);
        }
    }
}

/// <summary>The files of a training run; each is null where it is not asked for.</summary>
/// <param name="Checkpoint">Receives the run after every epoch.</param>
/// <param name="Resume">Holds a run that goes on.</param>
/// <param name="Weights">Receives the weights at the end; their average where one is kept.</param>
/// <param name="Json">Receives the report at the end.</param>
sealed record TrainingFiles(FileInfo? Checkpoint, FileInfo? Resume, FileInfo? Weights, FileInfo? Json);
