using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>NumPy's broadcasting rule in memory order: trailing axes are aligned (batches with batches) and an extent of one stretches.</summary>
internal static class Broadcasting
{
    /// <summary>The shape that all inputs stretch to.</summary>
    /// <exception cref="ShapeException">Two extents differ and neither is one.</exception>
    public static Shape Common(ReadOnlySpan<Node> inputs)
    {
        var first = inputs[0].Shape;
        foreach (var input in inputs)
        {
            if (input.Shape != first)
                return Stretched(inputs.ToArray());
        }

        return first;
    }

    /// <summary>Whether a tensor stretches to a shape of the same rank.</summary>
    public static bool Stretches(Shape input, Shape result)
    {
        if (input.Rank != result.Rank)
            return false;
        for (var axis = 0; axis < result.Rank; axis++)
        {
            if (input[axis] != result[axis] && !input[axis].IsOne)
                return false;
        }

        return true;
    }

    static Shape Stretched(Node[] inputs)
    {
        var batched = inputs.Any(input => input.Shape.IsBatched);
        var rank = inputs.Max(input => input.Shape.Rank + (batched && !input.Shape.IsBatched && !LeadsWithOne(input, inputs) ? 1 : 0));
        var dims = new Dim[rank];
        dims.AsSpan().Fill(1);
        foreach (var input in inputs)
        {
            var shape = input.Shape;
            for (var axis = 0; axis < shape.Rank; axis++)
            {
                var target = axis == 0 && shape.IsBatched ? 0 : axis + rank - shape.Rank;
                if (shape[axis].IsOne || dims[target] == shape[axis])
                    continue;
                if (!dims[target].IsOne)
                    throw new ShapeException($"{string.Join(" and ", inputs.Select(each => ShapeText.Sample(each.Shape)))} do not broadcast: {dims[target]} and {shape[axis]} differ and neither is 1.");
                dims[target] = shape[axis];
            }
        }

        return new(EquatableArray.Adopt(dims));
    }

    /// <summary>The axes along which a tensor of the first shape was stretched to the second; ranks are equal.</summary>
    public static EquatableArray<int> StretchedAxes(Shape input, Shape result) =>
        Enumerable.Range(0, result.Rank).Where(axis => input[axis].IsOne && !result[axis].IsOne).ToEquatableArray();

    // A static tensor of full rank with extent one in front stands beside the batch; any other static tensor of full rank lacks a batch axis.
    static bool LeadsWithOne(Node input, Node[] inputs) =>
        input.Shape.Rank < inputs.Where(other => other.Shape.IsBatched).Max(other => other.Shape.Rank)
        || input.Shape[0].IsOne;
}
