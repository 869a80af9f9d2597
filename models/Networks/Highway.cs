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
    public Tensor Forward(Tensor x) => HighwayNetwork.Mix(x, x.Then(transform), x.Then(gate));
}

/// <summary>A highway layer of two convolutions of size three.</summary>
/// <param name="Channels">Channels in and out.</param>
/// <param name="GateBias">The gate's initial bias.</param>
public sealed record HighwayConvolution(int Channels, double GateBias) : Module
{
    [Name("h")]
    readonly Conv transform = new(Channels, Kernel: 3, Padding: 1);

    [Name("t")]
    readonly Conv gate = new(Channels, Kernel: 3, Padding: 1) { BiasInitial = new Initial.Constant(GateBias) };

    /// <summary>C, H, W to the same.</summary>
    public Tensor Forward(Tensor x) => HighwayNetwork.Mix(x, x.Then(transform), x.Then(gate));
}

/// <summary>A fully connected network that stays trainable at any depth.</summary>
/// <param name="Depth">Hidden layers: one plain layer, the others highway layers.</param>
/// <param name="Units">Units of each.</param>
/// <param name="Plain">Has no gates: the control, which stops being trainable as it deepens.</param>
/// <remarks>
/// Srivastava, Greff, Schmidhuber: Highway Networks, arXiv:1505.00387 (2015); the MNIST networks of its section 3.1. The paper searched
/// activation and gate bias for each depth; here they are ReLU and -3.
/// </remarks>
public abstract record Highway(int Depth, int Units, bool Plain = false) : Module
{
    [Name("inp")]
    readonly Linear first = new(Units);

    readonly Sequential layers = [.. Enumerable.Repeat<Module>(Plain ? new Linear(Units) : new HighwayLayer(Units, GateBias: -3), Depth - 1)];

    [Name("out")]
    readonly Linear classifier = new(10);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Flatten().Then(first).Relu();
        foreach (var layer in layers)
            y = Plain ? y.Then(layer).Relu() : y.Then(layer);
        return y.Then(classifier);
    }
}

/// <summary>Highway layers of convolutions: three groups of them, each behind a plain convolution.</summary>
/// <param name="Widths">Channels of each group.</param>
/// <param name="Layers">Highway layers of each group.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing an activation between the groups.</param>
/// <remarks>
/// Srivastava, Greff, Schmidhuber: Training Very Deep Networks, NIPS 2015, arXiv:1507.06228; the 19 layers are those that its authors
/// published for Caffe. The widths of the 11 layers are not published: 16, 32 and 64 come close to the parameters that the paper counts.
/// </remarks>
public abstract record HighwayNetwork(int[] Widths, int[] Layers, int Classes = 10, float DropProbability = 0.2f) : Module
{
    readonly Sequential net =
    [
        .. Enumerable.Range(0, Widths.Length).SelectMany(group => Group(group > 0, Widths[group], Layers[group], DropProbability)),
        new Conv(100, Kernel: 1), new Relu(), new GlobalAveragePool(), new Flatten(), new Dropout(DropProbability), new Linear(Classes),
    ];

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(net);

    /// <summary>y = H(x) T(x) + x (1 - T(x)), equation 3.</summary>
    internal static Tensor Mix(Tensor x, Tensor transform, Tensor gate)
    {
        var open = gate.Sigmoid();
        return transform.Relu() * open + x * (1 - open);
    }

    static IEnumerable<Module> Group(bool halve, int channels, int layers, float drop)
    {
        if (halve)
            yield return new MaxPool(2);
        yield return new Dropout(drop);
        yield return new Conv(channels, Kernel: 3, Padding: 1);
        yield return new Relu();
        for (var i = 0; i < layers; i++)
            yield return new HighwayConvolution(channels, GateBias: -2);
    }
}

/// <summary>Ten layers of fifty units.</summary>
[Network(1, 28, 28)]
public sealed partial record HighwayFc10() : Highway(Depth: 10, Units: 50);

/// <summary>Twenty layers of fifty units.</summary>
[Network(1, 28, 28)]
public sealed partial record HighwayFc20() : Highway(Depth: 20, Units: 50);

/// <summary>Fifty layers of fifty units.</summary>
[Network(1, 28, 28)]
public sealed partial record HighwayFc50() : Highway(Depth: 50, Units: 50);

/// <summary>A hundred layers of fifty units.</summary>
[Network(1, 28, 28)]
public sealed partial record HighwayFc100() : Highway(Depth: 100, Units: 50);

/// <summary>The control of ten layers.</summary>
[Network(1, 28, 28)]
public sealed partial record PlainFc10() : Highway(Depth: 10, Units: 71, Plain: true);

/// <summary>The control of twenty layers.</summary>
[Network(1, 28, 28)]
public sealed partial record PlainFc20() : Highway(Depth: 20, Units: 71, Plain: true);

/// <summary>The control of fifty layers.</summary>
[Network(1, 28, 28)]
public sealed partial record PlainFc50() : Highway(Depth: 50, Units: 71, Plain: true);

/// <summary>The control of a hundred layers.</summary>
[Network(1, 28, 28)]
public sealed partial record PlainFc100() : Highway(Depth: 100, Units: 71, Plain: true);

/// <summary>Highway A: 11 layers for CIFAR-10.</summary>
[Network(3, 32, 32)]
public sealed partial record HighwayConvA() : HighwayNetwork(Widths: [16, 32, 64], Layers: [2, 2, 2]);

/// <summary>Highway B: 19 layers for CIFAR-10, 2.3 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record HighwayConvB() : HighwayNetwork(Widths: [32, 80, 128], Layers: [4, 5, 5]);

/// <summary>Highway B for CIFAR-100.</summary>
[Network(3, 32, 32)]
public sealed partial record HighwayConvBCifar100() : HighwayNetwork(Widths: [32, 80, 128], Layers: [4, 5, 5], Classes: 100);
