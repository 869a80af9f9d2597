using System.CommandLine;

namespace Lathe.Models.CommandLine;

/// <summary>The options that say how networks are trained.</summary>
sealed class RecipeArguments
{
    readonly Option<int> epochs = CommonArguments.Number("--epochs", "How often all images are seen.", 20, 1, 1 << 20);
    readonly Option<int> batch = CommonArguments.Batch(byDefault: 64);
    readonly Option<ulong> seed = CommonArguments.Number("--seed", "What initial weights, order, augmentation and dropout are drawn from.", 1UL, 0UL, ulong.MaxValue);
    readonly Option<double> smoothing = CommonArguments.Number("--label-smoothing", "How much of the targets is spread over all classes.", 0.0, 0, 1);
    readonly Option<double> average = CommonArguments.Number("--average", "Averages the weights over the steps, by this decay; the average is what --out writes.", 0.0, 0, 0.999999);
    readonly ScheduleArguments schedule = new();
    readonly OptimizerArguments optimizer = new();
    readonly AugmentationArguments augmentation = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[epochs, batch, seed, smoothing, average])
            command.Add(option);
        schedule.AddTo(command);
        optimizer.AddTo(command);
        augmentation.AddTo(command);
    }

    /// <summary>The recipe that was asked for. Networks take their initial weights from its seed too.</summary>
    public TrainingOptions Read(ParseResult parsed) => new()
    {
        Epochs = parsed.GetValue(epochs),
        BatchSize = parsed.GetValue(batch),
        LearningRate = schedule.Read(parsed, parsed.GetValue(epochs)),
        Optimizer = optimizer.Read(parsed),
        LabelSmoothing = parsed.GetValue(smoothing),
        AverageDecay = parsed.GetValue(average) is var decay and > 0 ? decay : null,
        Augmentation = augmentation.Read(parsed),
        Mixing = augmentation.ReadMixing(parsed),
        Seed = parsed.GetValue(seed),
    };
}
