using System.Text.Json.Serialization;

namespace Lathe.Models.CommandLine;

/// <summary>What a training run came to.</summary>
/// <param name="Network">The record's name.</param>
/// <param name="Data">The data set's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="Epochs">What each epoch came to.</param>
/// <param name="TestAccuracy">The share of correct test images at the end, in [0, 1]; by the average of the weights where one is kept.</param>
/// <param name="TestLoss">The mean cross-entropy of the test images at the end, by the same weights.</param>
/// <param name="Seconds">How long it took, tests included.</param>
sealed record TrainingReport(
    string Network, string Data, ulong Seed, string Device, EpochReport[] Epochs, double TestAccuracy, double TestLoss, double Seconds);

/// <summary>What an epoch came to.</summary>
/// <param name="Loss">The mean training loss.</param>
/// <param name="Accuracy">The share of correct training images, in [0, 1].</param>
/// <param name="TestAccuracy">The share of correct test images after it, in [0, 1].</param>
/// <param name="AverageTestAccuracy">The same by the average of the weights; null where none is kept.</param>
/// <param name="Seconds">How long its training took.</param>
sealed record EpochReport(double Loss, double Accuracy, double? TestAccuracy, double? AverageTestAccuracy, double Seconds)
{
    public static EpochReport Of(EpochResult result) => new(result.Loss, result.Accuracy, result.Test?.Accuracy, result.AverageTest?.Accuracy, result.Seconds);
}

/// <summary>What an evaluation came to.</summary>
/// <param name="Network">The record's name.</param>
/// <param name="Data">The data set's name.</param>
/// <param name="Weights">The file of the weights.</param>
/// <param name="TestAccuracy">The share of correct test images, in [0, 1].</param>
/// <param name="TestLoss">The mean cross-entropy of the test images.</param>
sealed record EvaluationReport(string Network, string Data, string Weights, double TestAccuracy, double TestLoss);

/// <summary>How reports are written, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrainingReport))]
[JsonSerializable(typeof(EvaluationReport))]
sealed partial class TrainingJson : JsonSerializerContext;
