using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Support;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>Movement in the user's axes.</summary>
internal static class Movements
{
    /// <summary>An axis that may count from the end, from the front.</summary>
    /// <exception cref="ShapeException">The tensor has no such axis.</exception>
    public static int Axis(this TensorValue tensor, int axis)
    {
        var position = axis < 0 ? axis + tensor.Rank : axis;
        return position >= 0 && position < tensor.Rank ? position : throw new ShapeException($"{tensor.Text} has no axis {axis}");
    }

    public static TensorValue Flatten(this GraphBuilder graph, TensorValue tensor, int from)
    {
        if (tensor.Rank == 0)
        {
            return graph.ReshapeTo(tensor, [1]);
        }

        var first = tensor.Axis(from);
        var flat = tensor.Shape.Skip(first).Aggregate(1L, (product, extent) => product * extent);
        return flat <= int.MaxValue
            ? graph.ReshapeTo(tensor, [.. tensor.Shape.Take(first), (int)flat])
            : throw new ShapeException($"{tensor.Text} has {flat} elements a sample: an axis has at most {int.MaxValue}");
    }

    public static TensorValue Permute(TensorValue tensor, IReadOnlyList<int> axes)
    {
        var order = axes.Select(tensor.Axis).ToArray();
        return order.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, tensor.Rank))
            ? tensor with { Axes = [.. order.Select(axis => tensor.Axes[axis])] }
            : throw new ShapeException($"{TensorValue.TextOf(axes)} is no order of the {tensor.Rank} axes of {tensor.Text}");
    }

    public static TensorValue Swap(TensorValue tensor, int first, int second)
    {
        var order = Enumerable.Range(0, tensor.Rank).ToArray();
        var (left, right) = (tensor.Axis(first), tensor.Axis(second));
        (order[left], order[right]) = (right, left);
        return Permute(tensor, order);
    }

    public static TensorValue Slice(this GraphBuilder graph, TensorValue tensor, int axis, int start, int length, int step)
    {
        var along = tensor.Axis(axis);
        var extent = tensor.Shape[along];
        return start >= 0 && length >= 1 && step >= 1 && start + ((long)(length - 1) * step) < extent
            ? tensor with { Node = graph.Slice(tensor.Node, tensor.Axes[along], start, length, step) }
            : throw new ShapeException($"{length} elements from {start} with step {step} do not lie in axis {along} of {tensor.Text}");
    }

    public static IEnumerable<TensorValue> Split(this GraphBuilder graph, TensorValue tensor, int parts, int axis)
    {
        var along = tensor.Axis(axis);
        var extent = tensor.Shape[along];
        return parts >= 1 && extent % parts == 0
            ? Enumerable.Range(0, parts).Select(part => graph.Slice(tensor, along, part * (extent / parts), extent / parts, 1))
            : throw new ShapeException($"axis {along} of {tensor.Text} cannot be split into {parts} equal parts");
    }

    public static TensorValue Pad(this GraphBuilder graph, TensorValue tensor, int axis, int before, int after, double value)
    {
        var along = tensor.Axis(axis);
        return before >= 0 && after >= 0
            ? tensor with { Node = graph.Pad(tensor.Node, tensor.Axes[along], before, after, value: value) }
            : throw new ShapeException($"padding of {before} before and {after} after: neither may be negative");
    }

    public static TensorValue Concatenate(this GraphBuilder graph, int axis, IReadOnlyList<TensorValue> tensors)
    {
        if (tensors.Count == 0)
        {
            throw new ShapeException("no tensors to concatenate");
        }

        var first = tensors[0];
        var along = first.Axis(axis);
        foreach (var other in tensors.Skip(1))
        {
            if (other.Rank != first.Rank || other.Shape.Where((extent, each) => each != along && extent != first.Shape[each]).Any())
            {
                throw new ShapeException($"{first.Text} and {other.Text} differ in more than axis {along}, along which they are concatenated");
            }
        }

        var batched = tensors.Any(tensor => tensor.IsBatched);
        var order = (tensors.FirstOrDefault(tensor => tensor.IsBatched) ?? first).Order;
        var nodes = tensors.Select(tensor => Batched(graph, graph.Align(tensor, order, batched), batched));
        return TensorValue.InOrder(graph.Concatenate(order.IndexOf(along) + (batched ? 1 : 0), [.. nodes]), order);
    }

    /// <summary>A tensor without a batch, once for every sample.</summary>
    static Node Batched(GraphBuilder graph, Node node, bool batched) =>
        batched && !node.Shape.IsBatched ? graph.Broadcast(node, node.Shape.With(0, Dim.Batch)) : node;

    public static TensorValue BroadcastTo(this GraphBuilder graph, TensorValue tensor, IReadOnlyList<int> shape)
    {
        var missing = shape.Count - tensor.Rank;
        if (missing < 0 || tensor.Shape.Where((extent, axis) => extent != 1 && extent != shape[axis + missing]).Any() || shape.Any(extent => extent < 1))
        {
            throw new ShapeException($"{tensor.Text} cannot be stretched to {TensorValue.TextOf(shape)}");
        }

        int[] order = [.. Enumerable.Range(0, missing), .. tensor.Order.Select(axis => axis + missing)];
        var dims = order.Select(axis => (Dim)shape[axis]);
        var target = new Shape((tensor.IsBatched ? dims.Prepend(Dim.Batch) : dims).ToEquatableArray());
        return TensorValue.InOrder(graph.Broadcast(graph.Align(tensor, order, tensor.IsBatched), target), order);
    }

    public static TensorValue Gather(this GraphBuilder graph, TensorValue tensor, int axis, IReadOnlyList<int> indices)
    {
        var along = tensor.Axis(axis);
        foreach (var index in indices)
        {
            if (index < 0 || index >= tensor.Shape[along])
            {
                throw new ShapeException($"position {index} does not lie in axis {along} of {tensor.Text}");
            }
        }

        return indices.Count > 0 ? tensor with { Node = graph.Gather(tensor.Node, tensor.Axes[along], indices) } : throw new ShapeException("no positions to gather");
    }

    public static TensorValue Roll(this GraphBuilder graph, TensorValue tensor, int axis, int shift) =>
        tensor with { Node = graph.Roll(tensor.Node, tensor.Axes[tensor.Axis(axis)], shift) };
}
