using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>Matrix products and attention in the user's axes.</summary>
internal static class Products
{
    const string Leading = "hijklm";

    public static TensorValue MatMul(this GraphBuilder graph, TensorValue left, TensorValue right, bool transposeRight)
    {
        if (left.Rank < 2 || right.Rank < 2)
        {
            throw new ShapeException($"{left.Text} times {right.Text}: a factor has at least two axes; Reshape gives a vector a second one");
        }

        var fits = left.Shape[left.Rank - 1] == right.Shape[right.Rank - (transposeRight ? 1 : 2)];
        return fits
            ? TensorValue.Plain(graph.MatMul(graph.ArrangePlain(left), graph.ArrangePlain(right), transposeRight))
            : throw new ShapeException($"{left.Text} times {right.Text}{(transposeRight ? " transposed" : "")}: the inner extents differ");
    }

    /// <summary>softmax(q kᵀ · scale) v, with every operand as it lies in memory: heads need not come first.</summary>
    public static TensorValue Attention(this GraphBuilder graph, TensorValue query, TensorValue key, TensorValue value, double scale)
    {
        var rank = query.Rank;
        var fits = rank >= 2 && rank - 2 <= Leading.Length && key.Rank == rank && value.Rank == rank
            && query.IsBatched && key.IsBatched && value.IsBatched
            && query.Shape[rank - 1] == key.Shape[rank - 1] && key.Shape[rank - 2] == value.Shape[rank - 2]
            && query.Shape.Take(rank - 2).SequenceEqual(key.Shape.Take(rank - 2)) && key.Shape.Take(rank - 2).SequenceEqual(value.Shape.Take(rank - 2));
        if (!fits)
        {
            throw new ShapeException($"attention needs a query [heads, T, D], a key [heads, S, D] and a value [heads, S, E], but got {query.Text}, {key.Text} and {value.Text}");
        }

        var labels = Labels(query, 't', 'd');
        var node = graph.Attention(query.Node, key.Node, value.Node, scale, labels, Labels(key, 's', 'd'), Labels(value, 's', 'e'), labels.Replace('d', 'e'));
        return new(node, query.Axes);
    }

    /// <summary>The labels of a tensor's memory axes.</summary>
    static string Labels(TensorValue tensor, char rows, char columns)
    {
        var names = Leading.Substring(0, tensor.Rank - 2) + rows + columns;
        return "n" + string.Concat(tensor.Order.Select(axis => names[axis]));
    }
}
