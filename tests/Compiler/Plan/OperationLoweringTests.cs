using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>What each operation's plan computes equals what the operation means, on odd sizes.</summary>
public sealed class OperationLoweringTests
{
    readonly GraphBuilder graph = new();

    Node Image(int height = 5, int width = 7, int channels = 3, string name = "x") => graph.Input(name, Shape.Of(Dim.Batch, height, width, channels));

    void AssertEqual(params Node[] nodes) => PlanHarness.AssertEqual([.. nodes.Select((node, index) => ($"result{index}", node))]);

    [Fact]
    public void Elementwise_expressions_broadcast()
    {
        var (x, y) = (Image(), graph.Input("y", Shape.Of(1, 1, 7, 3)));
        AssertEqual(graph.Add(x, y), graph.Map(Scalars.X * Scalars.Exp(Scalars.Y), x, y), graph.MapTo(Scalars.X + new Iota(2) + (2 * (Scalar)new Iota(0)), x.Shape, DType.Float32, x));
    }

    [Theory]
    [InlineData(ReduceKind.Sum)]
    [InlineData(ReduceKind.Maximum)]
    [InlineData(ReduceKind.Minimum)]
    internal void Reductions_over_any_axes(ReduceKind kind)
    {
        var x = Image();
        int[][] axes = [[3], [1, 2], [0], [0, 1, 2], [0, 2], [1, 3], [0, 1, 2, 3]];
        AssertEqual([.. axes.Select(each => graph.Reduce(kind, x, each))]);
    }

    [Fact]
    public void Long_reductions_are_partitioned()
    {
        var x = Image(33, 29, 17);
        AssertEqual(graph.Sum(x, 0, 1, 2), graph.Maximum(graph.Square(x), 0, 3), graph.Sum(x, 0, 1, 2, 3));
    }

    [Fact]
    public void Fixed_tensors_are_reduced_too()
    {
        var x = graph.Input("x", Shape.Of(130, 9, 11));
        AssertEqual(graph.Sum(x, 0), graph.Sum(x, 0, 1, 2), graph.Maximum(x, 2));
    }

    [Fact]
    public void Arg_max_is_the_first_position()
    {
        var x = graph.Map(new Unary(UnaryOperator.Floor, Scalars.X * 3), Image());
        AssertEqual(graph.ArgMax(x, 3), graph.ArgMax(x, 1), graph.OneHotArgMax(x, 2));
    }

    [Fact]
    public void Movement_composes()
    {
        var x = Image();
        var turned = graph.Transpose(x, 0, 3, 1, 2);
        AssertEqual(
            turned,
            graph.Slice(turned, 2, 1, 2, 2),
            graph.Reshape(turned, Shape.Of(Dim.Batch, 15, 7)),
            graph.Reshape(x, Shape.Of(Dim.Batch, 5, 21)),
            graph.Reshape(graph.Slice(x, 3, 1, 2), Shape.Of(Dim.Batch, 35, 2)),
            graph.Reshape(graph.Map(Scalars.X * Scalars.Y, x, graph.Input("y", Shape.Of(1, 1, 1, 3))), Shape.Of(Dim.Batch, 105)));
    }

    [Fact]
    public void Padding_holds_what_it_is_given()
    {
        var x = Image();
        AssertEqual(
            graph.Pad(x, 1, 2, 1),
            graph.Pad(x, 2, 0, 3, between: 2, value: -1),
            graph.Pad(graph.Pad(x, 1, 1, 1, value: 4), 2, 1, 2, value: 5),
            graph.Pad(graph.Exp(x), 3, 1, 0, value: 9),
            graph.Pad(graph.Slice(graph.Pad(x, 1, 1, 1), 1, 1, 5), 1, 1, 1),
            graph.Sum(graph.Pad(graph.Square(x), 1, 2, 1), 1));
    }

    [Fact]
    public void Concatenation_writes_slices()
    {
        var (x, y) = (Image(), Image(name: "y"));
        AssertEqual(graph.Concatenate(3, x, graph.Exp(y), x), graph.Concatenate(1, graph.Slice(x, 1, 1, 3), y), graph.Square(graph.Concatenate(2, x, y)));
    }

    [Fact]
    public void Tables_gather()
    {
        var x = Image();
        AssertEqual(
            graph.Gather(x, 1, [4, 0, 0, 2, 1, 3]),
            graph.Gather(x, 2, [-1, 3, -1, 6]),
            graph.Gather(graph.Square(x), 3, [2, -1]),
            graph.Pad(graph.Gather(x, 1, [2, -1, 0]), 1, 3, 2),
            graph.Pad(graph.Gather(graph.Gather(x, 1, [2, -1, 0]), 1, [1, 2, -1]), 1, 2, 4),
            graph.Upsample(x, 9, 10, alignCorners: true),
            graph.Upsample(x, 3, 5, alignCorners: false),
            graph.Roll(x, 1, 2));
    }

