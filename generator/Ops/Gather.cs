using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>Along one axis, output o is the sum over its taps t of <c>Weights[o][t] * input[Indices[o][t]]</c>; an index of -1 is no tap. Rows are
/// equally long. Position tables, bilinear interpolation, roll and window partition are this; so is its gradient, by the transposed table.</summary>
internal sealed partial record Gather(int Axis, EquatableArray<EquatableArray<int>> Indices, EquatableArray<EquatableArray<double>> Weights) : Operation
{
    public override string Describe() => $"gather {Indices.Count} along {Axis}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        var shape = inputs[0].Shape;
        Axes.RequireStatic(shape, Axis, "gather");
        var extent = shape[Axis].Value;
        var taps = Indices.Count == 0 ? 0 : Indices[0].Count;
        if (Indices.Count == 0 || Weights.Count != Indices.Count || Indices.Items.Any(row => row.Count != taps) || Weights.Items.Any(row => row.Count != taps))
            throw new ShapeException("A table needs rows of one length, and as many weights as positions.");
        foreach (var index in Indices.Items.SelectMany(row => row.Items))
        {
            if (index < -1 || index >= extent)
                throw new ShapeException($"Position {index} does not lie in an axis of {extent} of {ShapeText.Sample(shape)}.");
        }

        return new(shape.With(Axis, Indices.Count), inputs[0].Type);
    }

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) =>
        [graph.Add(Transposed(self.Inputs[0].Shape[Axis].Value), gradient)];

    /// <summary>The table that sums, for each of <paramref name="extent"/> inputs, what the outputs that used it hand back.</summary>
    Gather Transposed(int extent)
    {
        var users = Enumerable.Range(0, extent).Select(_ => new List<(int Index, double Weight)>()).ToArray();
        for (var output = 0; output < Indices.Count; output++)
        {
            for (var tap = 0; tap < Indices[output].Count; tap++)
            {
                if (Indices[output][tap] >= 0)
                    users[Indices[output][tap]].Add((output, Weights[output][tap]));
            }
        }

        var taps = Math.Max(1, users.Max(row => row.Count));
        return new(
            Axis,
            users.Select(row => row.Select(user => user.Index).Concat(Enumerable.Repeat(-1, taps - row.Count)).ToEquatableArray()).ToEquatableArray(),
            users.Select(row => row.Select(user => user.Weight).Concat(Enumerable.Repeat(0.0, taps - row.Count)).ToEquatableArray()).ToEquatableArray());
    }
}

internal static partial class Primitives
{
    /// <summary>Positions of an axis by a table of one tap an output.</summary>
    public static Node Gather(this GraphBuilder graph, Node input, int axis, IEnumerable<int> indices)
    {
        var rows = indices.Select(index => (EquatableArray<int>)[index]).ToEquatableArray();
        return graph.Add(new Gather(axis, rows, rows.Items.Select(_ => (EquatableArray<double>)[1.0]).ToEquatableArray()), input);
    }
}
