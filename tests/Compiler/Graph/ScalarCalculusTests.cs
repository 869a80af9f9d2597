using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Passes;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Derivatives of scalar expressions against central differences, and the conventions at kinks.</summary>
public class ScalarCalculusTests
{
    static readonly Shape vector = Shape.Of(Dim.Batch, 7);

    static Scalar X => Scalars.X;

    static Scalar Y => Scalars.Y;

    static readonly Dictionary<string, Scalar> expressions = new()
    {
        ["negate"] = -X * X,
        ["absolute"] = Scalars.Abs(X) * Y,
        ["exponential"] = Scalars.Exp(X * Y),
        ["logarithm"] = Scalars.Log(2 + X) * Y,
        ["square root"] = Scalars.Sqrt(2 + (X * Y)),
        ["reciprocal"] = Scalars.Reciprocal(2 + X) * Y,
        ["tanh"] = Scalars.Tanh(X * Y),
        ["logistic"] = Scalars.Logistic(3 * X * Y),
        ["error function"] = Scalars.Erf(X - Y),
        ["sine and cosine"] = new Unary(UnaryOperator.Sine, X) * new Unary(UnaryOperator.Cosine, Y),
        ["floor"] = new Unary(UnaryOperator.Floor, 3 * X) * Y,
        ["quotient"] = X / (3 + Y),
        ["minimum and maximum"] = Scalars.Minimum(X, Y) * Scalars.Maximum(2 * X, Y),
        ["power of a constant exponent"] = Scalars.Power(2 + X, 2.5) * Y,
        ["power of both"] = Scalars.Power(2 + X, Y),
        ["fused multiply-add"] = new FusedMultiplyAdd(X, Y, X * X),
        ["choice"] = Scalars.Choose(Scalars.Less(X, Y), X * X, Y * X),
        ["choice by and, or, not"] = Scalars.Choose(
            new Binary(BinaryOperator.Or, new Unary(UnaryOperator.Not, Scalars.LessOrEqual(X, Y)), new Binary(BinaryOperator.And, Scalars.Less(0, X), Scalars.Less(0, Y))),
            X * X * Y,
            3 * X),
        ["cast between floats"] = new Cast(DType.Float32, new Cast(DType.Float64, X * X)) * Y,
    };

    public static TheoryData<string> Names => [.. expressions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivatives_equal_central_differences(string name)
    {
        var probe = new Probe();
        GradientCheck.FirstAndSecond(probe, (graph, x) => graph.Map(expressions[name], x), probe.Random(vector), probe.Random(vector));
    }

    [Theory]
    [InlineData("relu", 0, 0)]
    [InlineData("leaky", 0, 0.1)]
    [InlineData("absolute", 0, 0)]
    [InlineData("larger", 1, 0.5)]
    [InlineData("smaller", 1, 0.5)]
    [InlineData("clamp", -1, 1)]
    [InlineData("clamp", 1, 1)]
    [InlineData("clamp", 1.5, 0)]
    public void Kinks_follow_PyTorch(string name, double at, double expected)
    {
        var probe = new Probe(batch: 1);
        var graph = probe.Graph;
        var x = probe.Given(Shape.Of(1), at);
        var y = name switch
        {
            "relu" => Lathe.Generator.Ops.Composites.Activations.Relu(graph, x),
            "leaky" => Lathe.Generator.Ops.Composites.Activations.LeakyRelu(graph, x, 0.1),
            "absolute" => graph.Map(Scalars.Abs(X), x),
            "larger" => graph.Map(Scalars.Maximum(X, 1), x),
            "smaller" => graph.Map(Scalars.Minimum(X, 1), x),
            _ => Lathe.Generator.Ops.Composites.Activations.Clamp(graph, x, -1, 1),
        };

        var gradients = Gradients.Of(graph, [(y, graph.Fill(y.Shape, 1))], [x]);

        Assert.Equal([expected], probe.Evaluate(gradients[x]));
    }

    /// <summary>Zero to the power of a computed zero is one, and its derivative zero, not the product of zero and infinity.</summary>
    [Fact]
    public void A_zeroth_power_of_zero_has_a_derivative()
    {
        var probe = new Probe(batch: 1);
        var graph = probe.Graph;
        var (x, exponent) = (probe.Given(Shape.Of(2), 0, 2), probe.Given(Shape.Of(2), 0, 3));
        var y = graph.Map(Scalars.Power(X, Y), x, exponent);
        Assert.Equal([0, 12], probe.Evaluate(Gradients.Of(graph, [(y, graph.Fill(y.Shape, 1))], [x])[x]));
    }

    [Fact]
    public void Equal_maxima_share_a_reduction_s_gradient_and_the_first_takes_a_window_s()
    {
        var probe = new Probe(batch: 1);
        var graph = probe.Graph;
        var x = probe.Given(Shape.Of(1, 4), 2, 5, 5, 1);
        var reduced = graph.Maximum(x, 1);
        var pooled = graph.WindowReduce(ReduceKind.Maximum, x, new WindowAxis(1, [0], [4]));

        Assert.Equal([0, 0.5, 0.5, 0], probe.Evaluate(Gradients.Of(graph, [(reduced, graph.Fill(reduced.Shape, 1))], [x])[x]));
        Assert.Equal([0, 1, 0, 0], probe.Evaluate(Gradients.Of(graph, [(pooled, graph.Fill(pooled.Shape, 1))], [x])[x]));
    }
}
