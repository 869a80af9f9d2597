namespace Lathe;

/// <summary>A two-dimensional transposed convolution (PyTorch's ConvTranspose2d; Zeiler et al. 2010): C, H, W to <paramref name="Channels"/>, H', W' with
/// H' = (H - 1)·stride - 2·padding + dilation·(kernel - 1) + output padding + 1. It maps as the gradient of a <see cref="Conv"/> from H', W' to H, W does.
/// Parameters: <c>weight</c> [C, O/groups, K, K], <c>bias</c> [O].</summary>
/// <param name="Channels">Output channels, from 1.</param>
/// <param name="Kernel">The window's height and width, from 1.</param>
/// <param name="Stride">The step in the output, from 1.</param>
/// <param name="Padding">What is cut off the output on all sides, from 0.</param>
/// <param name="OutputPadding">Rows below and columns on the right more, from 0; less than the stride or the dilation.</param>
/// <param name="Bias">Adds a number a channel.</param>
/// <param name="Groups">Splits both channels into so many independent parts, from 1; it divides both.</param>
/// <param name="Dilation">The distance between taps, from 1.</param>
public sealed record ConvTranspose(
    int Channels, int Kernel, int Stride = 1, int Padding = 0, int OutputPadding = 0, bool Bias = true, int Groups = 1, int Dilation = 1) : Module
{
    /// <summary>Initial weights; PyTorch's default, for which each input reaches as many outputs as it has weights.</summary>
    public Initial Initial { get; init; } = new Initial.FanIn();

    /// <summary>Initial biases; PyTorch's default.</summary>
    public Initial BiasInitial { get; init; } = new Initial.FanIn();
}
