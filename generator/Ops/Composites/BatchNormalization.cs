using Lathe.Generator.Graph;
using static Lathe.Generator.Ops.Scalars;

namespace Lathe.Generator.Ops.Composites;

/// <summary>What batch normalisation gives in training: its output and the next running statistics, [channels] each.</summary>
internal readonly record struct BatchNormalized(Node Output, Node RunningMean, Node RunningVariance);

/// <summary>Batch normalisation (Ioffe and Szegedy 2015).</summary>
internal static class BatchNormalization
{
    /// <summary>Normalises by the batch's own mean and biased variance.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="x">N, …, with channels along <paramref name="channelAxis"/>.</param>
    /// <param name="scale">[channels], or none.</param>
    /// <param name="shift">[channels], or none.</param>
    /// <param name="runningMean">[channels]; the sums are taken relative to it, so that they do not cancel, or to that of a batch norm that took the
    /// sums of the same channels before.</param>
    /// <param name="runningVariance">[channels]; moves towards the unbiased variance, and not at all where there is one value a channel.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="momentum">The batch's share in the running statistics.</param>
    /// <param name="channelAxis">A memory axis; negative from the end.</param>
    public static BatchNormalized BatchNormTraining(
        this GraphBuilder graph,
        Node x,
        Node? scale,
        Node? shift,
        Node runningMean,
        Node runningVariance,
        double epsilon,
        double momentum,
        int channelAxis = -1)
    {
        Node Along(Node vector) => graph.AlongChannels(vector, x.Shape, channelAxis, "Batch norm's parameters");
        var axes = Channels.Others(x.Shape, channelAxis);
        var size = axes.Aggregate((Dim)1, (product, axis) => product * x.Shape[axis]);
        var count = Count(size);
        var (oldMean, oldVariance) = (Along(runningMean), Along(runningVariance));
        var (mean, variance) = (graph.BatchMean(x, oldMean, axes), graph.BatchVariance(x, oldMean, axes));

        // Rounding may leave a constant channel a variance just below zero.
        static Scalar Positive(Scalar variance) => Choose(Less(variance, 0), 0, variance);
        var factor = graph.Factor(variance, Positive(X) + epsilon, scale is null ? null : Along(scale));
        var output = graph.Normalize(x, mean, factor, shift is null ? null : Along(shift));

        // One value has no unbiased variance: what is known stays.
        var unbiased = Positive(Y) * (count / Scalars.Maximum(count - 1, 1));
        var moved = (X * (1 - momentum)) + (unbiased * momentum);
        if (size.PerSample + size.Fixed <= 1)
            moved = Choose(Less(1, count), moved, X);
        return new(
            output,
            graph.Reshape(graph.Map((X * (1 - momentum)) + (Y * momentum), oldMean, mean), runningMean.Shape),
            graph.Reshape(graph.Map(moved, oldVariance, variance), runningVariance.Shape));
    }

    /// <summary>Normalises by running statistics.</summary>
    public static Node BatchNormInference(
        this GraphBuilder graph,
        Node x,
        Node? scale,
        Node? shift,
        Node runningMean,
        Node runningVariance,
        double epsilon,
        int channelAxis = -1)
    {
        Node Along(Node vector) => graph.AlongChannels(vector, x.Shape, channelAxis, "Batch norm's parameters");
        var factor = graph.Factor(Along(runningVariance), X + epsilon, scale is null ? null : Along(scale));
        return graph.Normalize(x, Along(runningMean), factor, shift is null ? null : Along(shift));
    }

    // What centred values are multiplied by.
    static Node Factor(this GraphBuilder graph, Node variance, Scalar positive, Node? scale) =>
        scale is null ? graph.Map(Reciprocal(Scalars.Sqrt(positive)), variance) : graph.Map(Y / Scalars.Sqrt(positive), variance, scale);

    static Node Normalize(this GraphBuilder graph, Node x, Node mean, Node factor, Node? shift) =>
        shift is null ? graph.Map((X - Y) * Z, x, mean, factor) : graph.Map(((X - Y) * Z) + new Operand(3), x, mean, factor, shift);
}
