using Lathe.Generator.Graph;
using Lathe.Generator.Ops;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Every primitive, applied to a few shapes.</summary>
internal static class PrimitiveCases
{
    static readonly Shape image = Shape.Of(Dim.Batch, 5, 3, 7);

    public static Dictionary<string, (Func<GraphBuilder, Node[], Node> Function, Shape[] Inputs)> All { get; } = new()
    {
        ["map: three inputs, two of them broadcast"] = ((graph, x) => graph.Map((Scalars.X * Scalars.Y) + (Scalars.Z * Scalars.Exp(Scalars.X)), x), [image, Shape.Of(7), Shape.Of(Dim.Batch, 1, 3, 1)]),
        ["map: a factor that leaves the sum"] = ((graph, x) => graph.Map((Scalars.X * Scalars.Y) + Scalars.Y, x), [image, Shape.Of(1, 1, 1, 7)]),
        ["map: positions"] = ((graph, x) => graph.MapTo(Scalars.X * new Iota(2) * Scalars.X, image, DType.Float32, x), [Shape.Of(Dim.Batch, 5, 1, 7)]),
        ["map: extents"] = ((graph, x) => graph.Map(Scalars.X * Scalars.X / Scalars.Count(Dim.Batch * 3), x), [image]),
        ["map: one operand twice"] = ((graph, x) => graph.Multiply(x[0], x[0]), [image]),
        ["sum over the batch and more"] = ((graph, x) => Square(graph, graph.Sum(x[0], 0, 2)), [image]),
        ["sum over all"] = ((graph, x) => Square(graph, graph.Sum(x[0], 0, 1, 2, 3)), [Shape.Of(Dim.Batch, 2, 1, 3)]),
        ["mean"] = ((graph, x) => Square(graph, graph.Mean(x[0], 1, 3)), [image]),
        ["maximum"] = ((graph, x) => Square(graph, graph.Maximum(x[0], 1, 2)), [image]),
        ["minimum"] = ((graph, x) => Square(graph, graph.Reduce(ReduceKind.Minimum, x[0], [3])), [image]),
        ["contract: matrix product"] = ((graph, x) => graph.Contract("nk,km->nm", x[0], x[1]), [Shape.Of(Dim.Batch, 5), Shape.Of(5, 3)]),
        ["contract: batched and transposed"] = ((graph, x) => graph.Contract("nhtd,nshd->nhts", x[0], x[1]), [Shape.Of(Dim.Batch, 2, 3, 5), Shape.Of(Dim.Batch, 3, 2, 5)]),
        ["contract: strided, dilated, padded windows"] = (
            (graph, x) => graph.Contract(
                [new('h', 'p', 'k', 2, 1, 1), new('w', 'q', 'l', 1, 2, 2)], x[0], "nhwi", x[1], "klio", "npqo", new LabelledAxis('p', 3), new LabelledAxis('q', 3)),
            [Shape.Of(Dim.Batch, 5, 3, 2), Shape.Of(3, 3, 2, 3)]),
        ["contract: groups"] = (
            (graph, x) => graph.Contract([new('h', 'p', 'k', 1, 1, 0)], x[0], "nhgi", x[1], "gkio", "npgo", new LabelledAxis('p', 4)),
            [Shape.Of(Dim.Batch, 5, 3, 2), Shape.Of(3, 2, 2, 1)]),
        ["window sum: uneven windows"] = ((graph, x) => Square(graph, graph.WindowReduce(ReduceKind.Sum, x[0], new(1, [0, 0, 3], [2, 4, 2]), new(3, [0, 2, 2, 6], [3, 2, 4, 1]))), [image]),
        ["window sum: a gap and an empty window"] = ((graph, x) => Square(graph, graph.WindowReduce(ReduceKind.Sum, x[0], new WindowAxis(1, [0, 1, 3], [1, 0, 2]))), [image]),
        ["window maximum: overlapping"] = ((graph, x) => Square(graph, graph.WindowReduce(ReduceKind.Maximum, x[0], new(1, [0, 1, 3], [2, 3, 2]), new(2, [0, 1], [2, 2]))), [image]),
        ["window minimum along one axis"] = ((graph, x) => Square(graph, graph.WindowReduce(ReduceKind.Minimum, x[0], new WindowAxis(3, [0, 2, 4], [3, 3, 3]))), [image]),
        ["reshape"] = ((graph, x) => Square(graph, graph.Reshape(x[0], Shape.Of(Dim.Batch, 15, 7))), [image]),
        ["reshape into the batch"] = ((graph, x) => Square(graph, graph.Reshape(x[0], Shape.Of(Dim.Batch * 5, 21))), [image]),
        ["transpose"] = ((graph, x) => Square(graph, graph.Transpose(x[0], 0, 3, 1, 2)), [image]),
        ["slice with step"] = ((graph, x) => Square(graph, graph.Slice(x[0], 3, 1, 3, 2)), [image]),
        ["pad around and between"] = ((graph, x) => Square(graph, graph.Pad(x[0], 1, 2, 1, 1, 0.5)), [image]),
        ["concatenate"] = ((graph, x) => Square(graph, graph.Concatenate(3, x)), [image, Shape.Of(Dim.Batch, 5, 3, 2), image]),
        ["gather with weights and absent taps"] = (
            (graph, x) => Square(graph, graph.Add(new Gather(1, [[0, 1], [1, -1], [4, 1]], [[0.25, 0.5], [2, 1], [1, -1]]), x[0])), [image]),
        ["stop gradient"] = ((graph, x) => graph.Add(Square(graph, x[0]), graph.Multiply(x[0], graph.StopGradient(graph.Fill(image, 3)))), [image]),
    };

    static Node Square(GraphBuilder graph, Node x) => graph.Map(Scalars.X * Scalars.X, x);
}
