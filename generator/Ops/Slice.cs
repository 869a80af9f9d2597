using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Elements <c>Start, Start + Step, …</c>, <c>Length</c> of them, along one axis.</summary>
internal sealed partial record Slice(int Axis, int Start, int Length, int Step = 1) : Operation, IComposable, IUniform
{
    public override string Describe() => $"slice axis {Axis} from {Start} length {Length} step {Step}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        var shape = inputs[0].Shape;
        Axes.RequireStatic(shape, Axis, "slice");
        var extent = shape[Axis].Value;
        if (Start < 0 || Length < 1 || Step < 1 || Start + ((long)(Length - 1) * Step) >= extent)
            throw new ShapeException($"A slice from {Start}, {Length} long with step {Step}, does not lie in an axis of {extent} of {ShapeText.Sample(shape)}.");
        return new(shape.With(Axis, Length), inputs[0].Type);
    }

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient)
    {
        var end = Start + ((Length - 1) * Step) + 1;
        return [graph.Pad(gradient, Axis, Start, self.Inputs[0].Shape[Axis].Value - end, Step - 1)];
    }

    /// <summary>A slice of a slice is one; a slice of one part of a concatenation needs that part only.</summary>
    public Node Compose(GraphBuilder graph, ImmutableArray<Node> inputs)
    {
        var input = inputs[0];
        if (input.Operation is Slice inner && inner.Axis == Axis)
            return new Slice(Axis, inner.Start + (Start * inner.Step), Length, inner.Step * Step).Compose(graph, input.Inputs);
        if (input.Operation is Concatenate concatenate && concatenate.Axis == Axis)
        {
            var start = 0;
            foreach (var part in input.Inputs)
            {
                var extent = part.Shape[Axis].Value;
                if (Start >= start && Start + ((Length - 1) * Step) < start + extent)
                    return (this with { Start = Start - start }).Compose(graph, [part]);
                start += extent;
            }
        }

        return graph.Slice(input, Axis, Start, Length, Step);
    }

    public Scalar Uniform(Scalar value, Shape input) => value;
}

internal static partial class Primitives
{
    /// <summary><paramref name="length"/> elements from <paramref name="start"/> on along an axis.</summary>
    public static Node Slice(this GraphBuilder graph, Node input, int axis, int start, int length, int step = 1) =>
        start == 0 && step == 1 && axis >= 0 && axis < input.Shape.Rank && input.Shape[axis] == length
            ? input
            : graph.Add(new Slice(axis, start, length, step), input);
}
