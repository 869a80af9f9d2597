namespace Lathe.Models;

/// <summary>Convolution without bias, batch norm, ReLU: the unit of which the Inception networks are made.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernel">The window's height.</param>
/// <param name="KernelWidth">The window's width; as its height if not given.</param>
/// <param name="Stride">The step.</param>
/// <param name="Valid">Takes no positions over the border; without, the image keeps its size but for the stride.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Deviation">The standard deviation of the initial weights.</param>
public sealed record ConvUnit(
    int Channels, int Kernel, int? KernelWidth = null, int Stride = 1, bool Valid = false, float Epsilon = 1e-3f, double Deviation = 0.1) : Module
{
    readonly Conv conv = new(Channels, Kernel, Stride, Padding: Valid ? 0 : Kernel / 2, Bias: false)
    {
        KernelWidth = KernelWidth ?? Kernel,
        PaddingWidth = Valid ? 0 : (KernelWidth ?? Kernel) / 2,
        Initial = new Initial.TruncatedNormal(Deviation),
    };

    readonly BatchNorm bn = new(Epsilon);

    /// <summary>C, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x) => x.Then(conv).Then(bn).Relu();
}

/// <summary>What a unit within a branch is like, for blocks whose branches are given to them.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernel">The window's height.</param>
/// <param name="KernelWidth">The window's width; as its height if not given.</param>
public sealed record UnitShape(int Channels, int Kernel, int? KernelWidth = null)
{
    internal static Sequential Branch(IEnumerable<UnitShape> units) => [.. units.Select(unit => unit.Unit())];

    internal ConvUnit Unit() => new(Channels, Kernel, KernelWidth);
}
