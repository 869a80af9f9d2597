using Lathe.Generator.Graph;
using Lathe.Generator.Support;
using static Lathe.Generator.Ops.Scalars;

namespace Lathe.Generator.Ops.Composites;

/// <summary>Random masks in training: a number is zeroed with a probability, or divided by what is left (Srivastava et al. 2014).</summary>
internal static class Dropouts
{
    /// <summary>An own mask for every element.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="probability">Of zeroing, in [0, 1).</param>
    /// <param name="key">Names the stream of random bits: the path, told apart where a path is applied more than once.</param>
    public static Node Dropout(this GraphBuilder graph, Node x, double probability, string key) => graph.Masked(x, x.Shape, probability, key);

    /// <summary>One mask a channel of each sample.</summary>
    public static Node ChannelDropout(this GraphBuilder graph, Node x, double probability, string key, int channelAxis = -1)
    {
        var axis = Channels.Axis(x.Shape, channelAxis);
        return graph.Masked(x, new(x.Shape.Dims.Items.Select((dim, each) => !dim.IsStatic || each == axis ? dim : 1).ToEquatableArray()), probability, key);
    }

    /// <summary>One mask a sample (stochastic depth, Huang et al. 2016).</summary>
    public static Node DropPath(this GraphBuilder graph, Node x, double probability, string key) =>
        graph.Masked(x, new(x.Shape.Dims.Items.Select(dim => dim.IsStatic ? 1 : dim).ToEquatableArray()), probability, key);

    static Node Masked(this GraphBuilder graph, Node x, Shape mask, double probability, string key)
    {
        if (probability is not (>= 0 and < 1))
            throw new ShapeException(FormattableString.Invariant($"A dropout probability of {probability}: it must be at least 0 and less than 1."));
        var threshold = Math.Round(probability * 4294967296.0);
        return threshold == 0 ? x : graph.Map(Choose(Less(Y, threshold), 0, X * (1 / (1 - probability))), x, graph.RandomBits(key, mask));
    }
}
