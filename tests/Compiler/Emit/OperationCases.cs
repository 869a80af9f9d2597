using Lathe.Compiler.Tests.Graph;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>Operations whose generated code is run: every primitive, every operator, and extents around the sixteen lanes.</summary>
internal static class OperationCases
{
    static readonly Shape table = Shape.Of(Dim.Batch, 4, 19);

    static readonly Dictionary<string, (Func<GraphBuilder, Node[], Node> Function, Shape[] Inputs)> own = new()
    {
        ["every function of one number"] = ((graph, x) => graph.Concatenate(
            1,
            [.. new[] { Scalars.Exp(Scalars.X), Scalars.Tanh(Scalars.X), Scalars.Logistic(Scalars.X), Scalars.Erf(Scalars.X), Scalars.Abs(Scalars.X),
                Scalars.Log(Scalars.Abs(Scalars.X) + 0.5), Scalars.Sqrt(Scalars.Abs(Scalars.X) + 0.5), Scalars.Reciprocal(Scalars.Abs(Scalars.X) + 0.5),
                new Unary(UnaryOperator.Sine, Scalars.X), new Unary(UnaryOperator.Cosine, Scalars.X), -Scalars.X }
                .Select(function => graph.Map(function, x))]), [table]),
        ["every function of two numbers"] = ((graph, x) => graph.Concatenate(
            1,
            [.. new[] { Scalars.X + Scalars.Y, Scalars.X - Scalars.Y, Scalars.X * Scalars.Y, Scalars.X / (Scalars.Abs(Scalars.Y) + 0.5),
                Scalars.Maximum(Scalars.X, Scalars.Y), Scalars.Minimum(Scalars.X, Scalars.Y), Scalars.Power(Scalars.Abs(Scalars.X) + 0.5, Scalars.Y),
                Scalars.Choose(Scalars.LessOrEqual(Scalars.X, Scalars.Y), Scalars.X, 2), new FusedMultiplyAdd(Scalars.X, Scalars.Y, Scalars.X) }
                .Select(function => graph.Map(function, x))]), [table, table]),
        ["softmax over a short axis"] = ((graph, x) => graph.Softmax(x[0], -1), [Shape.Of(Dim.Batch, 10)]),
        ["softmax over a long axis"] = ((graph, x) => graph.Softmax(x[0], -1), [Shape.Of(Dim.Batch, 3, 67)]),
        ["softmax over the channels of pixels"] = ((graph, x) => graph.Softmax(x[0], 1), [Shape.Of(Dim.Batch, 5, 2, 33)]),
        ["log-softmax"] = ((graph, x) => graph.LogSoftmax(x[0], -1), [Shape.Of(Dim.Batch, 17)]),
        ["long sums over the batch"] = ((graph, x) => graph.Multiply(x[0], graph.Sum(x[0], 0, 1, 2)), [Shape.Of(Dim.Batch, 60, 61, 3)]),
        ["a transpose of two long axes"] = ((graph, x) => graph.Map(Scalars.X * Scalars.X, graph.Transpose(x[0], 0, 2, 1)), [Shape.Of(Dim.Batch, 18, 35)]),
        ["dropout"] = ((graph, x) => graph.Dropout(x[0], 0.4, "layer.dropout"), [Shape.Of(Dim.Batch, 3, 5, 7)]),
        ["dropout of channels"] = ((graph, x) => graph.ChannelDropout(x[0], 0.4, "layer.dropout"), [Shape.Of(Dim.Batch, 3, 5, 21)]),
        ["stochastic depth"] = ((graph, x) => graph.DropPath(x[0], 0.5, "layer.path"), [Shape.Of(Dim.Batch, 3, 5, 7)]),
        ["blocks left out with other probabilities"] = (
            (graph, x) => graph.DropPath(graph.Softmax(graph.Dropout(x[0], 0.25, "first.dropout"), -1), 0.5, "second.path"), [Shape.Of(Dim.Batch, 3, 5, 19)]),
        ["the position of the largest"] = ((graph, x) => graph.Multiply(graph.OneHotArgMax(x[0], 2), x[0]), [Shape.Of(Dim.Batch, 3, 18)]),
        ["pooling with padding"] = ((graph, x) => graph.MaxPool(x[0], new(3, 2, 1)), [Shape.Of(Dim.Batch, 7, 9, 17)]),
        ["average pooling, rounded up"] = ((graph, x) => graph.AveragePool(x[0], new(3, 2, 1, CeilMode: true), countIncludePad: true), [Shape.Of(Dim.Batch, 6, 8, 5)]),
        ["grouped convolution"] = (
            (graph, x) => graph.Convolve(x[0], x[1], null, ConvolutionWindow.Square(2, 1, groups: 3)), [Shape.Of(Dim.Batch, 7, 6, 6), Shape.Of(3, 3, 3, 2, 4)]),
        ["depthwise convolution"] = (
            (graph, x) => graph.Convolve(x[0], x[1], null, ConvolutionWindow.Square(1, 1, groups: 18)), [Shape.Of(Dim.Batch, 5, 6, 18), Shape.Of(18, 3, 3, 1, 1)]),
        ["convolution of one pixel"] = (
            (graph, x) => graph.Convolve(x[0], x[1], null, ConvolutionWindow.Square()), [Shape.Of(Dim.Batch, 1, 1, 5), Shape.Of(1, 1, 5, 7)]),
        ["a product of one row that a table names"] = (
            (graph, x) => graph.Contract("nrk,kj->nrj", graph.Gather(x[0], 1, [2]), x[1]), [Shape.Of(Dim.Batch, 3, 4), Shape.Of(4, 5)]),
        ["a row that padding puts before those of a table"] = (
            (graph, x) => graph.Map(Scalars.X + Scalars.Y, graph.Slice(graph.Pad(graph.Gather(graph.Map(Scalars.Tanh(Scalars.X), x[0]), 1, [2, 0]), 1, 1, 1), 1, 0, 1), x[0]), [Shape.Of(Dim.Batch, 3, 4)]),
        ["pooling of one pixel within a concatenation"] = (
            (graph, x) => OnePixel(graph, graph.Mean(x[0], 1, 2, 3)), [Shape.Of(Dim.Batch, 3, 3, 4)]),
        ["batch norm and its statistics"] = (BatchNormRelu, [Shape.Of(Dim.Batch, 9, 10, 18), Shape.Of(18), Shape.Of(18), Shape.Of(18)]),
        ["batch norm of whole vectors"] = (BatchNormRelu, [Shape.Of(Dim.Batch, 9, 10, 32), Shape.Of(32), Shape.Of(32), Shape.Of(32)]),
        ["batch norm of pooled numbers far from zero"] = (
            (graph, x) => graph.BatchNormTraining(graph.Map(Scalars.X + 16, x[0]), x[1], x[2], graph.Map(Scalars.X * 0, x[3]), x[3], 1e-3, 0.1).Output,
            [Shape.Of(Dim.Batch, 1, 1, 18), Shape.Of(18), Shape.Of(18), Shape.Of(18)]),
        ["attention with heads inside"] = (
            (graph, x) => graph.Attention(x[0], x[1], x[2], 0, "nthd", "nshd", "nshe", "nthe"),
            [Shape.Of(Dim.Batch, 5, 2, 8), Shape.Of(Dim.Batch, 6, 2, 8), Shape.Of(Dim.Batch, 6, 2, 4)]),
    };

