using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Support;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>Folds along the user's axes.</summary>
internal static class Reductions
{
    /// <summary>Folds some axes, all if none is named.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="axes">The user's axes.</param>
    /// <param name="keep">Whether they stay, with extent one.</param>
    /// <param name="reduce">The fold, over memory axes.</param>
    public static TensorValue Reduce(this GraphBuilder graph, TensorValue tensor, IReadOnlyList<int> axes, bool keep, Func<Node, int[], Node> reduce)
    {
        var folded = axes.Count == 0 ? [.. Enumerable.Range(0, tensor.Rank)] : axes.Select(tensor.Axis).Distinct().ToArray();
        if (folded.Length < axes.Count)
        {
            throw new ShapeException($"{TensorValue.TextOf(axes)} names an axis of {tensor.Text} twice");
        }

        if (folded.Length == 0)
        {
            return tensor;
        }

        var node = reduce(tensor.Node, [.. folded.Select(axis => tensor.Axes[axis]).OrderBy(axis => axis)]);
        if (keep)
        {
            return tensor with { Node = node };
        }

        int[] left = [.. tensor.Order.Where(axis => !folded.Contains(axis))];
        var dims = left.Select(axis => (Dim)tensor.Shape[axis]);
        var shape = new Shape((tensor.IsBatched ? dims.Prepend(Dim.Batch) : dims).ToEquatableArray());
        int[] order = [.. left.Select(axis => axis - folded.Count(gone => gone < axis))];
        return TensorValue.InOrder(graph.Reshape(node, shape), order);
    }

    public static TensorValue Softmax(this GraphBuilder graph, TensorValue tensor, int axis) =>
        tensor with { Node = graph.Softmax(tensor.Node, tensor.Axes[tensor.Axis(axis)]) };

    public static TensorValue LogSoftmax(this GraphBuilder graph, TensorValue tensor, int axis) =>
        tensor with { Node = graph.LogSoftmax(tensor.Node, tensor.Axes[tensor.Axis(axis)]) };

    public static TensorValue OneHotArgMax(this GraphBuilder graph, TensorValue tensor, int axis) =>
        tensor with { Node = graph.OneHotArgMax(tensor.Node, tensor.Axes[tensor.Axis(axis)]) };

    /// <summary>The mean over the batch of a tensor without axes.</summary>
    public static TensorValue BatchMean(this GraphBuilder graph, TensorValue tensor) => tensor switch
    {
        { Rank: > 0 } => throw new ShapeException($"the mean over the batch needs a tensor without axes, but got {tensor.Text}: sum or average its axes first"),
        { IsBatched: false } => tensor,
        _ => TensorValue.Plain(graph.BatchMean(tensor.Node)),
    };

    /// <summary>Cross-entropy with soft targets, averaged over the batch and all axes but the last.</summary>
    public static TensorValue CrossEntropy(this GraphBuilder graph, TensorValue logits, TensorValue targets) =>
        logits.Rank == 0 ? throw new ShapeException("cross-entropy needs an axis of classes, but its logits have no axes")
        : logits.IsBatched && targets.IsBatched && logits.Shape.SequenceEqual(targets.Shape)
            ? TensorValue.Plain(graph.CrossEntropy(graph.ArrangePlain(logits), graph.ArrangePlain(targets)))
        : throw new ShapeException($"cross-entropy needs logits and targets of one shape, but got {logits.Text} and {targets.Text}");
}
