namespace Lathe.Models.CommandLine;

/// <summary>How <c>train</c> trains, as its options say it.</summary>
sealed record Recipe
{
    /// <summary>sgd or adamw.</summary>
    public required string Optimizer { get; init; }

    /// <summary>cosine, constant or step.</summary>
    public required string Schedule { get; init; }

    /// <summary>After the warm-up, from 0.</summary>
    public required double LearningRate { get; init; }

    /// <summary>From 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>From 1.</summary>
    public required int Batch { get; init; }

    /// <summary>From 0.</summary>
    public required double WarmupEpochs { get; init; }

    /// <summary>From 0.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>Of the weights into one unit; no limit if 0.</summary>
    public required double MaxUnitNorm { get; init; }

    /// <summary>In [0, 1].</summary>
    public required double LabelSmoothing { get; init; }

    /// <summary>Pixels, from 0.</summary>
    public required int CropPadding { get; init; }

    /// <summary>Whether images are mirrored at random.</summary>
    public required bool Flip { get; init; }

    /// <summary>Any.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The options of a trainer.</summary>
    public TrainingOptions Options() => new()
    {
        Epochs = Epochs,
        BatchSize = Batch,
        LearningRate = Rates() with { WarmupEpochs = WarmupEpochs },
        Optimizer = CreateOptimizer,
        LabelSmoothing = LabelSmoothing,
        Augmentation = new Augmentation { CropPadding = CropPadding, HorizontalFlip = Flip },
        Seed = Seed,
    };

    Optimizer CreateOptimizer(Network network)
    {
        Optimizer optimizer = Optimizer == "adamw"
            ? new AdamW(network, weightDecay: WeightDecay, decays: DecayScope.Weights)
            : new Sgd(network, momentum: 0.9, weightDecay: WeightDecay, nesterov: true, decays: DecayScope.Weights);
        optimizer.MaxUnitNorm = MaxUnitNorm == 0 ? null : MaxUnitNorm;
        return optimizer;
    }

    LearningRate Rates() => Schedule switch
    {
        "constant" => new LearningRate.Constant(LearningRate),
        "step" => new LearningRate.Steps(LearningRate, [0.5 * Epochs, 0.75 * Epochs]),
        _ => new LearningRate.Cosine(LearningRate),
    };
}
