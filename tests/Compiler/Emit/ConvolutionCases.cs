using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>Convolutions of the geometries that networks have: kernels cut them into tiles, chunks of channels and phases, each of which may end early.</summary>
internal static class ConvolutionCases
{
    public static Dictionary<string, (Func<GraphBuilder, Node[], Node> Function, Shape[] Inputs)> All { get; } = new[]
    {
        Case("of three channels", [11, 13, 3], [3, 3], 16, new(1, 1, 1, 1)),
        Case("of three channels, wide and strided", [18, 20, 3], [7, 7], 40, new(2, 2, 3, 3)),
        Case("over several tiles of an image", [9, 33, 16], [3, 5], 16, new(1, 1, 1, 2)),
        Case("of as many channels as two warps have", [8, 9, 64], [3, 3], 32, new(1, 1, 1, 1)),
        Case("in chunks of channels", [7, 7, 80], [3, 3], 72, new(1, 1, 1, 1)),
        Case("with a stride", [16, 15, 20], [3, 3], 36, new(2, 2, 1, 1)),
        Case("of pixels with a stride", [10, 9, 24], [1, 1], 48, new(2, 2, 0, 0)),
        Case("of pixels in chunks, the last one smaller", [26, 26, 96], [1, 1], 24, new(1, 1, 0, 0)),
        Case("of five taps each way", [8, 7, 12], [5, 5], 34, new(1, 1, 2, 2)),
        Case("with dilation", [9, 8, 20], [3, 3], 12, new(1, 1, 2, 2, Dilation: 2)),
        Case("along rows", [5, 12, 16], [1, 7], 24, new(1, 1, 0, 3)),
        Case("along rows, with tiles of half the pixels that see more of the image", [13, 26, 16], [1, 7], 16, new(1, 1, 0, 6, Dilation: 2)),
        Case("in groups of a vector", [6, 6, 32], [3, 3], 32, new(1, 1, 1, 1, Groups: 4)),
        Transposed("of two", [7, 9, 20], 2, 36, ConvolutionWindow.Square(2), 0),
        Transposed("of four with padding", [6, 5, 24], 4, 16, ConvolutionWindow.Square(2, 1), 0),
        Transposed("of three with padding of the output", [5, 8, 16], 3, 40, ConvolutionWindow.Square(2, 1), 1),
        Transposed("with dilation", [6, 7, 12], 3, 20, ConvolutionWindow.Square(1, 2, dilation: 2), 0),
        Transposed("in groups", [5, 6, 32], 3, 16, ConvolutionWindow.Square(2, 1, groups: 4), 1),
    }.ToDictionary(pair => pair.Key, pair => pair.Value);

    static KeyValuePair<string, (Func<GraphBuilder, Node[], Node> Function, Shape[] Inputs)> Case(string name, int[] image, int[] kernel, int outputs, ConvolutionWindow window)
    {
        int[] weight = [.. kernel, image[2] / window.Groups, outputs / window.Groups];
        return new("convolution " + name, (
            (graph, x) => graph.Convolve(x[0], x[1], null, window),
            [Shape.Of(Dim.Batch, image[0], image[1], image[2]), Shape.Of([.. (window.Groups == 1 ? weight : [window.Groups, .. weight]).Select(extent => (Dim)extent)])]));
    }

    static KeyValuePair<string, (Func<GraphBuilder, Node[], Node> Function, Shape[] Inputs)> Transposed(string name, int[] image, int kernel, int outputs, ConvolutionWindow window, int outputPadding)
    {
        Dim[] weight = [kernel, kernel, outputs / window.Groups, image[2] / window.Groups];
        return new("transposed convolution " + name, (
            (graph, x) => graph.ConvolveTransposed(x[0], x[1], null, window, outputPadding),
            [Shape.Of(Dim.Batch, image[0], image[1], image[2]), Shape.Of(window.Groups == 1 ? weight : [window.Groups, .. weight])]));
    }
}