    public static Dictionary<string, (Func<GraphBuilder, Node[], Node> Function, Shape[] Inputs)> All { get; } =
        PrimitiveCases.All.Concat(own).Concat(ConvolutionCases.All).Concat(Extents()).ToDictionary(pair => pair.Key, pair => pair.Value);

    static Node OnePixel(GraphBuilder graph, Node x) => graph.Concatenate(3, x, graph.AveragePool(x, new(3, 1, 1), countIncludePad: true));

    static Node BatchNormRelu(GraphBuilder graph, Node[] x) =>
        graph.Map(Scalars.Maximum(Scalars.X, 0), graph.BatchNormTraining(x[0], x[1], x[2], x[3], x[3], 1e-3, 0.1).Output);

    /// <summary>Rows of one element, just under, at and over a vector, and of several.</summary>
    static Dictionary<string, (Func<GraphBuilder, Node[], Node> Function, Shape[] Inputs)> Extents() => new[] { 1, 15, 16, 17, 32, 50 }.ToDictionary(
        extent => $"rows of {extent}",
        extent => (
            (Func<GraphBuilder, Node[], Node>)((graph, x) => graph.Map((Scalars.X - Scalars.Y) * Scalars.Z, x[0], graph.Mean(x[0], 2), x[1])),
            new[] { Shape.Of(Dim.Batch, 5, extent), Shape.Of(extent) }));
}
