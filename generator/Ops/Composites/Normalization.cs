using Lathe.Generator.Graph;
using static Lathe.Generator.Ops.Scalars;

namespace Lathe.Generator.Ops.Composites;

/// <summary>Normalisation within a sample.</summary>
internal static class Normalization
{
    /// <summary>Normalises one axis of each position (Ba et al. 2016), then scales and shifts by vectors of its extent.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="scale">[extent], or none.</param>
    /// <param name="shift">[extent], or none.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="axis">The memory axis; negative from the end.</param>
    public static Node LayerNorm(this GraphBuilder graph, Node x, Node? scale, Node? shift, double epsilon, int axis = -1) =>
        graph.ScaleAndShift(graph.Standardize(x, epsilon, Channels.Axis(x.Shape, axis)), scale, shift, axis);

    /// <summary>Normalises consecutive groups of channels over their pixels (Wu and He 2018); channels are the last axis.</summary>
    /// <exception cref="ShapeException">The groups do not divide the channels.</exception>
    public static Node GroupNorm(this GraphBuilder graph, Node x, Node? scale, Node? shift, int groups, double epsilon)
    {
        var rank = x.Shape.Rank;
        var channels = x.Shape[rank - 1].Value;
        if (groups < 1 || channels % groups != 0)
            throw new ShapeException($"{groups} groups do not divide the {channels} channels of {ShapeText.Image(x.Shape)}.");
        var split = graph.Reshape(x, new(x.Shape.Dims.Items.SetItem(rank - 1, groups).Add(channels / groups)));
        var normalized = graph.Standardize(split, epsilon, [.. Enumerable.Range(0, rank - 1).Where(axis => x.Shape[axis].IsStatic), rank]);
        return graph.ScaleAndShift(graph.Reshape(normalized, x.Shape), scale, shift, -1);
    }

    /// <summary>x / (k + alpha/size · sum of x² over <paramref name="size"/> neighbours along the last axis)^beta (Krizhevsky et al. 2012).</summary>
    public static Node LocalResponseNorm(this GraphBuilder graph, Node x, int size, double alpha, double beta, double k)
    {
        var axis = x.Shape.Rank - 1;
        var channels = x.Shape[axis].Value;
        // A sum of the image moved along its channels by each place of the window: all channels at once, where a loop over a window takes one after the other.
        // No channel is further away than the last from the first.
        var (before, after) = (Math.Min(size / 2, channels - 1), Math.Min((size - 1) / 2, channels - 1));
        var squares = graph.Pad(graph.Square(x), axis, before, after);
        var sum = Enumerable.Range(0, before + 1 + after).Select(place => graph.Slice(squares, axis, place, channels)).Aggregate(graph.Add);
        var scale = k + (alpha / size * Y);

        // Roots cost less than a power. Everybody's exponent is that of Krizhevsky et al. (2012).
        return graph.Map(beta == 0.75 ? X / (Scalars.Sqrt(scale) * Scalars.Sqrt(Scalars.Sqrt(scale))) : X * ScalarAlgebra.Power(scale, -beta), x, sum);
    }

    /// <summary>(x - mean) / sqrt(biased variance + epsilon) over some axes.</summary>
    static Node Standardize(this GraphBuilder graph, Node x, double epsilon, params int[] axes)
    {
        var centred = graph.Subtract(x, graph.Mean(x, axes));
        var variance = graph.Mean(graph.Square(centred), axes);
        return graph.Multiply(centred, graph.Map(Reciprocal(Scalars.Sqrt(X + epsilon)), variance));
    }

    static Node ScaleAndShift(this GraphBuilder graph, Node x, Node? scale, Node? shift, int axis)
    {
        Node Along(Node vector) => graph.AlongChannels(vector, x.Shape, axis, "Normalisation parameters");
        return (scale, shift) switch
        {
            (null, null) => x,
            (null, _) => graph.Add(x, Along(shift!)),
            (_, null) => graph.Multiply(x, Along(scale!)),
            _ => graph.Map((X * Y) + Z, x, Along(scale!), Along(shift!)),
        };
    }
}
