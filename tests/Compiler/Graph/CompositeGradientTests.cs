using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Every composite's gradient with respect to all its inputs, against central differences.</summary>
public class CompositeGradientTests
{
    static readonly Shape image = Shape.Of(Dim.Batch, 5, 7, 6);
    static readonly Shape channels = Shape.Of(6);

    static readonly Dictionary<string, (Func<GraphBuilder, Node[], Node> Function, Shape[] Inputs)> cases = new()
    {
        ["convolution"] = ((graph, x) => graph.Convolve(x[0], x[1], x[2], new(2, 1, 1, 0)), [image, Shape.Of(3, 2, 6, 5), Shape.Of(5)]),
        ["convolution, grouped and dilated"] = ((graph, x) => graph.Convolve(x[0], x[1], null, ConvolutionWindow.Square(1, 2, 2, 3)), [image, Shape.Of(3, 3, 3, 2, 1)]),
        ["convolution, depthwise"] = ((graph, x) => graph.Convolve(x[0], x[1], x[2], ConvolutionWindow.Square(2, 1, 1, 6)), [image, Shape.Of(6, 3, 3, 1, 1), channels]),
        ["transposed convolution"] = ((graph, x) => graph.ConvolveTransposed(x[0], x[1], x[2], new(2, 1, 1, 0), 1), [Shape.Of(Dim.Batch, 3, 4, 3), Shape.Of(3, 2, 5, 3), Shape.Of(5)]),
        ["transposed convolution, grouped and dilated"] = (
            (graph, x) => graph.ConvolveTransposed(x[0], x[1], null, ConvolutionWindow.Square(2, 1, 2, 3), 1), [Shape.Of(Dim.Batch, 3, 4, 6), Shape.Of(3, 3, 3, 1, 2)]),
        ["linear"] = ((graph, x) => graph.Affine(x[0], x[1], x[2]), [Shape.Of(Dim.Batch, 3, 5), Shape.Of(5, 7), Shape.Of(7)]),
        ["matrix product"] = ((graph, x) => graph.MatMul(x[0], x[1]), [Shape.Of(Dim.Batch, 3, 2, 5), Shape.Of(5, 4)]),
        ["matrix product, transposed"] = ((graph, x) => graph.MatMul(x[0], x[1], true), [Shape.Of(Dim.Batch, 3, 2, 5), Shape.Of(Dim.Batch, 1, 4, 5)]),
        ["batch norm"] = ((graph, x) => graph.BatchNormTraining(x[0], x[1], x[2], x[3], x[3], 1e-5, 0.1).Output, [image, channels, channels, channels]),
        ["batch norm, not affine"] = ((graph, x) => graph.BatchNormTraining(x[0], null, null, x[1], x[1], 1e-5, 0.1).Output, [image, channels]),
        ["batch norm of vectors"] = ((graph, x) => graph.BatchNormTraining(x[0], x[1], x[2], x[3], x[3], 1e-5, 0.1).Output, [Shape.Of(Dim.Batch, 3), Shape.Of(3), Shape.Of(3), Shape.Of(3)]),
        ["batch norm, inference"] = ((graph, x) => graph.BatchNormInference(x[0], x[1], x[2], x[3], graph.Exp(x[3]), 1e-5), [image, channels, channels, channels]),
        ["layer norm"] = ((graph, x) => graph.LayerNorm(x[0], x[1], x[2], 1e-5), [Shape.Of(Dim.Batch, 3, 6), channels, channels]),
        ["layer norm, not affine"] = ((graph, x) => graph.LayerNorm(x[0], null, null, 1e-5), [Shape.Of(Dim.Batch, 3, 6)]),
        ["group norm"] = ((graph, x) => graph.GroupNorm(x[0], x[1], x[2], 3, 1e-5), [image, channels, channels]),
        ["local response norm"] = ((graph, x) => graph.LocalResponseNorm(x[0], 5, 0.5, 0.75, 2), [image]),
        ["max pool"] = ((graph, x) => graph.MaxPool(x[0], new(3, 2, 1, true)), [image]),
        ["average pool"] = ((graph, x) => graph.AveragePool(x[0], new(3, 2, 1, true), true), [image]),
        ["average pool of real cells"] = ((graph, x) => graph.AveragePool(x[0], new(3, 2, 1, true), false), [image]),
        ["adaptive average pool"] = ((graph, x) => graph.AdaptiveAveragePool(x[0], 3, 4), [image]),
        ["adaptive max pool"] = ((graph, x) => graph.AdaptiveMaxPool(x[0], 3, 4), [image]),
        ["global average pool"] = ((graph, x) => graph.GlobalAveragePool(x[0]), [image]),
        ["global max pool"] = ((graph, x) => graph.GlobalMaxPool(x[0]), [image]),
        ["relu"] = ((graph, x) => graph.Relu(x[0]), [image]),
        ["leaky relu"] = ((graph, x) => graph.LeakyRelu(x[0], 0.2), [image]),
        ["prelu a channel"] = ((graph, x) => graph.PRelu(x[0], x[1]), [image, channels]),
        ["prelu shared"] = ((graph, x) => graph.PRelu(x[0], x[1]), [image, Shape.Of(1)]),
        ["sigmoid"] = ((graph, x) => graph.Sigmoid(x[0]), [image]),
        ["tanh"] = ((graph, x) => graph.Tanh(x[0]), [image]),
        ["gelu"] = ((graph, x) => graph.Gelu(x[0]), [image]),
        ["gelu, approximate"] = ((graph, x) => graph.Gelu(x[0], true), [image]),
        ["silu"] = ((graph, x) => graph.Silu(x[0]), [image]),
        ["power"] = ((graph, x) => graph.Pow(graph.Exp(x[0]), 1.5), [image]),
        ["softmax"] = ((graph, x) => graph.Softmax(x[0], 2), [image]),
        ["log-softmax"] = ((graph, x) => graph.LogSoftmax(x[0], -1), [image]),
        ["cross-entropy"] = ((graph, x) => graph.CrossEntropy(x[0], x[1]), [Shape.Of(Dim.Batch, 5), Shape.Of(Dim.Batch, 5)]),
        ["attention"] = (
            (graph, x) => graph.Attention(x[0], x[1], x[2], queryAxes: "nthd", keyAxes: "nshd", valueAxes: "nshe", resultAxes: "nthe"),
            [Shape.Of(Dim.Batch, 3, 2, 4), Shape.Of(Dim.Batch, 5, 2, 4), Shape.Of(Dim.Batch, 5, 2, 3)]),
        ["dropout"] = ((graph, x) => graph.Dropout(x[0], 0.4, "drop"), [image]),
        ["channel dropout"] = ((graph, x) => graph.ChannelDropout(x[0], 0.4, "drop"), [image]),
        ["drop path"] = ((graph, x) => graph.DropPath(x[0], 0.4, "drop"), [image]),
        ["roll"] = ((graph, x) => graph.Roll(x[0], 1, -2), [image]),
        ["upsample"] = ((graph, x) => graph.Upsample(x[0], 8, 3, false), [image]),
        ["upsample, corners aligned"] = ((graph, x) => graph.Upsample(x[0], 8, 11, true), [image]),
    };

    public static TheoryData<string> Names => [.. cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_equal_central_differences(string name)
    {
        var probe = new Probe(batch: 3);
        var (function, shapes) = cases[name];
        var inputs = shapes.Select(shape => probe.Random(shape)).ToArray();
        GradientCheck.First(probe, function(probe.Graph, inputs), inputs);
    }
}
