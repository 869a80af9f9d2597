using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops.Composites;

/// <summary>What a convolution does to its gradient, as one contraction: each input adds its window of weights to the outputs.</summary>
internal static class TransposedConvolution
{
    /// <summary>The extent of the output along one axis.</summary>
    public static long OutputExtent(int extent, int kernel, int stride, int padding, int dilation, int outputPadding) =>
        ((extent - 1L) * stride) - (2L * padding) + ((long)dilation * (kernel - 1)) + outputPadding + 1;

    /// <summary>N, P, Q, I to N, H, W, O.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="x">N, P, Q, I.</param>
    /// <param name="weight">In the layout of <see cref="Convolution.WeightLayout"/> of the convolution from O to I channels: that of a state-dict's I, O/groups, KH, KW.</param>
    /// <param name="bias">[O], or none.</param>
    /// <param name="window">Strides, padding, dilation, groups.</param>
    /// <param name="outputPadding">Rows below and columns on the right more.</param>
    /// <exception cref="ShapeException">Channels do not fit, or nothing is left of the output.</exception>
    public static Node ConvolveTransposed(this GraphBuilder graph, Node x, Node weight, Node? bias, ConvolutionWindow window, int outputPadding = 0)
    {
        var grouped = window.Groups == 1 ? 0 : 1;
        Convolution.RequireFit("A transposed convolution", x.Shape, weight.Shape, weight.Shape.Rank - 1, window);
        var (kernelHeight, kernelWidth) = (weight.Shape[grouped].Value, weight.Shape[grouped + 1].Value);
        var height = OutputExtent(x.Shape[1].Value, kernelHeight, window.StrideHeight, window.PaddingHeight, window.Dilation, outputPadding);
        var width = OutputExtent(x.Shape[2].Value, kernelWidth, window.StrideWidth, window.PaddingWidth, window.Dilation, outputPadding);
        if (height < 1 || width < 1)
            throw new ShapeException($"A {kernelHeight}x{kernelWidth} window over {ShapeText.Image(x.Shape)} with padding {window.PaddingHeight}, {window.PaddingWidth} leaves no output.");

        var result = graph.ContractWindows(x, "npq", 'o', weight, "nhw", 'i', window, [new('h', new(0, height)), new('w', new(0, width))]);
        return bias is null ? result : graph.Add(result, graph.AlongChannels(bias, result.Shape, -1, "Biases"));
    }
}
