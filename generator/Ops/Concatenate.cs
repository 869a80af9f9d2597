using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>The inputs one after the other along an axis.</summary>
internal sealed partial record Concatenate(int Axis) : Operation
{
    public override string Describe() => $"concatenate along {Axis}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        var first = inputs[0];
        var extent = (Dim)0;
        foreach (var input in inputs)
        {
            Axes.RequireStatic(input.Shape, Axis, "concatenation");
            if (input.Type != first.Type || input.Shape.Rank != first.Shape.Rank || input.Shape.With(Axis, 1) != first.Shape.With(Axis, 1))
                throw new ShapeException($"{ShapeText.Sample(first.Shape)} and {ShapeText.Sample(input.Shape)} differ in more than the axis they are concatenated along.");
            extent += input.Shape[Axis];
        }

        return new(first.Shape.With(Axis, extent), first.Type);
    }

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient)
    {
        var parts = ImmutableArray.CreateBuilder<Node?>(self.Inputs.Length);
        var start = 0;
        foreach (var input in self.Inputs)
        {
            var length = input.Shape[Axis].Value;
            parts.Add(graph.Slice(gradient, Axis, start, length));
            start += length;
        }

        return parts.MoveToImmutable();
    }
}

internal static partial class Primitives
{
    /// <summary>The inputs one after the other along an axis.</summary>
    public static Node Concatenate(this GraphBuilder graph, int axis, params Node[] inputs) =>
        inputs.Length == 1 ? inputs[0] : graph.Add(new Concatenate(axis), [.. inputs]);
}
