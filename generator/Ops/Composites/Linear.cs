using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops.Composites;

/// <summary>Products over the last axes.</summary>
internal static class Linear
{
    const string BatchLabels = "nbcdefgh";

    /// <summary>The memory layout of a weight whose state-dict shape is [features, inputs]: inputs, features.</summary>
    public static Layout WeightLayout(int features, int inputs) => new([features, inputs], [1, 0]);

    /// <summary>x W + b over the last axis: …, D to …, features.</summary>
    /// <exception cref="ShapeException">The last axis is not the weight's first.</exception>
    public static Node Affine(this GraphBuilder graph, Node x, Node weight, Node? bias)
    {
        if (x.Shape.Rank < 1 || weight.Shape.Rank != 2 || x.Shape[x.Shape.Rank - 1] != weight.Shape[0])
            throw new ShapeException($"The last axis of {ShapeText.Sample(x.Shape)} does not fit a linear layer from {weight.Shape[0]} to {weight.Shape[1]} features.");
        if (x.Shape.Rank > BatchLabels.Length + 1)
            throw new ShapeException($"{ShapeText.Sample(x.Shape)} has more axes than the {BatchLabels.Length} of a linear layer.");
        var leading = BatchLabels.Substring(0, x.Shape.Rank - 1);
        var product = graph.Contract($"{leading}i,io->{leading}o", x, weight);
        return bias is null ? product : graph.Add(product, graph.AlongChannels(bias, product.Shape, -1, "Biases"));
    }

    /// <summary>…, M, K by …, K, N to …, M, N; leading axes broadcast, the batch in front where a factor has one.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="left">…, M, K.</param>
    /// <param name="right">…, K, N, or …, N, K if transposed.</param>
    /// <param name="transposeRight">Whether the right factor is …, N, K.</param>
    public static Node MatMul(this GraphBuilder graph, Node left, Node right, bool transposeRight = false)
    {
        var (leftRank, rightRank) = (left.Shape.Rank, right.Shape.Rank);
        var common = transposeRight ? rightRank - 1 : rightRank - 2;
        if (leftRank < 2 || rightRank < 2 || left.Shape[leftRank - 1] != right.Shape[common])
            throw new ShapeException($"{ShapeText.Sample(left.Shape)} times {ShapeText.Sample(right.Shape)}{(transposeRight ? " transposed" : "")}: inner extents differ.");
        var batched = left.Shape.IsBatched || right.Shape.IsBatched;
        var leading = Math.Max(Leading(left, batched), Leading(right, batched));
        if (leading > BatchLabels.Length)
            throw new ShapeException($"{ShapeText.Sample(left.Shape)} times {ShapeText.Sample(right.Shape)}: at most {BatchLabels.Length} leading axes are supported.");
        var (leftLabels, leftPart) = Label(graph, left, leading, batched);
        var (rightLabels, rightPart) = Label(graph, right, leading, batched);

        // An axis that has extent one on both sides was dropped from both and comes back by a reshape.
        var present = new string([.. BatchLabels.Take(leading).Where(label => leftLabels.Contains(label) || rightLabels.Contains(label))]);
        var product = graph.Contract($"{leftLabels}xy,{rightLabels}{(transposeRight ? "zy" : "yz")}->{present}xz", leftPart, rightPart);
        var dims = BatchLabels.Take(leading).Select(label => present.IndexOf(label)).Select(axis => axis < 0 ? (Dim)1 : product.Shape[axis]);
        return graph.Reshape(product, Shape.Of([.. dims, product.Shape[product.Shape.Rank - 2], product.Shape[product.Shape.Rank - 1]]));
    }

    static int Leading(Node factor, bool batched) => factor.Shape.Rank - 2 + (batched && !factor.Shape.IsBatched ? 1 : 0);

    // A factor without an axis of extent one, and the labels of the leading axes it keeps.
    static (string Labels, Node Part) Label(GraphBuilder graph, Node factor, int leading, bool batched)
    {
        var labels = "";
        var kept = new List<Dim>();
        for (var axis = 0; axis < factor.Shape.Rank - 2; axis++)
        {
            if (factor.Shape[axis].IsOne)
                continue;
            var fromEnd = factor.Shape.Rank - 2 - axis;
            labels += batched && factor.Shape.IsBatched && axis == 0 ? BatchLabels[0] : BatchLabels[leading - fromEnd];
            kept.Add(factor.Shape[axis]);
        }

        return (labels, graph.Reshape(factor, Shape.Of([.. kept, factor.Shape[factor.Shape.Rank - 2], factor.Shape[factor.Shape.Rank - 1]])));
    }
}
