using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>Brings tensors into the memory order that an operation needs. A permutation by the user costs nothing; only what cannot be had by
/// renaming axes becomes a transpose.</summary>
internal static class Arrangement
{
    /// <summary>Height, width, channels: the order of images in memory.</summary>
    public static readonly int[] Image = [1, 2, 0];

    /// <summary>The node with the user's axes in the given order, after the batch if there is one.</summary>
    public static Node Arrange(this GraphBuilder graph, TensorValue tensor, IReadOnlyList<int> order)
    {
        var first = tensor.IsBatched ? 1 : 0;
        var permutation = new int[first + order.Count];
        for (var position = 0; position < order.Count; position++)
        {
            permutation[first + position] = tensor.Axes[order[position]];
        }

        return tensor.Node.Shape.IsMovedBy(permutation)
            ? graph.Transpose(tensor.Node, permutation)
            : graph.Reshape(tensor.Node, tensor.Node.Shape.Permuted(permutation));
    }

    /// <summary>The node of an image in its memory order.</summary>
    /// <exception cref="ShapeException">It has not three axes, or no batch.</exception>
    public static Node ArrangeImage(this GraphBuilder graph, TensorValue tensor, string what) =>
        tensor.Rank == 3 && tensor.IsBatched ? graph.Arrange(tensor, Image) : throw new ShapeException($"{what} needs an image [C, H, W], but its input is {tensor.Text}");

    /// <summary>The node as the user sees it.</summary>
    public static Node ArrangePlain(this GraphBuilder graph, TensorValue tensor) => graph.Arrange(tensor, [.. Enumerable.Range(0, tensor.Rank)]);

    /// <summary>The node with one axis last, the others as they lie.</summary>
    public static (Node Node, int[] Order) ArrangeLast(this GraphBuilder graph, TensorValue tensor, int axis)
    {
        int[] order = [.. tensor.Order.Where(other => other != axis), axis];
        return (graph.Arrange(tensor, order), order);
    }

    /// <summary>The node in the given order of axes, with extent one where the tensor has no such axis, and a batch axis of one where it has no
    /// batch but the others have.</summary>
    public static Node Align(this GraphBuilder graph, TensorValue tensor, IReadOnlyList<int> order, bool batched)
    {
        var missing = order.Count - tensor.Rank;
        if (missing == 0 && batched == tensor.IsBatched)
        {
            return graph.Arrange(tensor, order);
        }

        var present = order.Where(axis => axis >= missing).Select(axis => axis - missing).ToArray();
        var shape = tensor.Shape;
        var dims = order.Select(axis => axis >= missing ? (Dim)shape[axis - missing] : 1);
        if (batched)
        {
            dims = dims.Prepend(tensor.IsBatched ? Dim.Batch : 1);
        }

        return graph.Reshape(graph.Arrange(tensor, present), new(dims.ToEquatableArray()));
    }
}
