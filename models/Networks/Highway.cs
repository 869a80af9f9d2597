namespace Lathe.Models;

/// <summary>One highway layer: a gate decides, unit by unit, how much of the input is transformed and how much is carried on.</summary>
/// <param name="Units">Units in and out.</param>
/// <param name="GateBias">The gate's initial bias; below zero, so that a deep stack carries at first.</param>
public sealed record HighwayLayer(int Units, double GateBias) : Module
{
    [Name("h")]
    readonly Linear transform = new(Units);

    [Name("t")]
    readonly Linear gate = new(Units) { BiasInitial = new Initial.Constant(GateBias) };

    /// <summary>Units to units.</summary>
    public Tensor Forward(Tensor x)
    {
        var open = x.Then(gate).Sigmoid();
        return x.Then(transform).Relu() * open + x * (1 - open);
    }
}

/// <summary>A fully connected network that stays trainable at any depth.</summary>
/// <param name="Depth">Hidden layers: one plain layer, the others highway layers.</param>
/// <param name="Units">Units of each.</param>
/// <remarks>
/// Srivastava, Greff, Schmidhuber: Highway Networks, arXiv:1505.00387 (2015); the MNIST networks of its section 3.1. The paper searched
/// activation and gate bias for each depth; here they are ReLU and -3.
/// </remarks>
public abstract record Highway(int Depth, int Units) : Module
{
    [Name("inp")]
    readonly Linear first = new(Units);

    readonly Sequential layers = [.. Enumerable.Repeat(new HighwayLayer(Units, GateBias: -3), Depth - 1)];

    [Name("out")]
    readonly Linear classifier = new(10);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Flatten().Then(first).Relu().Then(layers).Then(classifier);
}

/// <summary>Fifty layers of fifty units.</summary>
[Network(1, 28, 28)]
public sealed partial record HighwayFc50() : Highway(Depth: 50, Units: 50);
