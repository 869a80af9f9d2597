using Lathe.Generator.Graph;
using static Lathe.Generator.Ops.Scalars;

namespace Lathe.Generator.Ops.Composites;

/// <summary>Mean and variance of channels over a batch. Those of a concatenation of channels are the concatenation of those of its parts, and a
/// tensor has them once, whatever it is concatenated with: in a densely connected network nobody sums over old features again, and their gradient through
/// all the statistics of them is one sum.</summary>
internal static class BatchStatistics
{
    /// <summary>The mean over all axes but the channels.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="x">N, …, channels somewhere.</param>
    /// <param name="shift">About the mean, with extent one along the other axes: the sums are taken relative to it, so that they do not cancel.</param>
    /// <param name="axes">The other axes.</param>
    public static Node BatchMean(this GraphBuilder graph, Node x, Node shift, int[] axes) => graph.Statistic("mean", x, shift, axes, (part, about) =>
        graph.Map(X + (Y / Count(part, axes)), about, graph.Sum(graph.Subtract(part, about), axes)));

    /// <summary>The biased variance over all axes but the channels.</summary>
    /// <inheritdoc cref="BatchMean"/>
    public static Node BatchVariance(this GraphBuilder graph, Node x, Node shift, int[] axes) => graph.Statistic("variance", x, shift, axes, (part, about) =>
    {
        // Where a sample has one number a channel, a second pass costs nothing, and pooled numbers lie close together, far from zero: squares of
        // them would cancel until the running mean has come near.
        if (axes.All(axis => axis == 0 || part.Shape[axis].IsOne))
            return graph.Mean(graph.Square(graph.Subtract(part, graph.BatchMean(part, about, axes))), axes);
        var (relative, count) = (graph.Subtract(part, about), Count(part, axes));
        var (sum, squares) = (graph.Sum(relative, axes), graph.Sum(graph.Map(X * X, relative), axes));
        return graph.Map((Y / count) - (X / count * (X / count)), sum, squares);
    });

    static Node Statistic(this GraphBuilder graph, string name, Node x, Node shift, int[] axes, Func<Node, Node, Node> compute) =>
        graph.Quantity(x, name, [.. axes], () =>
        {
            if (x.Operation is not Concatenate { Axis: var axis } concatenate || axes.Contains(axis) || shift.Shape[axis] != x.Shape[axis])
                return compute(x, shift);
            return graph.Concatenate(axis, [.. x.Inputs.Select((part, input) =>
            {
                var place = concatenate.PlaceOf(x, input);
                return graph.Statistic(name, part, graph.Slice(shift, axis, (int)place.Start, (int)place.Length), axes, compute);
            })]);
        });

    static Scalar Count(Node x, int[] axes) => Scalars.Count(axes.Aggregate((Dim)1, (product, axis) => product * x.Shape[axis]));
}
