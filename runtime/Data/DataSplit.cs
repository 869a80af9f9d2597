namespace Lathe;

/// <summary>A data set's two parts.</summary>
/// <param name="Train">What a network learns from.</param>
/// <param name="Test">What it is measured on.</param>
public sealed record DataSplit(Dataset Train, Dataset Test);
