using Lathe.Generator.Graph;
using Lathe.Generator.Support;
using static Lathe.Generator.Ops.Scalars;

namespace Lathe.Generator.Ops.Composites;

/// <summary>How a square pooling window moves over an image.</summary>
/// <param name="Kernel">Its height and width.</param>
/// <param name="Stride">The step.</param>
/// <param name="Padding">On all sides; at most half the kernel.</param>
/// <param name="CeilMode">Rounds the output extent up; a last window that would start in the right padding is dropped.</param>
internal sealed record PoolingWindow(int Kernel, int Stride, int Padding = 0, bool CeilMode = false);

/// <summary>Pooling of images N, H, W, C.</summary>
internal static class Pooling
{
    /// <summary>Windowed maximum; padding counts as minus infinity.</summary>
    public static Node MaxPool(this GraphBuilder graph, Node x, PoolingWindow window) =>
        graph.WindowReduce(ReduceKind.Maximum, x, Windows(x, window, 1).Clipped, Windows(x, window, 2).Clipped);

    /// <summary>Windowed mean, divided by the window with its padding (but not what rounding up adds), or by the real cells only.</summary>
    public static Node AveragePool(this GraphBuilder graph, Node x, PoolingWindow window, bool countIncludePad)
    {
        var (rows, columns) = (Windows(x, window, 1), Windows(x, window, 2));
        return graph.WindowMean(x, rows.Clipped, columns.Clipped, countIncludePad ? rows.Padded : rows.Clipped.Lengths, countIncludePad ? columns.Padded : columns.Clipped.Lengths);
    }

    /// <summary>Mean over windows from floor(i H / n) to ceil((i + 1) H / n) - 1.</summary>
    public static Node AdaptiveAveragePool(this GraphBuilder graph, Node x, int height, int width)
    {
        var (rows, columns) = (Adaptive(x, 1, height), Adaptive(x, 2, width));
        return graph.WindowMean(x, rows, columns, rows.Lengths, columns.Lengths);
    }

    /// <summary>Maximum over the windows of the adaptive mean.</summary>
    public static Node AdaptiveMaxPool(this GraphBuilder graph, Node x, int height, int width) =>
        graph.WindowReduce(ReduceKind.Maximum, x, Adaptive(x, 1, height), Adaptive(x, 2, width));

    /// <summary>Mean over height and width: N, H, W, C to N, C.</summary>
    public static Node GlobalAveragePool(this GraphBuilder graph, Node x) => graph.Reshape(graph.Mean(Image(x), 1, 2), Shape.Of(x.Shape[0], x.Shape[3]));

    /// <summary>Maximum over height and width: N, H, W, C to N, C.</summary>
    public static Node GlobalMaxPool(this GraphBuilder graph, Node x) => graph.Reshape(graph.Maximum(Image(x), 1, 2), Shape.Of(x.Shape[0], x.Shape[3]));

    static Node WindowMean(this GraphBuilder graph, Node x, WindowAxis rows, WindowAxis columns, EquatableArray<int> heights, EquatableArray<int> widths)
    {
        var sum = graph.WindowReduce(ReduceKind.Sum, x, rows, columns);
        var areas = heights.Items.SelectMany(height => widths.Items.Select(width => (double)height * width)).ToArray();
        return areas.Distinct().Count() == 1
            ? graph.Map(X / areas[0], sum)
            : graph.Divide(sum, graph.Constant(Shape.Of(1, heights.Count, widths.Count, 1), areas));
    }

    // Clipped windows, and the length of each with its padding.
    static (WindowAxis Clipped, EquatableArray<int> Padded) Windows(Node x, PoolingWindow window, int axis)
    {
        var (kernel, stride, padding) = (window.Kernel, window.Stride, window.Padding);
        if (kernel < 1 || stride < 1 || padding < 0 || padding > kernel / 2)
            throw new ShapeException($"A pooling window of {kernel} with stride {stride} and padding {padding}: padding is at most half the window, the others at least 1.");
        var extent = Image(x).Shape[axis].Value;
        var room = extent + (2L * padding) - kernel + (window.CeilMode ? stride - 1 : 0);
        if (room < 0)
            throw new ShapeException($"A pooling window of {kernel} does not fit into {ShapeText.Image(x.Shape)} with padding {padding}.");
        var count = (int)(room / stride) + 1;
        if ((count - 1L) * stride >= (long)extent + padding)
            count--;
        var starts = Enumerable.Range(0, count).Select(output => ((long)output * stride) - padding).ToArray();
        var clipped = starts.Select(start => (int)Math.Max(0, start)).ToArray();
        return (
            new(axis, [.. clipped], [.. starts.Select((start, output) => (int)Math.Min(start + kernel, extent) - clipped[output])]),
            [.. starts.Select(start => (int)(Math.Min(start + kernel, (long)extent + padding) - start))]);
    }

    static WindowAxis Adaptive(Node x, int axis, int count)
    {
        var extent = Image(x).Shape[axis].Value;
        if (count < 1)
            throw new ShapeException($"Adaptive pooling of {ShapeText.Image(x.Shape)} to an extent of {count}.");
        var starts = Enumerable.Range(0, count).Select(output => (int)((long)output * extent / count)).ToArray();
        var ends = Enumerable.Range(1, count).Select(output => (int)((((long)output * extent) + count - 1) / count));
        return new(axis, [.. starts], [.. ends.Zip(starts, (end, start) => end - start)]);
    }

    static Node Image(Node x) => x.Shape.Rank == 4 ? x : throw new ShapeException($"Pooling needs an image [C, H, W]; it got {ShapeText.Sample(x.Shape)}.");
}
