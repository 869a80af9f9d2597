using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>Where the first largest element of each window lies: the row-major position over the windowed axes of the input, Int32.</summary>
internal sealed partial record WindowArgMax(EquatableArray<WindowAxis> Axes) : Operation
{
    public override string Describe() => $"window argmax over {string.Join(", ", Axes.Items.Select(axis => axis.Axis))}";

    public override TensorType Infer(ImmutableArray<Node> inputs) =>
        new(WindowAxis.Outputs(inputs[0].Shape, Axes, mayBeEmpty: false), DType.Int32);

    /// <summary>A position does not change with a small change of the elements.</summary>
    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => [null];
}