    [Theory]
    [InlineData(3, 2, 1, false)]
    [InlineData(2, 2, 0, true)]
    [InlineData(3, 1, 1, false)]
    public void Windows_fold_and_select(int kernel, int stride, int padding, bool ceil)
    {
        var x = Image(9, 7);
        var window = new PoolingWindow(kernel, stride, padding, ceil);
        var pooled = graph.MaxPool(x, window);
        var gradient = pooled.Operation.Gradient(graph, pooled, graph.Input("g", pooled.Shape))[0]!;
        AssertEqual(pooled, gradient, graph.AveragePool(x, window, countIncludePad: true), graph.AveragePool(graph.Exp(x), window, countIncludePad: false), graph.AdaptiveAveragePool(x, 4, 3), graph.LocalResponseNorm(x, 3, 1e-2, 0.75, 1));
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(2, 2, 2, 1)]
    [InlineData(1, 1, 1, 3)]
    public void Contractions_and_their_gradients(int stride, int padding, int dilation, int groups)
    {
        var x = Image(9, 8, 6);
        var weight = groups == 1 ? graph.Input("w", Shape.Of(3, 3, 6, 4)) : graph.Input("w", Shape.Of(groups, 3, 3, 2, 3));
        var result = graph.Convolve(x, weight, null, ConvolutionWindow.Square(stride, padding, dilation, groups));
        var gradient = graph.Input("g", result.Shape);
        var contraction = groups == 1 ? result : result.Inputs[0];
        var turned = contraction.Operation.Gradient(graph, contraction, groups == 1 ? gradient : graph.Reshape(gradient, contraction.Shape));
        AssertEqual(result, turned[0]!, turned[1]!);
    }

    [Theory]
    [InlineData(1, 0, 0, 1, 1)]
    [InlineData(2, 1, 1, 1, 1)]
    [InlineData(2, 2, 1, 2, 1)]
    [InlineData(2, 1, 0, 1, 3)]
    public void Transposed_convolutions_and_their_gradients(int stride, int padding, int outputPadding, int dilation, int groups)
    {
        var x = Image(5, 4, 6);
        var weight = groups == 1 ? graph.Input("w", Shape.Of(3, 3, 4, 6)) : graph.Input("w", Shape.Of(groups, 3, 3, 3, 2));
        var result = graph.ConvolveTransposed(x, weight, null, ConvolutionWindow.Square(stride, padding, dilation, groups), outputPadding);
        var gradients = Generator.Passes.Gradients.Of(graph, [(result, graph.Input("g", result.Shape))], [x, weight]);
        AssertEqual(result, gradients[x], gradients[weight], graph.Relu(graph.Add(result, graph.Input("b", Shape.Of(1, 1, 1, result.Shape[3])))));
    }

    [Fact]
    public void Contractions_read_strided_views()
    {
        var x = graph.Input("x", Shape.Of(Dim.Batch, 6, 24));
        var heads = graph.Reshape(x, Shape.Of(Dim.Batch, 6, 3, 2, 4));
        Node Part(int part) => graph.Transpose(graph.Reshape(graph.Slice(heads, 2, part, 1), Shape.Of(Dim.Batch, 6, 2, 4)), 0, 2, 1, 3);
        var scores = graph.MatMul(Part(0), Part(1), transposeRight: true);
        var mixed = graph.MatMul(graph.Softmax(scores, -1), Part(2));
        AssertEqual(graph.Reshape(graph.Transpose(mixed, 0, 2, 1, 3), Shape.Of(Dim.Batch, 6, 8)));
    }

    [Fact]
    public void Random_bits_are_drawn_by_sample_and_element()
    {
        var x = Image();
        AssertEqual(graph.Dropout(x, 0.4, "drop"), graph.ChannelDropout(graph.Square(x), 0.5, "channels"), graph.DropPath(x, 0.5, "path"));
    }

    [Fact]
    public void Rows_are_normalised()
    {
        var x = graph.Input("x", Shape.Of(Dim.Batch, 5, 19));
        AssertEqual(graph.Softmax(x, -1), graph.LogSoftmax(x, 1), graph.LayerNorm(x, null, null, 1e-5));
    }

    [Fact]
    public void Results_may_be_sources_and_views_and_wanted_twice()
    {
        var x = Image();
        var y = graph.Exp(x);
        AssertEqual(x, graph.Reshape(x, Shape.Of(Dim.Batch, 105)), y, y, graph.Reshape(y, Shape.Of(Dim.Batch, 105)), graph.Constant(Shape.Of(2, 2), [1, 2, 3, 4]), graph.Fill(Shape.Of(3), 2));
    }
}
