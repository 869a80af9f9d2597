using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Composes movements that follow each other: a reshape of a reshape, a transpose of a transpose, a slice of a slice, a slice that is one
/// part of a concatenation; and drops those that move nothing.</summary>
internal static class SimplifyMovement
{
    public static NetworkGraph Run(NetworkGraph network) => GraphRewriter.Rewrite(network, (graph, old, inputs) => old.Operation switch
    {
        Reshape reshape => Reshaped(graph, inputs[0], reshape.Shape),
        Transpose transpose => Transposed(graph, inputs[0], transpose.Permutation.Items),
        Slice slice => Sliced(graph, inputs[0], slice),
        _ => graph.Add(old.Operation, inputs),
    });

    static Node Reshaped(GraphBuilder graph, Node input, Shape shape) =>
        input.Operation is Reshape ? Reshaped(graph, input.Inputs[0], shape) : graph.Reshape(input, shape);

    static Node Transposed(GraphBuilder graph, Node input, ImmutableArray<int> permutation)
    {
        if (input.Operation is Transpose inner)
            return Transposed(graph, input.Inputs[0], [.. permutation.Select(axis => inner.Permutation[axis])]);

        // Where only axes of extent one change places, the elements stay where they are.
        var moved = permutation.Where(axis => !input.Shape[axis].IsOne).ToArray();
        return moved.SequenceEqual(moved.OrderBy(axis => axis))
            ? Reshaped(graph, input, new(permutation.Select(axis => input.Shape[axis]).ToEquatableArray()))
            : graph.Transpose(input, [.. permutation]);
    }

    static Node Sliced(GraphBuilder graph, Node input, Slice slice)
    {
        if (input.Operation is Slice inner && inner.Axis == slice.Axis)
        {
            var composed = new Slice(slice.Axis, inner.Start + (slice.Start * inner.Step), slice.Length, inner.Step * slice.Step);
            return Sliced(graph, input.Inputs[0], composed);
        }

        if (input.Operation is Concatenate concatenate && concatenate.Axis == slice.Axis)
        {
            var start = 0;
            foreach (var part in input.Inputs)
            {
                var extent = part.Shape[slice.Axis].Value;
                if (slice.Start >= start && slice.Start + ((slice.Length - 1) * slice.Step) < start + extent)
                    return Sliced(graph, part, slice with { Start = slice.Start - start });
                start += extent;
            }
        }

        return graph.Slice(input, slice.Axis, slice.Start, slice.Length, slice.Step);
    }
}
