using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Elementwise functions, softmax, losses and masks against their definitions.</summary>
public class ActivationTests
{
    static readonly Dictionary<string, (Func<GraphBuilder, Node, Node> Function, Func<double, double> Expected)> functions = new()
    {
        ["relu"] = ((graph, x) => graph.Relu(x), x => Math.Max(x, 0)),
        ["leaky relu"] = ((graph, x) => graph.LeakyRelu(x, 0.1), x => x > 0 ? x : 0.1 * x),
        ["sigmoid"] = ((graph, x) => graph.Sigmoid(x), x => 1 / (1 + Math.Exp(-x))),
        ["tanh"] = ((graph, x) => graph.Tanh(x), Math.Tanh),
        ["silu"] = ((graph, x) => graph.Silu(x), x => x / (1 + Math.Exp(-x))),
        ["gelu, approximate"] = ((graph, x) => graph.Gelu(x, true), x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * Math.Pow(x, 3)))))),
        ["exp"] = ((graph, x) => graph.Exp(x), Math.Exp),
        ["log"] = ((graph, x) => graph.Log(graph.Exp(x)), x => x),
        ["sqrt"] = ((graph, x) => graph.Sqrt(graph.Exp(x)), x => Math.Exp(x / 2)),
        ["square"] = ((graph, x) => graph.Square(x), x => x * x),
        ["abs"] = ((graph, x) => graph.Abs(x), Math.Abs),
        ["negate"] = ((graph, x) => graph.Negate(x), x => -x),
        ["pow 3"] = ((graph, x) => graph.Pow(x, 3), x => x * x * x),
        ["pow -1"] = ((graph, x) => graph.Pow(x, -1), x => 1 / x),
        ["clamp"] = ((graph, x) => graph.Clamp(x, -0.5, 1), x => Math.Clamp(x, -0.5, 1)),
        ["larger"] = ((graph, x) => graph.Larger(x, graph.Fill(x.Shape, 0.5)), x => Math.Max(x, 0.5)),
        ["smaller"] = ((graph, x) => graph.Smaller(x, graph.Fill(x.Shape, 0.5)), x => Math.Min(x, 0.5)),
    };

    public static TheoryData<string> Names => [.. functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Elementwise_functions_are_what_their_names_say(string name)
    {
        var probe = new Probe();
        var x = probe.Random(Shape.Of(Dim.Batch, 3, 7), -4, 4);

        Expect.Close([.. probe.ValueOf(x).Select(value => functions[name].Expected(value))], probe.Evaluate(functions[name].Function(probe.Graph, x)));
    }

    // Values of Φ from tables of the normal distribution, to 15 digits.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.841344746068543)]
    [InlineData(-1, -0.158655253931457)]
    [InlineData(2, 1.954499736103642)]
    [InlineData(-3, -0.00404969409489028)]
    [InlineData(9, 9)]
    public void Gelu_is_x_times_the_normal_distribution_s_integral(double x, double expected)
    {
        var probe = new Probe(batch: 1);
        Expect.Close([expected], probe.Evaluate(probe.Graph.Gelu(probe.Given(Shape.Of(1), x))), 2e-15);
    }

    [Fact]
    public void Where_a_function_is_flat_its_gradient_is_zero_whatever_comes_from_above()
    {
        var probe = new Probe(batch: 1);
        var x = probe.Given(Shape.Of(5), -2, -0.1, 0.25, 0.75, 3);
        var above = probe.Given(Shape.Of(5), double.PositiveInfinity, double.NaN, 2, double.NegativeInfinity, double.NaN);
        double[] GradientOf(Node output) => probe.Evaluate(Gradients.Of(probe.Graph, [(output, above)], [x])[x]);
        Assert.Equal([0, 0, 2, double.NegativeInfinity, double.NaN], GradientOf(probe.Graph.Relu(x)));
        Assert.Equal([0, 0, 2, 0, 0], GradientOf(probe.Graph.Clamp(x, 0, 0.5)));
    }

    [Fact]
    public void PRelu_has_a_slope_a_channel_or_one_for_all()
    {
        var probe = new Probe();
        var x = probe.Random(Shape.Of(Dim.Batch, 2, 3, 4));
        var (slopes, shared) = (probe.Random(Shape.Of(4)), probe.Given(Shape.Of(1), 0.3));

        Expect.Close([.. probe.ValueOf(x).Select((value, index) => value > 0 ? value : value * probe.ValueOf(slopes)[index % 4])], probe.Evaluate(probe.Graph.PRelu(x, slopes)));
        Expect.Close([.. probe.ValueOf(x).Select(value => value > 0 ? value : value * 0.3)], probe.Evaluate(probe.Graph.PRelu(x, shared)));
    }

    [Fact]
    public void Softmax_and_its_logarithm_stay_finite_for_large_logits()
    {
        var probe = new Probe();
        var x = probe.Random(Shape.Of(Dim.Batch, 5), 990, 1010);
        var rows = probe.ValueOf(x).Chunk(5).Select(row => row.Select((double value) => Math.Exp(value - 1000)).ToArray()).ToArray();
        var expected = rows.SelectMany(row => row.Select(value => value / row.Sum())).ToArray();

        Expect.Close(expected, probe.Evaluate(probe.Graph.Softmax(x, 1)));
        Expect.Close([.. expected.Select(value => Math.Log(value))], probe.Evaluate(probe.Graph.LogSoftmax(x, -1)));
    }

    [Fact]
    public void Cross_entropy_takes_soft_targets_and_the_mean_over_the_batch()
    {
        var probe = new Probe();
        var (logits, targets) = (probe.Given(Shape.Of(Dim.Batch, 3), 1, 2, 3, -1, 0, 4), probe.Given(Shape.Of(Dim.Batch, 3), 0, 0.25, 0.75, 1, 0, 0));
        static double LogSum(params double[] values) => Math.Log(values.Sum(Math.Exp));
        var expected = (-(0.25 * (2 - LogSum(1, 2, 3))) - (0.75 * (3 - LogSum(1, 2, 3))) - (-1 - LogSum(-1, 0, 4))) / 2;
        var loss = probe.Graph.CrossEntropy(logits, targets);

        Assert.Equal(Shape.Of(), loss.Shape);
        Expect.Close([expected], probe.Evaluate(loss));
    }

    [Fact]
    public void One_hot_argmax_marks_the_first_largest()
    {
        var probe = new Probe();
        var x = probe.Given(Shape.Of(Dim.Batch, 3), 1, 2, 2, 5, 4, 5);
        Assert.Equal([0, 1, 0, 1, 0, 0], probe.Evaluate(probe.Graph.OneHotArgMax(x, 1)));
    }

    [Fact]
    public void Dropout_zeroes_its_share_and_scales_the_rest()
    {
        var probe = new Probe(batch: 8);
        var x = probe.Random(Shape.Of(Dim.Batch, 10, 10, 16), 1, 2);
        var dropped = probe.Graph.Dropout(x, 0.3, "layer1.drop");
        var values = probe.Evaluate(dropped, seed: 7);

        Assert.InRange(values.Count(value => value == 0) / (double)values.Length, 0.28, 0.32);
        Expect.Close([.. probe.ValueOf(x).Zip(values, (before, after) => after == 0 ? 0 : before / 0.7)], values);
        Assert.Equal(values, probe.Evaluate(dropped, seed: 7));
        Assert.NotEqual(values, probe.Evaluate(dropped, seed: 8));
        Assert.NotEqual(values, probe.Evaluate(dropped, seed: 7, step: 1));
        Assert.NotEqual(values, probe.Evaluate(probe.Graph.Dropout(x, 0.3, "layer2.drop"), seed: 7));
        Assert.Same(x, probe.Graph.Dropout(x, 0, "layer1.drop"));
    }

    [Fact]
    public void A_sample_s_mask_does_not_depend_on_the_batch()
    {
        double[] Mask(int batch)
        {
            var probe = new Probe(batch);
            return probe.Evaluate(probe.Graph.Dropout(probe.Graph.Fill(Shape.Of(Dim.Batch, 3, 5), 1), 0.5, "drop"), seed: 4, step: 9);
        }

        Assert.Equal(Mask(2), Mask(7).Take(30));
    }

    [Fact]
    public void Channel_dropout_and_drop_path_zero_whole_channels_and_samples()
    {
        var probe = new Probe(batch: 16);
        var x = probe.Random(Shape.Of(Dim.Batch, 3, 3, 8), 1, 2);
        var byChannel = probe.Evaluate(probe.Graph.ChannelDropout(x, 0.5, "drop"));
        var bySample = probe.Evaluate(probe.Graph.DropPath(x, 0.5, "drop"));

        Assert.All(byChannel.Select((value, index) => (value, Channel: (index / 72, index % 8))).GroupBy(each => each.Channel), group => Assert.Single(group.Select(each => each.value == 0).Distinct()));
        Assert.All(bySample.Chunk(72), sample => Assert.Single(sample.Select(value => value == 0).Distinct()));
        Assert.Contains(0, byChannel);
        Assert.Contains(bySample, value => value != 0);
        Assert.Contains(0, bySample);
    }
}
