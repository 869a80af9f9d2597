using Lathe;

namespace Consumer.Networks;

/// <summary>A convolution, batch norm and ReLU.</summary>
/// <param name="Channels">The channels it puts out.</param>
/// <param name="Stride">The step between outputs.</param>
public sealed record Unit(int Channels, int Stride = 1) : Module
{
    private readonly Conv conv = new(Channels, Kernel: 3, Stride, Padding: 1, Bias: false);
    private readonly BatchNorm bn = new();

    /// <summary>Applies the unit.</summary>
    /// <param name="x">C, H, W.</param>
    /// <returns>Channels, H / Stride, W / Stride.</returns>
    public Tensor Forward(Tensor x) => x.Then(conv).Then(bn).Relu();
}

/// <summary>An activation of the consumer's own.</summary>
public static class Activations
{
    /// <summary>x * sigmoid(2x).</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    public static Tensor Swish2(this Tensor x) => x * (2 * x).Sigmoid();
}

/// <summary>A block that nothing but networks of this assembly use.</summary>
internal sealed record Head(int Classes) : Module
{
    private readonly Linear linear = new(Classes);

    public Tensor Forward(Tensor x) => x.GlobalAveragePool().Then(linear);
}

/// <summary>A block without members.</summary>
public sealed record Activate : Module
{
    /// <summary>Applies the activation.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    public Tensor Forward(Tensor x) => x.Swish2();
}

/// <summary>Tells the ten digits apart.</summary>
[Network(1, 8, 8)]
[Budget(Parameters = 10_000, MultiplyAdds = 1_000_000)]
public sealed partial record DigitNet : Module
{
    private readonly Sequential features = [new Unit(16), new Activate(), new Unit(32, Stride: 2)];
    private readonly Head classifier = new(10);

    /// <summary>Images to logits.</summary>
    /// <param name="x">1, 8, 8.</param>
    /// <returns>Ten numbers.</returns>
    public Tensor Forward(Tensor x) => x.Then(features).Then(classifier);
}
