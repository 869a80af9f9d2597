using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

internal enum ReduceKind
{
    Sum,
    Maximum,
    Minimum,
}

/// <summary>Folds whole axes; they stay, with extent one.</summary>
internal sealed partial record Reduce(ReduceKind Kind, EquatableArray<int> Axes) : Operation, IUniform
{
    public override string Describe() => $"reduce {Kind} over {string.Join(", ", Axes)}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        var shape = inputs[0].Shape;
        Dim[] dims = [.. shape.Dims];
        var previous = -1;
        foreach (var axis in Axes)
        {
            if (axis <= previous || axis >= shape.Rank)
                throw new ShapeException($"Axes {Axes} of {ShapeText.Sample(inputs[0].Shape)} cannot be reduced: they must exist and ascend.");
            if (Kind != ReduceKind.Sum && dims[axis] == 0)
                throw new ShapeException($"{Kind} over an empty axis of {ShapeText.Sample(shape)}.");
            previous = axis;
            dims[axis] = 1;
        }

        return new(new(EquatableArray.Adopt(dims)), inputs[0].Type);
    }

    /// <summary>A sum hands its gradient to all elements, an extremum to all that are equal to it in equal shares.</summary>
    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient)
    {
        var input = self.Inputs[0];
        if (Kind == ReduceKind.Sum)
            return [graph.Broadcast(gradient, input.Shape)];
        var isExtremum = Scalars.Choose(Scalars.Equal(Scalars.X, Scalars.Y), 1, 0);
        var ties = graph.Sum(graph.Map(isExtremum, input, self), [.. Axes]);
        return [graph.Map(Scalars.Choose(Scalars.Equal(Scalars.X, Scalars.Y), Scalars.Z / new Operand(3), 0), input, self, gradient, ties)];
    }

    public Scalar Uniform(Scalar value, Shape input) => Kind == ReduceKind.Sum
        ? ScalarAlgebra.Multiply(value, Scalars.Count(Axes.Items.Aggregate((Dim)1, (product, axis) => product * input[axis])))
        : value;
}

internal static partial class Primitives
{
    /// <summary>The sum over axes, which stay with extent one.</summary>
    public static Node Sum(this GraphBuilder graph, Node input, params int[] axes) => graph.Reduce(ReduceKind.Sum, input, axes);

    /// <summary>The largest over axes, which stay with extent one.</summary>
    public static Node Maximum(this GraphBuilder graph, Node input, params int[] axes) => graph.Reduce(ReduceKind.Maximum, input, axes);

    /// <summary>The mean over axes, which stay with extent one.</summary>
    public static Node Mean(this GraphBuilder graph, Node input, params int[] axes)
    {
        var count = axes.Aggregate((Dim)1, (product, axis) => product * input.Shape[axis]);
        return graph.Map(Scalars.X / Scalars.Count(count), graph.Sum(input, axes));
    }

    /// <summary>Folds axes, in any order, none of which may be named twice; axes of extent one need no work.</summary>
    public static Node Reduce(this GraphBuilder graph, ReduceKind kind, Node input, IEnumerable<int> axes)
    {
        int[] ordered = [.. axes];
        Array.Sort(ordered);
        var reduce = new Reduce(kind, EquatableArray.Adopt(ordered));
        if (reduce.Infer([input]).Shape == input.Shape)
            return input;
        return graph.Add(ordered.Any(axis => input.Shape[axis].IsOne) ? reduce with { Axes = ordered.Where(axis => !input.Shape[axis].IsOne).ToEquatableArray() } : reduce, input);
    }
}
