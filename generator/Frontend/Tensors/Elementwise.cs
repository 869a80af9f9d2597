using Lathe.Generator.Graph;
using Lathe.Generator.Ops;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>Scalar expressions over tensors that broadcast as NumPy's do: the user's trailing axes are aligned, an extent of one stretches.</summary>
internal static class Elementwise
{
    public static TensorValue Elements(this GraphBuilder graph, TensorValue tensor, Func<Scalar, Scalar> expression) =>
        graph.Elements([tensor], operands => expression(operands[0]));

    public static TensorValue Elements(this GraphBuilder graph, TensorValue left, TensorValue right, Func<Scalar, Scalar, Scalar> expression) =>
        graph.Elements([left, right], operands => expression(operands[0], operands[1]));

    /// <summary>An expression over the elements of all tensors.</summary>
    /// <exception cref="ShapeException">They do not broadcast.</exception>
    static TensorValue Elements(this GraphBuilder graph, IReadOnlyList<TensorValue> tensors, Func<Scalar[], Scalar> expression)
    {
        var shape = Broadcast(tensors);
        var batched = tensors.Any(tensor => tensor.IsBatched);
        var order = Leader(tensors, shape.Length).Order;
        var nodes = new List<Node>();
        var operands = new Scalar[tensors.Count];
        for (var index = 0; index < operands.Length; index++)
        {
            if (tensors[index].Constant is { } number && tensors.Any(tensor => tensor.Constant is null))
            {
                operands[index] = number;
            }
            else
            {
                operands[index] = new Operand(nodes.Count);
                nodes.Add(graph.Align(tensors[index], order, batched));
            }
        }

        return TensorValue.InOrder(graph.Map(expression(operands), [.. nodes]), order);
    }

    /// <summary>The tensor whose memory order the result takes: one with all axes, preferably an activation.</summary>
    static TensorValue Leader(IReadOnlyList<TensorValue> tensors, int rank) =>
        tensors.Where(tensor => tensor.Rank == rank)
            .OrderByDescending(tensor => tensor.IsBatched)
            .ThenByDescending(tensor => tensor.Shape.Count(extent => extent != 1))
            .First();

    /// <summary>The extents that all tensors stretch to.</summary>
    /// <exception cref="ShapeException">They do not broadcast.</exception>
    public static int[] Broadcast(IReadOnlyList<TensorValue> tensors)
    {
        var shape = new int[tensors.Max(tensor => tensor.Rank)];
        for (var axis = 1; axis <= shape.Length; axis++)
        {
            var common = 1;
            foreach (var tensor in tensors)
            {
                var extent = tensor.Rank >= axis ? tensor.Extent(tensor.Rank - axis) : 1;
                if (extent == 1 || extent == common)
                {
                    continue;
                }

                common = common == 1
                    ? extent
                    : throw new ShapeException($"{string.Join(" and ", tensors.Select(each => each.Text))} do not fit: {common} and {extent} differ and neither is 1");
            }

            shape[shape.Length - axis] = common;
        }

        return shape;
    }
}
