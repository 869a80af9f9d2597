namespace Lathe;

/// <summary>How a network is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>How often all images are seen, from 1.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The images of a step, from 1.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The learning rate of each step.</summary>
    public LearningRate LearningRate { get; init; } = new LearningRate.Cosine(0.1);

    /// <summary>Makes the optimiser; its learning rate follows <see cref="LearningRate"/>. SGD with Nesterov momentum 0.9 and weight decay 5e-4 on weights by default.</summary>
    public Func<Network, Optimizer> Optimizer { get; init; } =
        static network => new Sgd(network, momentum: 0.9, weightDecay: 5e-4, nesterov: true, decays: DecayScope.Weights);

    /// <summary>How much of the targets is spread over all classes, in [0, 1].</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>What the order of images, augmentation and mixing are drawn from.</summary>
    public ulong Seed { get; init; }

    /// <summary>Random changes to the images.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>Mixes images and their targets with each other; the accuracy of training is then that of the class with the largest share. None if null.</summary>
    public Mixing? Mixing { get; init; }

    /// <summary>Keeps a <see cref="MovingAverage"/> of the weights, of this decay in [0, 1); none if null.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>How bytes become numbers; the statistics of the training set if null.</summary>
    public Normalization? Normalization { get; init; }
}
