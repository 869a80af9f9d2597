using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>The first position of the largest element along an axis, as Int32; the axis stays, with extent one.</summary>
internal sealed partial record ArgMax(int Axis) : Operation
{
    public override string Describe() => $"argmax over {Axis}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        var shape = inputs[0].Shape;
        Axes.RequireStatic(shape, Axis, "arg-max");
        if (shape[Axis] == 0)
            throw new ShapeException($"Arg-max over an empty axis of {ShapeText.Sample(shape)}.");
        return new(shape.With(Axis, 1), DType.Int32);
    }

    /// <summary>A position does not change with a small change of the elements.</summary>
    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => [null];
}

internal static partial class Primitives
{
    /// <summary>The first position of the largest element along an axis.</summary>
    public static Node ArgMax(this GraphBuilder graph, Node input, int axis) => graph.Add(new ArgMax(axis), input);
}
