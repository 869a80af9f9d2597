using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>The gradient of a windowed maximum, written as a gather: cell i sums the second input over the windows that cover it and whose
/// arg-max (the first input) is i. <paramref name="Extents"/> are the input extents of the windowed axes.</summary>
internal sealed partial record WindowSelect(EquatableArray<WindowAxis> Axes, EquatableArray<int> Extents) : Operation
{
    public override string Describe() => $"window select over {string.Join(", ", Axes.Items.Select(axis => axis.Axis))}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        var (position, value) = (inputs[0], inputs[1]);
        if (position.Type != DType.Int32 || position.Shape != value.Shape)
            throw new ShapeException($"Positions {position.Result} and values {value.Result} of windows do not belong together.");
        var shape = value.Shape;
        for (var index = 0; index < Axes.Count; index++)
        {
            shape = shape.With(Axes[index].Axis, Extents[index]);
        }

        if (WindowAxis.Outputs(shape, Axes, mayBeEmpty: false) != value.Shape)
            throw new ShapeException($"Windows over {ShapeText.Sample(shape)} do not give {ShapeText.Sample(value.Shape)}.");
        return new(shape, value.Type);
    }

    /// <summary>Each window's value goes back from the cell that its position names: the windows are laid out side by side by a table, and
    /// all cells but that one are masked.</summary>
    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient)
    {
        var position = self.Inputs[0];
        var cells = graph.Constant(
            Shape.Of([.. Enumerable.Range(0, self.Shape.Rank).Select(axis => (Dim)WindowedExtent(axis))]),
            Enumerable.Range(0, Extents.Items.Aggregate(1, (product, extent) => product * extent)).Select(cell => (double)cell),
            DType.Int32);
        var (value, cell, chosen, taps) = (gradient, cells, position, new List<int>());
        for (var index = Axes.Count - 1; index >= 0; index--)
        {
            // Axis a becomes output o and tap t; taps that a short window lacks name no cell.
            var window = Axes[index];
            var longest = window.Lengths.Items.Max();
            value = Unfold(graph, value, window, longest, absent: 0);
            cell = Unfold(graph, cell, window, longest, absent: -1);
            chosen = graph.Reshape(chosen, new(chosen.Shape.Dims.Items.Insert(window.Axis + 1, 1)));
            taps = [.. taps.Select(axis => axis + 1), window.Axis + 1];
        }

        var masked = graph.Map(Scalars.Choose(Scalars.Equal(Scalars.Y, Scalars.Z), Scalars.X, 0), value, cell, chosen);
        return [null, graph.Reshape(graph.Sum(masked, [.. taps]), position.Shape)];
    }

    int WindowedExtent(int axis)
    {
        for (var index = 0; index < Axes.Count; index++)
        {
            if (Axes[index].Axis == axis)
                return Extents[index];
        }

        return 1;
    }

    static Node Unfold(GraphBuilder graph, Node input, WindowAxis window, int longest, int absent)
    {
        // One cell more holds what absent taps read.
        var padded = graph.Pad(input, window.Axis, 0, 1, value: absent);
        var last = input.Shape[window.Axis].Value;
        var rows = window.Starts.Items.SelectMany((start, output) =>
            Enumerable.Range(0, longest).Select(tap => tap < window.Lengths[output] ? start + tap : last));
        var unfolded = graph.Gather(padded, window.Axis, rows);
        var dims = unfolded.Shape.Dims.Items.SetItem(window.Axis, window.Starts.Count).Insert(window.Axis + 1, longest);
        return graph.Reshape(unfolded, new(dims));
    }
}
