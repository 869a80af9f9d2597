namespace Lathe;

/// <summary>y = x Wᵀ + b over the last axis: …, D to …, <paramref name="Features"/>. Parameters: <c>weight</c> [features, D], <c>bias</c>
/// [features].</summary>
/// <param name="Features">Output features, from 1.</param>
/// <param name="Bias">Adds a number a feature.</param>
public sealed record Linear(int Features, bool Bias = true) : Module
{
    /// <summary>Initial weights; PyTorch's default.</summary>
    public Initial Initial { get; init; } = new Initial.FanIn();

    /// <summary>Initial biases; PyTorch's default.</summary>
    public Initial BiasInitial { get; init; } = new Initial.FanIn();
}
