namespace Lathe;

/// <summary>A two-dimensional convolution (cross-correlation, as PyTorch's Conv2d): C, H, W to <paramref name="Channels"/>, H', W' with
/// H' = floor((H + 2·padding - dilation·(kernel - 1) - 1) / stride) + 1. Parameters: <c>weight</c> [O, C/groups, KH, KW], <c>bias</c> [O].</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernel">The window's height and width.</param>
/// <param name="Stride">The step.</param>
/// <param name="Padding">Zeros on all sides.</param>
/// <param name="Bias">Adds a number a channel.</param>
/// <param name="Groups">Splits both channels into so many independent parts.</param>
/// <param name="Dilation">The distance between taps.</param>
public sealed record Conv(int Channels, int Kernel, int Stride = 1, int Padding = 0, bool Bias = true, int Groups = 1, int Dilation = 1) : Module
{
    /// <summary>The window's width, where it differs from its height.</summary>
    public int KernelWidth { get; init; } = Kernel;

    /// <summary>The padding left and right, where it differs from that above and below.</summary>
    public int PaddingWidth { get; init; } = Padding;

    /// <summary>Initial weights; PyTorch's default.</summary>
    public Initial Initial { get; init; } = new Initial.FanIn();

    /// <summary>Initial biases; PyTorch's default.</summary>
    public Initial BiasInitial { get; init; } = new Initial.FanIn();
}
