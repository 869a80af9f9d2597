using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>What breaks a shape rule, and what the message says.</summary>
public class ShapeRuleTests
{
    static readonly Shape image = Shape.Of(Dim.Batch, 8, 9, 16);

    static readonly Dictionary<string, (Action<GraphBuilder, Node> Break, string Message)> cases = new()
    {
        ["broadcast"] = ((graph, x) => graph.Add(x, graph.Fill(Shape.Of(Dim.Batch, 8, 9, 3), 0)), "[8, 9, 16] and [8, 9, 3] do not broadcast: 16 and 3 differ and neither is 1."),
        ["missing operand"] = ((graph, x) => graph.Map(Scalars.Y, x), "The expression names operand 1, but there are only 1 inputs."),
        ["mixed types"] = ((graph, x) => graph.Map(Scalars.X + Scalars.Y, x, graph.RandomBits("a", image)), "Float32 and UInt32 do not mix without a cast."),
        ["truth value stored"] = ((graph, x) => graph.Map(Scalars.Less(Scalars.X, 0), x), "An expression of type Boolean cannot be stored as Float32."),
        ["number as condition"] = ((graph, x) => graph.Map(Scalars.Choose(Scalars.X, 1, 0), x), "A truth value is needed where"),
        ["logarithm of bits"] = ((graph, x) => graph.Map(Scalars.Log(Scalars.X), graph.RandomBits("a", image)), "Logarithm does not take UInt32."),
        ["reduce an axis twice"] = ((graph, x) => graph.Sum(x, 1, 1), "Axes [1, 1] of [8, 9, 16] cannot be reduced: they must exist and ascend."),
        ["argmax over the batch"] = ((graph, x) => graph.ArgMax(x, 0), "arg-max along the batch: its extent is known at run time only."),
        ["no such axis"] = ((graph, x) => graph.Slice(x, 4, 0, 1), "[8, 9, 16] has no axis 4 for slice."),
        ["reshape"] = ((graph, x) => graph.Reshape(x, Shape.Of(Dim.Batch, 100)), "[8, 9, 16] has 1152N elements, [100] has 100N."),
        ["batch inside"] = ((graph, x) => graph.Reshape(x, Shape.Of(8, Dim.Batch * 144)), "[8, 144N] has the batch inside."),
        ["no permutation"] = ((graph, x) => graph.Transpose(x, 0, 1, 1, 2), "[0, 1, 1, 2] is not a permutation of the axes of [8, 9, 16]."),
        ["batch moved"] = ((graph, x) => graph.Transpose(x, 1, 0, 2, 3), "[1, 0, 2, 3] moves the batch away from the front of [N, 8, 9, 16]."),
        ["slice too long"] = ((graph, x) => graph.Slice(x, 3, 10, 4, 2), "A slice from 10, 4 long with step 2, does not lie in an axis of 16 of [8, 9, 16]."),
        ["negative padding"] = ((graph, x) => graph.Pad(x, 1, -1, 0), "Padding of -1 before, 0 after and 0 between elements of [8, 9, 16]: none may be negative."),
        ["concatenate"] = ((graph, x) => graph.Concatenate(3, x, graph.Fill(Shape.Of(Dim.Batch, 8, 8, 16), 0)), "[8, 9, 16] and [8, 8, 16] differ in more than the axis they are concatenated along."),
        ["gather outside"] = ((graph, x) => graph.Gather(x, 1, [0, 8]), "Position 8 does not lie in an axis of 8 of [8, 9, 16]."),
        ["uneven table"] = ((graph, x) => graph.Add(new Gather(1, [[0], [0, 1]], [[1], [1, 1]]), x), "A table needs rows of one length, and as many weights as positions."),
        ["empty maximum"] = ((graph, x) => graph.WindowReduce(ReduceKind.Maximum, x, new WindowAxis(1, [0, 2], [2, 0])), "Window 1 (2 to 2) along axis 1 of [8, 9, 16] is empty, goes back or leaves it."),
        ["window outside"] = ((graph, x) => graph.WindowReduce(ReduceKind.Sum, x, new WindowAxis(1, [0, 7], [2, 2])), "Window 1 (7 to 9) along axis 1 of [8, 9, 16] is empty, goes back or leaves it."),
        ["contract"] = ((graph, x) => graph.Contract("nhwi,io->nhwo", x, graph.Fill(Shape.Of(15, 4), 0)), "[8, 9, 16] and [15, 4] cannot be contracted: 16 meets 15."),
        ["lonely axis"] = ((graph, x) => graph.Contract("nhwi,io->nho", x, graph.Fill(Shape.Of(16, 4), 0)), "Axis w of contract nhwi,io->nho belongs to 1 of its operands."),
        ["constant table"] = ((graph, _) => graph.Constant(Shape.Of(3), [1, 2]), "[3] has 3 elements, 2 values were given."),
        ["convolution channels"] = ((graph, x) => graph.Convolve(x, graph.Fill(Shape.Of(3, 3, 8, 4), 0), null, ConvolutionWindow.Square()), "The weight [3, 3, 8, 4] does not fit [16, 8, 9]: it needs 16 input channels a group in 1 groups."),
        ["convolution groups"] = ((graph, x) => graph.Convolve(x, graph.Fill(Shape.Of(3, 3, 3, 8, 4), 0), null, ConvolutionWindow.Square(groups: 3)), "3 groups do not divide the 16 channels of [16, 8, 9]."),
        ["convolution window"] = ((graph, x) => graph.Convolve(x, graph.Fill(Shape.Of(11, 11, 16, 4), 0), null, ConvolutionWindow.Square(padding: 1)), "A 11x11 window does not fit into [16, 8, 9] with padding 1, 1."),
        ["convolution of a vector"] = ((graph, _) => graph.Convolve(graph.Fill(Shape.Of(Dim.Batch, 5), 0), graph.Fill(Shape.Of(3, 3, 5, 4), 0), null, ConvolutionWindow.Square()), "A convolution needs an image [C, H, W]; it got [5]."),
        ["transposed convolution channels"] = ((graph, x) => graph.ConvolveTransposed(x, graph.Fill(Shape.Of(3, 3, 4, 8), 0), null, ConvolutionWindow.Square()), "The weight [3, 3, 4, 8] does not fit [16, 8, 9]: it needs 16 input channels a group in 1 groups."),
        ["transposed convolution padding"] = ((graph, x) => graph.ConvolveTransposed(x, graph.Fill(Shape.Of(3, 3, 4, 16), 0), null, ConvolutionWindow.Square(padding: 5)), "A 3x3 window over [16, 8, 9] with padding 5, 5 leaves no output."),
        ["transposed convolution of a vector"] = ((graph, _) => graph.ConvolveTransposed(graph.Fill(Shape.Of(Dim.Batch, 5), 0), graph.Fill(Shape.Of(3, 3, 4, 5), 0), null, ConvolutionWindow.Square()), "A transposed convolution needs an image [C, H, W]; it got [5]."),
        ["linear"] = ((graph, x) => graph.Affine(x, graph.Fill(Shape.Of(10, 4), 0), null), "The last axis of [8, 9, 16] does not fit a linear layer from 10 to 4 features."),
        ["bias"] = ((graph, x) => graph.Affine(x, graph.Fill(Shape.Of(16, 4), 0), graph.Fill(Shape.Of(5), 0)), "Biases [5] do not fit [4, 8, 9]: 4 channels need as many."),
        ["matrix product"] = ((graph, x) => graph.MatMul(x, graph.Fill(Shape.Of(9, 3), 0)), "[8, 9, 16] times [9, 3]: inner extents differ."),
        ["pooling window"] = ((graph, x) => graph.MaxPool(x, new(12, 1, 1)), "A pooling window of 12 does not fit into [16, 8, 9] with padding 1."),
        ["pooling padding"] = ((graph, x) => graph.MaxPool(x, new(3, 1, 2)), "A pooling window of 3 with stride 1 and padding 2: padding is at most half the window, the others at least 1."),
        ["pooling of a vector"] = ((graph, _) => graph.GlobalAveragePool(graph.Fill(Shape.Of(Dim.Batch, 5), 0)), "Pooling needs an image [C, H, W]; it got [5]."),
        ["group norm"] = ((graph, x) => graph.GroupNorm(x, null, null, 5, 1e-5), "5 groups do not divide the 16 channels of [16, 8, 9]."),
        ["batch norm"] = ((graph, x) => graph.BatchNormInference(x, graph.Fill(Shape.Of(8), 1), graph.Fill(Shape.Of(8), 1), graph.Fill(Shape.Of(8), 1), graph.Fill(Shape.Of(8), 1), 1e-5), "Batch norm's parameters [8] do not fit [16, 8, 9]: 16 channels need as many."),
        ["cross-entropy"] = ((graph, x) => graph.CrossEntropy(graph.Fill(Shape.Of(Dim.Batch, 10), 0), graph.Fill(Shape.Of(Dim.Batch, 9), 0)), "Cross-entropy needs logits and targets of one shape: [10] and [9] differ."),
        ["batch mean"] = ((graph, x) => graph.BatchMean(x), "The mean over the batch needs a tensor of no axes; it got [8, 9, 16]."),
        ["dropout"] = ((graph, x) => graph.Dropout(x, 1, "a"), "A dropout probability of 1: it must be at least 0 and less than 1."),
        ["interpolation"] = ((graph, x) => graph.Upsample(x, 0, 3, false), "Interpolation needs an image [C, H, W] and extents of at least 1; it got [16, 8, 9] and 0, 3."),
    };

    public static TheoryData<string> Names => [.. cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_broken_rule_names_the_shapes(string name)
    {
        var graph = new GraphBuilder();
        var x = graph.Input("x", image);

        var exception = Assert.Throws<ShapeException>(() => cases[name].Break(graph, x));

        Assert.StartsWith(cases[name].Message, exception.Message, StringComparison.Ordinal);
    }
}
