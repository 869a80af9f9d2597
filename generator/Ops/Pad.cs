using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Constants around and between the elements of one axis: <c>Before</c>, then the elements with <c>Between</c> constants after each
/// but the last, then <c>After</c>.</summary>
internal sealed partial record Pad(int Axis, int Before, int After, int Between = 0, double Value = 0) : Operation
{
    public override string Describe() => $"pad axis {Axis} {Before}+{After} between {Between}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        var shape = inputs[0].Shape;
        Axes.RequireStatic(shape, Axis, "pad");
        if (Before < 0 || After < 0 || Between < 0)
            throw new ShapeException($"Padding of {Before} before, {After} after and {Between} between elements of {ShapeText.Sample(shape)}: none may be negative.");
        var extent = shape[Axis].Fixed;
        return new(shape.With(Axis, new(0, Before + extent + ((extent - 1) * Between) + After)), inputs[0].Type);
    }

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) =>
        [graph.Slice(gradient, Axis, Before, self.Inputs[0].Shape[Axis].Value, Between + 1)];
}

internal static partial class Primitives
{
    /// <summary>Constants before, after and between the elements of an axis.</summary>
    public static Node Pad(this GraphBuilder graph, Node input, int axis, int before, int after, int between = 0, double value = 0) =>
        before == 0 && after == 0 && between == 0 ? input : graph.Add(new Pad(axis, before, after, between, value), input);
}
