using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>A symbolic tensor: a node and which memory axis each of the user's axes is. The batch, where there is one, is memory axis 0 and none of
/// the user's.</summary>
/// <param name="Node">The value.</param>
/// <param name="Axes">Memory axis by user axis.</param>
/// <param name="Constant">The number, if the tensor is one without axes that the source wrote.</param>
internal sealed record TensorValue(Node Node, ImmutableArray<int> Axes, double? Constant = null)
{
    public int Rank => Axes.Length;

    public bool IsBatched => Node.Shape.IsBatched;

    /// <summary>The extents as the user sees them.</summary>
    public ImmutableArray<int> Shape => [.. Axes.Select(axis => Node.Shape[axis].Value)];

    /// <summary>The user's axes in the order in which they lie in memory.</summary>
    public ImmutableArray<int> Order => [.. Enumerable.Range(0, Rank).OrderBy(axis => Axes[axis])];

    /// <summary>The shape as messages write it: <c>[3, 32, 32]</c>.</summary>
    public string Text => TextOf(Shape);

    public static string TextOf(IEnumerable<int> shape) => "[" + string.Join(", ", shape) + "]";

    /// <summary>A tensor whose user axes lie in memory in the given order.</summary>
    public static TensorValue InOrder(Node node, IReadOnlyList<int> order)
    {
        var first = node.Shape.Rank - order.Count;
        var axes = new int[order.Count];
        for (var position = 0; position < order.Count; position++)
        {
            axes[order[position]] = first + position;
        }

        return new(node, [.. axes]);
    }

    /// <summary>A tensor that lies in memory as the user sees it.</summary>
    public static TensorValue Plain(Node node) => InOrder(node, [.. Enumerable.Range(0, node.Shape.Rank - (node.Shape.IsBatched ? 1 : 0))]);
}
