using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>The sum of products over a relation: for every combination of the axes in <paramref name="Result"/>, sums
/// <c>left * right</c> over all combinations of the others. Operands name their axes in memory order: <c>nhwgi</c>, <c>gklio</c>,
/// <c>npqgo</c>. Matrix products, convolutions (grouped, depthwise, dilated) and their gradients are all this.</summary>
/// <remarks>A free axis belongs to at least two of left, right and result; the three axes of a tie belong to one of them each. Both
/// conditions stay when the roles turn.</remarks>
internal sealed partial record Contract(Relation Relation, string Left, string Right, string Result) : Operation
{
    public override string Describe() => $"contract {Left},{Right}->{Result}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        Check(Left, inputs[0].Shape);
        Check(Right, inputs[1].Shape);
        if (inputs[0].Type != inputs[1].Type)
            throw new ShapeException($"{inputs[0].Type} and {inputs[1].Type} cannot be contracted.");
        foreach (var axis in Relation.Axes)
        {
            var uses = Uses(Left, axis) + Uses(Right, axis) + Uses(Result, axis);
            var tie = Relation.TieOf(axis.Label);
            if (tie is null ? uses < 2 : uses != 1 || !axis.Extent.IsStatic)
                throw new ShapeException($"Axis {axis.Label} of {Describe()} belongs to {uses} of its operands.");
        }

        var dims = new Dim[Result.Length];
        for (var axis = 0; axis < dims.Length; axis++)
        {
            dims[axis] = Relation.ExtentOf(Result[axis]);
        }

        return new(new(EquatableArray.Adopt(dims)), inputs[0].Type);
    }

    /// <summary>The same relation with the result's role and an operand's exchanged.</summary>
    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) =>
    [
        graph.Add(new Contract(Relation, Result, Right, Left), gradient, self.Inputs[1]),
        graph.Add(new Contract(Relation, Left, Result, Right), self.Inputs[0], gradient),
    ];

    static int Uses(string labels, LabelledAxis axis) => labels.IndexOf(axis.Label) < 0 ? 0 : 1;

    void Check(string labels, Shape shape)
    {
        if (labels.Length != shape.Rank || !AreDistinct(labels))
            throw new ShapeException($"{labels} does not name the axes of {shape}.");
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (!Relation.Has(labels[axis]) || Relation.ExtentOf(labels[axis]) != shape[axis])
                throw new ShapeException($"Axis {labels[axis]} of {shape} does not have the extent that {Describe()} has.");
        }
    }

    static bool AreDistinct(string labels)
    {
        for (var axis = 1; axis < labels.Length; axis++)
        {
            if (labels.IndexOf(labels[axis], 0, axis) >= 0)
                return false;
        }

        return true;
    }
}

internal static partial class Primitives
{
    /// <summary>A contraction without windows in Einstein's notation, axes in memory order: <c>nhtd,nhsd->nhts</c>.</summary>
    /// <exception cref="ShapeException">A label stands for two extents.</exception>
    public static Node Contract(this GraphBuilder graph, string equation, Node left, Node right)
    {
        var arrow = equation.IndexOf("->", StringComparison.Ordinal);
        var comma = equation.IndexOf(',');
        var (leftLabels, rightLabels, result) = (equation.Substring(0, comma), equation.Substring(comma + 1, arrow - comma - 1), equation.Substring(arrow + 2));
        return graph.Contract([], left, leftLabels, right, rightLabels, result);
    }

    /// <summary>A contraction with windows; an axis that only the result has is an output axis, whose extent is given.</summary>
    public static Node Contract(
        this GraphBuilder graph,
        EquatableArray<WindowTie> ties,
        Node left,
        string leftLabels,
        Node right,
        string rightLabels,
        string result,
        params LabelledAxis[] outputs)
    {
        var axes = new List<LabelledAxis>(leftLabels.Length + rightLabels.Length + outputs.Length);
        void Include(char label, Dim extent)
        {
            foreach (var known in axes)
            {
                if (known.Label != label)
                    continue;
                if (known.Extent != extent)
                    throw new ShapeException($"{ShapeText.Sample(left.Shape)} and {ShapeText.Sample(right.Shape)} cannot be contracted: {known.Extent} meets {extent}.");
                return;
            }

            axes.Add(new(label, extent));
        }

        for (var axis = 0; axis < leftLabels.Length; axis++)
        {
            Include(leftLabels[axis], left.Shape[axis]);
        }

        for (var axis = 0; axis < rightLabels.Length; axis++)
        {
            Include(rightLabels[axis], right.Shape[axis]);
        }

        foreach (var output in outputs)
        {
            Include(output.Label, output.Extent);
        }

        return graph.Add(new Contract(new(axes.ToEquatableArray(), ties), leftLabels, rightLabels, result), left, right);
    }
}
