using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>Operations on images C, H, W.</summary>
internal static class Images
{
    /// <summary>An operation that takes and gives N, H, W, C.</summary>
    public static TensorValue OfImage(this GraphBuilder graph, TensorValue tensor, string what, Func<Node, Node> operation) =>
        TensorValue.InOrder(operation(graph.ArrangeImage(tensor, what)), Arrangement.Image);

    public static TensorValue MaxPool(this GraphBuilder graph, TensorValue tensor, int kernel, int stride, int padding, bool ceilMode) =>
        graph.OfImage(tensor, "max pooling", node => graph.MaxPool(node, Window(kernel, stride, padding, ceilMode)));

    public static TensorValue AveragePool(this GraphBuilder graph, TensorValue tensor, int kernel, int stride, int padding, bool ceilMode, bool countIncludePad) =>
        graph.OfImage(tensor, "average pooling", node => graph.AveragePool(node, Window(kernel, stride, padding, ceilMode), countIncludePad));

    public static TensorValue AdaptiveAveragePool(this GraphBuilder graph, TensorValue tensor, int height, int width) =>
        graph.OfImage(tensor, "adaptive pooling", node => graph.AdaptiveAveragePool(node, height, width));

    public static TensorValue AdaptiveMaxPool(this GraphBuilder graph, TensorValue tensor, int height, int width) =>
        graph.OfImage(tensor, "adaptive pooling", node => graph.AdaptiveMaxPool(node, height, width));

    public static TensorValue GlobalAveragePool(this GraphBuilder graph, TensorValue tensor) =>
        TensorValue.Plain(graph.GlobalAveragePool(graph.ArrangeImage(tensor, "global pooling")));

    public static TensorValue GlobalMaxPool(this GraphBuilder graph, TensorValue tensor) =>
        TensorValue.Plain(graph.GlobalMaxPool(graph.ArrangeImage(tensor, "global pooling")));

    /// <summary>Convolves with weights O, I/groups, KH, KW that have no batch.</summary>
    public static TensorValue Convolve(this GraphBuilder graph, TensorValue tensor, TensorValue weight, ConvolutionWindow window)
    {
        if (weight.Rank != 4 || weight.IsBatched)
            throw new ShapeException($"a convolution needs weights [O, I, KH, KW] without the batch, but these are {weight.Text}");
        if (window.Groups < 1 || weight.Shape[0] % window.Groups != 0)
            throw new ShapeException($"{window.Groups} groups do not divide the output channels of the weights {weight.Text}");
        return graph.OfImage(tensor, "a convolution", image => graph.Convolve(image, Weight(), null, window));

        // As Convolution.WeightLayout has them.
        Node Weight()
        {
            if (window.Groups == 1)
                return graph.Arrange(weight, [2, 3, 1, 0]);
            var (outputs, inputs, height, width) = (weight.Shape[0] / window.Groups, weight.Shape[1], weight.Shape[2], weight.Shape[3]);
            return graph.Transpose(graph.Reshape(graph.ArrangePlain(weight), Graph.Shape.Of(window.Groups, outputs, inputs, height, width)), [0, 3, 4, 2, 1]);
        }
    }

    public static TensorValue Upsample(this GraphBuilder graph, TensorValue tensor, int height, int width, bool alignCorners) =>
        graph.OfImage(tensor, "interpolation", node => graph.Upsample(node, height, width, alignCorners));

    /// <summary>Normalises over neighbouring channels: axis 0.</summary>
    public static TensorValue LocalResponseNorm(this GraphBuilder graph, TensorValue tensor, int size, double alpha, double beta, double k)
    {
        if (size < 1)
        {
            throw new ShapeException($"local response normalisation over {size} channels: at least 1 is needed");
        }

        var (node, order) = graph.ArrangeLast(tensor, tensor.Axis(0));
        return TensorValue.InOrder(graph.LocalResponseNorm(node, size, alpha, beta, k), order);
    }

    static PoolingWindow Window(int kernel, int stride, int padding, bool ceilMode) => new(kernel, stride == 0 ? kernel : stride, padding, ceilMode);
}
