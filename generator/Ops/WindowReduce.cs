using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>Folds a window an output: pooling, adaptive pooling, local response normalisation along channels.</summary>
internal sealed partial record WindowReduce(ReduceKind Kind, EquatableArray<WindowAxis> Axes) : Operation
{
    public override string Describe() => $"window {Kind} over {string.Join(", ", Axes.Items.Select(axis => axis.Axis))}";

    public override TensorType Infer(ImmutableArray<Node> inputs) =>
        new(WindowAxis.Outputs(inputs[0].Shape, Axes, mayBeEmpty: Kind == ReduceKind.Sum), inputs[0].Type);

    /// <summary>A sum's gradient is a sum over the windows that cover a cell; an extremum hands its gradient to the first extreme cell.</summary>
    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient)
    {
        var input = self.Inputs[0];
        var extents = Axes.Items.Select(axis => input.Shape[axis.Axis].Value).ToEquatableArray();
        if (Kind == ReduceKind.Sum)
            return [graph.Add(new WindowReduce(Kind, Axes.Items.Zip(extents.Items, (axis, extent) => axis.Transposed(extent)).ToEquatableArray()), gradient)];
        var position = graph.Add(new WindowArgMax(Axes), Kind == ReduceKind.Maximum ? input : graph.Map(-Scalars.X, input));
        return [graph.Add(new WindowSelect(Axes, extents), position, gradient)];
    }
}

internal static partial class Primitives
{
    /// <summary>Folds a window an output.</summary>
    public static Node WindowReduce(this GraphBuilder graph, ReduceKind kind, Node input, params WindowAxis[] axes) =>
        graph.Add(new WindowReduce(kind, axes.ToEquatableArray()), input);
}
