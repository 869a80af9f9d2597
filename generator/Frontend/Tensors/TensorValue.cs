using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

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
    public ImmutableArray<int> Shape
    {
        get
        {
            var extents = new int[Rank];
            for (var axis = 0; axis < extents.Length; axis++)
            {
                extents[axis] = Extent(axis);
            }

            return EquatableArray.Adopt(extents).Items;
        }
    }

    /// <summary>The user's axes in the order in which they lie in memory.</summary>
    public ImmutableArray<int> Order
    {
        get
        {
            int[] places = [.. Axes];
            var order = new int[Rank];
            for (var axis = 0; axis < order.Length; axis++)
            {
                order[axis] = axis;
            }

            Array.Sort(places, order);
            return EquatableArray.Adopt(order).Items;
        }
    }

    /// <summary>The extent of one of the user's axes.</summary>
    public int Extent(int axis) => Node.Shape[Axes[axis]].Value;

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

        return new(node, EquatableArray.Adopt(axes).Items);
    }

    /// <summary>A tensor that lies in memory as the user sees it.</summary>
    public static TensorValue Plain(Node node) => InOrder(node, [.. Enumerable.Range(0, node.Shape.Rank - (node.Shape.IsBatched ? 1 : 0))]);
}
