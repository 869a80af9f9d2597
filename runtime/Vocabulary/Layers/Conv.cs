namespace Lathe;

/// <summary>A two-dimensional convolution (cross-correlation, as PyTorch's Conv2d): C, H, W to <paramref name="Channels"/>, H', W' with
/// H' = floor((H + 2·padding - dilation·(kernel - 1) - 1) / stride) + 1. Parameters: <c>weight</c> [O, C/groups, KH, KW], <c>bias</c> [O].</summary>
/// <param name="Channels">Output channels, from 1.</param>
/// <param name="Kernel">The window's height and width, from 1.</param>
/// <param name="Stride">The step, from 1.</param>
/// <param name="Padding">Zeros on all sides, from 0.</param>
/// <param name="Bias">Adds a number a channel.</param>
/// <param name="Groups">Splits both channels into so many independent parts, from 1; it divides both.</param>
/// <param name="Dilation">The distance between taps, from 1.</param>
public sealed record Conv(int Channels, int Kernel, int Stride = 1, int Padding = 0, bool Bias = true, int Groups = 1, int Dilation = 1) : Module
{
    /// <summary>The window's width, where it differs from its height; from 1.</summary>
    public int KernelWidth { get; init; } = Kernel;

    /// <summary>The padding left and right, where it differs from that above and below; from 0.</summary>
    public int PaddingWidth { get; init; } = Padding;

    /// <summary>Initial weights; PyTorch's default.</summary>
    public Initial Initial { get; init; } = new Initial.FanIn();

    /// <summary>Initial biases; PyTorch's default.</summary>
    public Initial BiasInitial { get; init; } = new Initial.FanIn();
}
