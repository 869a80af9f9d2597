namespace Lathe;

/// <summary>Where a training run stands after a step.</summary>
/// <param name="Epoch">The epoch at hand, from 0.</param>
/// <param name="Epochs">How many epochs there will be.</param>
/// <param name="Step">The steps of this epoch that are done, from 1.</param>
/// <param name="Steps">The steps of an epoch.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="Loss">The mean loss of this epoch so far.</param>
/// <param name="Accuracy">The share of correctly classified training images of this epoch so far, in [0, 1].</param>
/// <param name="ImagesPerSecond">The speed of this epoch so far.</param>
/// <param name="Remaining">The time that the remaining steps of all epochs take at this speed.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double LearningRate, double Loss, double Accuracy, double ImagesPerSecond, TimeSpan Remaining);

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Loss">The mean training loss.</param>
/// <param name="Accuracy">The share of correctly classified training images, in [0, 1].</param>
/// <param name="Test">The result on the test set after it; null without one.</param>
/// <param name="Seconds">How long its training took, the test not counted.</param>
public sealed record EpochResult(int Epoch, double Loss, double Accuracy, Evaluation? Test, double Seconds)
{
    /// <summary>The result of the averaged weights on the test set; null without a test set or <see cref="TrainingOptions.AverageDecay"/>.</summary>
    public Evaluation? AverageTest { get; init; }
}
