using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Elements <c>Start, Start + Step, …</c>, <c>Length</c> of them, along one axis.</summary>
internal sealed partial record Slice(int Axis, int Start, int Length, int Step = 1) : Operation
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
}

internal static partial class Primitives
{
    /// <summary><paramref name="length"/> elements from <paramref name="start"/> on along an axis.</summary>
    public static Node Slice(this GraphBuilder graph, Node input, int axis, int start, int length, int step = 1) =>
        start == 0 && step == 1 && axis >= 0 && axis < input.Shape.Rank && input.Shape[axis] == length
            ? input
            : graph.Add(new Slice(axis, start, length, step), input);
}
