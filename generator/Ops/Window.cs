using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>The windows along one axis: output o covers <c>Starts[o] .. Starts[o] + Lengths[o] - 1</c>, already clipped to cells that exist.
/// Starts and ends never decrease, so the windows that cover a cell are a range too.</summary>
internal sealed record WindowAxis(int Axis, EquatableArray<int> Starts, EquatableArray<int> Lengths);

/// <summary>Folds a window an output: pooling, adaptive pooling, local response normalisation along channels.</summary>
internal sealed partial record WindowReduce(ReduceKind Kind, EquatableArray<WindowAxis> Axes) : Operation
{
    public override string Describe() => $"window {Kind} over {string.Join(", ", Axes.Items.Select(axis => axis.Axis))}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}

/// <summary>Where the first largest element of each window lies: the row-major position over the windowed axes of the input, Int32.</summary>
internal sealed partial record WindowArgMax(EquatableArray<WindowAxis> Axes) : Operation
{
    public override string Describe() => $"window argmax over {string.Join(", ", Axes.Items.Select(axis => axis.Axis))}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}

/// <summary>The gradient of a windowed maximum, written as a gather: cell i sums the second input over the windows that cover it and whose
/// arg-max (the first input) is i. <paramref name="Extents"/> are the input extents of the windowed axes.</summary>
internal sealed partial record WindowSelect(EquatableArray<WindowAxis> Axes, EquatableArray<int> Extents) : Operation
{
    public override string Describe() => $"window select over {string.Join(", ", Axes.Items.Select(axis => axis.Axis))}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}
