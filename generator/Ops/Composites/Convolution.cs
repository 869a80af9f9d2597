using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops.Composites;

/// <summary>How a two-dimensional convolution moves its window.</summary>
internal sealed record ConvolutionWindow(int StrideHeight, int StrideWidth, int PaddingHeight, int PaddingWidth, int Dilation = 1, int Groups = 1)
{
    /// <summary>The same stride and padding both ways.</summary>
    public static ConvolutionWindow Square(int stride = 1, int padding = 0, int dilation = 1, int groups = 1) => new(stride, stride, padding, padding, dilation, groups);
}

/// <summary>Cross-correlation of images with windows of weights, as one contraction.</summary>
internal static class Convolution
{
    /// <summary>The memory layout of a weight whose state-dict shape is O, I/groups, KH, KW: KH, KW, I, O, with the groups in front where there are
    /// several.</summary>
    public static Layout WeightLayout(int outputs, int inputsPerGroup, int kernelHeight, int kernelWidth, int groups) => groups == 1
        ? new([outputs, inputsPerGroup, kernelHeight, kernelWidth], [2, 3, 1, 0])
        : new([groups, outputs / groups, inputsPerGroup, kernelHeight, kernelWidth], [0, 3, 4, 2, 1]);

    /// <summary>The extent of the output of a window along one axis.</summary>
    public static long OutputExtent(int extent, int kernel, int stride, int padding, int dilation = 1) =>
        IndexRanges.FloorDivide(extent + (2L * padding) - ((long)dilation * (kernel - 1)) - 1, stride) + 1;

    /// <summary>N, H, W, C to N, P, Q, O.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="x">N, H, W, C.</param>
    /// <param name="weight">In the layout of <see cref="WeightLayout"/>.</param>
    /// <param name="bias">[O], or none.</param>
    /// <param name="window">Strides, padding, dilation, groups.</param>
    /// <exception cref="ShapeException">Channels do not fit, or the window is larger than the padded image.</exception>
    public static Node Convolve(this GraphBuilder graph, Node x, Node weight, Node? bias, ConvolutionWindow window)
    {
        var grouped = window.Groups == 1 ? 0 : 1;
        RequireFit("A convolution", x.Shape, weight.Shape, weight.Shape.Rank - 2, window);
        var (kernelHeight, kernelWidth) = (weight.Shape[grouped].Value, weight.Shape[grouped + 1].Value);
        var height = OutputExtent(x.Shape[1].Value, kernelHeight, window.StrideHeight, window.PaddingHeight, window.Dilation);
        var width = OutputExtent(x.Shape[2].Value, kernelWidth, window.StrideWidth, window.PaddingWidth, window.Dilation);
        if (height < 1 || width < 1)
            throw new ShapeException($"A {kernelHeight}x{kernelWidth} window does not fit into {ShapeText.Image(x.Shape)} with padding {window.PaddingHeight}, {window.PaddingWidth}.");

        var result = graph.ContractWindows(x, "nhw", 'i', weight, "npq", 'o', window, [new('p', new(0, height)), new('q', new(0, width))]);
        return bias is null ? result : graph.Add(result, graph.AlongChannels(bias, result.Shape, -1, "Biases"));
    }

    /// <summary>Sums over windows, group by group; h and w label the positions that windows lie over, p and q the windows, i and o the channels of both.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="x">An image.</param>
    /// <param name="image">The labels of its batch, rows and columns.</param>
    /// <param name="channel">That of its channels.</param>
    /// <param name="weight">In the layout of <see cref="WeightLayout"/>.</param>
    /// <param name="result">The labels of the result's batch, rows and columns.</param>
    /// <param name="resultChannel">That of its channels.</param>
    /// <param name="window">Strides, padding, dilation, groups.</param>
    /// <param name="extents">Those of the result's rows and columns.</param>
    internal static Node ContractWindows(
        this GraphBuilder graph, Node x, string image, char channel, Node weight, string result, char resultChannel, ConvolutionWindow window, LabelledAxis[] extents)
    {
        EquatableArray<WindowTie> ties =
        [
            new('h', 'p', 'k', window.StrideHeight, window.Dilation, window.PaddingHeight),
            new('w', 'q', 'l', window.StrideWidth, window.Dilation, window.PaddingWidth),
        ];
        if (window.Groups == 1)
            return graph.Contract(ties, x, image + channel, weight, "klio", result + resultChannel, extents);
        var split = graph.Reshape(x, Shape.Of(x.Shape[0], x.Shape[1], x.Shape[2], window.Groups, x.Shape[3].Value / window.Groups));
        var parts = graph.Contract(ties, split, image + 'g' + channel, weight, "gklio", result + 'g' + resultChannel, extents);
        return graph.Reshape(parts, Shape.Of(x.Shape[0], parts.Shape[1], parts.Shape[2], window.Groups * parts.Shape[4].Value));
    }

    /// <summary>Checks an image and the weight that it is convolved with, one of whose axes has the image's channels.</summary>
    /// <exception cref="ShapeException">They do not fit.</exception>
    internal static void RequireFit(string what, Shape x, Shape weight, int inputAxis, ConvolutionWindow window)
    {
        if (x.Rank != 4)
            throw new ShapeException($"{what} needs an image [C, H, W]; it got {ShapeText.Sample(x)}.");
        var channels = x[3].Value;
        if (window.Groups < 1 || channels % window.Groups != 0)
            throw new ShapeException($"{window.Groups} groups do not divide the {channels} channels of {ShapeText.Image(x)}.");
        var expected = channels / window.Groups;
        if (weight.Rank != (window.Groups == 1 ? 4 : 5) || weight[inputAxis] != expected || (window.Groups > 1 && weight[0] != window.Groups))
            throw new ShapeException($"The weight {weight} does not fit {ShapeText.Image(x)}: it needs {expected} input channels a group in {window.Groups} groups.");
        if (window.StrideHeight < 1 || window.StrideWidth < 1 || window.Dilation < 1 || window.PaddingHeight < 0 || window.PaddingWidth < 0)
            throw new ShapeException("Strides and dilation are at least 1, padding at least 0.");
    }
}
