using Lathe.Generator.Graph;
using static Lathe.Generator.Ops.Scalars;

namespace Lathe.Generator.Ops.Composites;

/// <summary>Distributions along an axis. The largest element is subtracted first, as a constant: it cancels in value and gradient.</summary>
internal static class Softmaxes
{
    /// <summary>exp(x) over its sum along a memory axis.</summary>
    public static Node Softmax(this GraphBuilder graph, Node x, int axis)
    {
        axis = Channels.Axis(x.Shape, axis);
        var exponentials = graph.Map(Scalars.Exp(X - Y), x, graph.StopGradient(graph.Maximum(x, axis)));
        return graph.Divide(exponentials, graph.Sum(exponentials, axis));
    }

    /// <summary>The logarithm of the softmax along a memory axis.</summary>
    public static Node LogSoftmax(this GraphBuilder graph, Node x, int axis)
    {
        axis = Channels.Axis(x.Shape, axis);
        var shifted = graph.Subtract(x, graph.StopGradient(graph.Maximum(x, axis)));
        var sum = graph.Sum(graph.Exp(shifted), axis);
        return graph.Map(X - Scalars.Log(Y), shifted, sum);
    }

    /// <summary>1 at the first largest element along a memory axis, 0 elsewhere.</summary>
    public static Node OneHotArgMax(this GraphBuilder graph, Node x, int axis)
    {
        axis = Channels.Axis(x.Shape, axis);
        return graph.MapTo(Choose(Equal(X, new Iota(axis)), 1, 0), x.Shape, DType.Float32, graph.ArgMax(x, axis));
    }

    /// <summary>Minus the sum over the last axis of targets times log-softmax, averaged over all other axes: a number.</summary>
    /// <exception cref="ShapeException">Logits and targets differ in shape.</exception>
    public static Node CrossEntropy(this GraphBuilder graph, Node logits, Node targets)
    {
        if (logits.Shape != targets.Shape || logits.Shape.Rank < 1)
            throw new ShapeException($"Cross-entropy needs logits and targets of one shape: {ShapeText.Sample(logits.Shape)} and {ShapeText.Sample(targets.Shape)} differ.");
        var last = logits.Shape.Rank - 1;
        var likelihood = graph.Sum(graph.Multiply(targets, graph.LogSoftmax(logits, last)), last);
        return graph.Reshape(graph.Map(-X, graph.Mean(likelihood, [.. Enumerable.Range(0, last)])), Shape.Of());
    }

    /// <summary>The mean of [N] over the batch: a number.</summary>
    /// <exception cref="ShapeException">The tensor has axes besides the batch.</exception>
    public static Node BatchMean(this GraphBuilder graph, Node x) => x.Shape.Rank == 1 && x.Shape.IsBatched
        ? graph.Reshape(graph.Mean(x, 0), Shape.Of())
        : throw new ShapeException($"The mean over the batch needs a tensor of no axes; it got {ShapeText.Sample(x.Shape)}.");
}
