using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>Symbolic tensors: shapes as the user sees them, and what it costs in memory.</summary>
public sealed class TensorTests
{
    static NetworkGraph Graph(string forward, string input = "3, 4, 5", string members = "") => Declared.Graph($$"""
        [Network({{input}})]
        public sealed partial record Net : Module
        {
            {{members}}
            public Tensor Forward(Tensor x) { {{forward}} }
        }
        """);

    static int[] Shape(string expression, string input = "3, 4, 5")
    {
        var result = Graph($"return {expression};", input, "public Tensor Loss(Tensor logits) => logits.Sum().BatchMean();").Inference.Results[0];
        return [.. result.UserAxes.Items.Select(axis => result.Node.Shape[axis].Value)];
    }

    static int Count<T>(NetworkGraph graph) => Reachable(graph).Count(node => node.Operation is T);

    static IEnumerable<Node> Reachable(NetworkGraph graph)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>(graph.Inference.Roots);
        while (pending.TryPop(out var node))
        {
            if (seen.Add(node))
            {
                node.Inputs.ToList().ForEach(pending.Push);
            }
        }

        return seen;
    }

    [Theory]
    [InlineData("x.Relu()", "3 4 5")]
    [InlineData("x.LeakyRelu().Sigmoid().Tanh().Gelu().Silu().Exp().Log().Sqrt().Square().Abs().Pow(3).Clamp(0, 1)", "3 4 5")]
    [InlineData("x.Map(v => 2 * v).Map(x.Sum(0), (a, b) => a * b)", "3 4 5")]
    [InlineData("x.Dropout().Dropout2d().DropPath(0.1f).StopGradient()", "3 4 5")]
    [InlineData("x.Then(new Flatten()).Then(y => -y)", "60")]
    [InlineData("x.Permute(2, 0, 1)", "5 3 4")]
    [InlineData("x.Transpose()", "3 5 4")]
    [InlineData("x.Transpose(0, 2)", "5 4 3")]
    [InlineData("x.Flatten()", "60")]
    [InlineData("x.Flatten(1)", "3 20")]
    [InlineData("x.Flatten(-2)", "3 20")]
    [InlineData("x.Reshape(6, -1)", "6 10")]
    [InlineData("x.Reshape(3, 1, 2, 2, 5)", "3 1 2 2 5")]
    [InlineData("x.Slice(1, 1, 2)", "3 2 5")]
    [InlineData("x.Split(3)[2]", "1 4 5")]
    [InlineData("x.Pad(-1, 1, 2)", "3 4 8")]
    [InlineData("Tensor.Concat(x, x.Relu())", "6 4 5")]
    [InlineData("Tensor.Concat(2, x, x, x)", "3 4 15")]
    [InlineData("x.BroadcastTo(2, 3, 4, 5)", "2 3 4 5")]
    [InlineData("x.Gather(2, 4, 0)", "3 4 2")]
    [InlineData("x.Roll(1, -1)", "3 4 5")]
    [InlineData("x.Sum().Reshape(1)", "1")]
    [InlineData("x.Sum(0, 2)", "4")]
    [InlineData("x.SumKeep(0)", "1 4 5")]
    [InlineData("x.Mean(1)", "3 5")]
    [InlineData("x.MeanKeep(1, 2)", "3 1 1")]
    [InlineData("x.Max(-1)", "3 4")]
    [InlineData("x.MaxKeep(-1)", "3 4 1")]
    [InlineData("x.GlobalAveragePool()", "3")]
    [InlineData("x.GlobalMaxPool()", "3")]
    [InlineData("x.MaxPool(2)", "3 2 2")]
    [InlineData("x.MaxPool(2, ceilMode: true)", "3 2 3")]
    [InlineData("x.MaxPool(3, stride: int.MaxValue, ceilMode: true)", "3 1 1")]
    [InlineData("x.LocalResponseNorm(int.MaxValue)", "3 4 5")]
    [InlineData("x.AveragePool(3, stride: 1, padding: 1)", "3 4 5")]
    [InlineData("x.AdaptiveAveragePool(2, 2)", "3 2 2")]
    [InlineData("x.AdaptiveMaxPool(2, 3)", "3 2 3")]
    [InlineData("x.Upsample(8, 10)", "3 8 10")]
    [InlineData("x.MatMul(x.Transpose())", "3 4 4")]
    [InlineData("x.MatMul(x, transposeOther: true)", "3 4 4")]
    [InlineData("Tensor.Attention(x, x.Slice(1, 0, 2), x.Slice(1, 0, 2).Slice(2, 0, 3))", "3 4 3")]
    [InlineData("x + x.Sum(0)", "3 4 5")]
    [InlineData("x - Tensor.Min(x.Sum(0), Tensor.Max(x, x.Sum(0))) / x", "3 4 5")]
    [InlineData("x.LogSoftmax(1) * x.Sum().BatchMean() + Tensor.CrossEntropy(x, x)", "3 4 5")]
    [InlineData("x.GlobalAveragePool().Reshape(3, 1, 1) * x", "3 4 5")]
    [InlineData("1 - x", "3 4 5")]
    [InlineData("Tensor.Range(5, start: -1, step: 0.5f) * x", "3 4 5")]
    [InlineData("x.Convolve(Tensor.Range(54).Reshape(2, 3, 3, 3), padding: 1)", "2 4 5")]
    [InlineData("x.Convolve(Tensor.Range(54).Reshape(6, 1, 3, 3), stride: 2, padding: 1, groups: 3)", "6 2 3")]
    [InlineData("x.Softmax(0).OneHotArgMax(0)", "3 4 5")]
    [InlineData("x.LocalResponseNorm()", "3 4 5")]
    [InlineData("x.Size(1) == 4 && x.Rank == 3 && x.Channels == 3 && x.Height == 4 && x.Width == 5 ? x.Sum(0, 1) : x", "5")]
    public void A_member_of_Tensor_has_the_shape_that_it_documents(string expression, string shape) =>
        Assert.Equal(shape, string.Join(" ", Shape(expression)));

    [Theory]
    [InlineData("x.Permute(1, 2, 0).Relu().Permute(2, 0, 1)")]
    [InlineData("x.Flatten(1).Transpose()")]
    [InlineData("x.Flatten(1).Transpose().Reshape(4, 5, 3)")]
    [InlineData("x.Transpose(0, 1).Softmax(0)")]
    public void A_permutation_moves_nothing_in_memory(string expression) => Assert.Equal(0, Count<Transpose>(Graph($"return {expression};")));

    [Fact]
    public void Flattening_an_image_takes_PyTorchs_order() => Assert.Equal(1, Count<Transpose>(Graph("return x.Flatten();")));

    [Fact]
    public void Attention_takes_its_heads_where_they_lie() =>
        Assert.Equal(0, Count<Transpose>(Graph("var q = x.Reshape(6, 2, 4).Permute(1, 0, 2); return Tensor.Attention(q, q, q).Permute(1, 0, 2).Flatten(1);", "6, 8")));

    [Fact]
    public void A_parameter_broadcasts_over_the_batch()
    {
        var graph = Graph("return x * scale + Tensor.Concat(0, offset, x.Slice(0, 1, 2));", "3, 4", "readonly Parameter scale = new(3, 1), offset = new(1, 4);");
        Assert.Equal("[N, 3, 4]", graph.Inference.Results[0].Node.Shape.ToString());
        Assert.Equal(["scale", "offset"], graph.Parameters.Items.Select(parameter => parameter.Name));
    }

    [Theory]
    [InlineData("v => v > 0 ? v : 0.1f * v")]
    [InlineData("Leaky")]
    [InlineData("v => { if (v > 0) return v; var small = 0.1f * v; return small; }")]
    [InlineData("v => v switch { > 0 => v, _ => 0.1f * v }")]
    [InlineData("v => MathF.Max(v, 0) + 0.1f * MathF.Min(v, 0)")]
    [InlineData("v => (float)(Math.Abs((double)v) * 0.45 + v * 0.55)")]
    [InlineData("v => new[] { 0f, 9f }.Count(level => v > level) == 1 ? v : 0.1f * v")]
    [InlineData("v => new[] { 1f, 0.1f }.First(slope => slope < 1 || v > 0) * v")]
    [InlineData("v => (v > 0, 1) == (true, 1) ? v : 0.1f * v")]
    [InlineData("v => (v > 0) != (v < -1) ^ v < -1 ? v : 0.1f * v")]
    [InlineData("v => (v > 0, (1, v)) != (true, (1, v)) ? 0.1f * v : v")]
    [InlineData("v => v > 0 ? v * ((v > 0 ? 30 : 3) / 20) : 0.1f * v")]
    [InlineData("v => v > 0 ? v * (-(v > 0 ? -30 : 3) / 20) : 0.1f * v")]
    [InlineData("v => v > 0 ? v * (7 / (v > 0 ? 4 : -4)) : 0.1f * v")]
    [InlineData("v => v > 0 ? v * ((v > 0 ? -7 : 1) / (v > 0 ? 4L : 1) + 2) : 0.1f * v")]
    [InlineData("v => v > 0 ? v * ((v > 0 ? 49 : 1) / 49) : 0.1f * v")]
    [InlineData("v => v > 0 ? v * (Math.Max(v > 0 ? 3 : 1, 2) / 2) : 0.1f * v")]
    [InlineData("v => v > 0 ? v * ((float)new[] { v > 0 ? 3 : 1, 2 }.Average() - 1.5f) : 0.1f * v")]
    [InlineData("v => (v > 0 ? 1 : 0) == 1 ? (v > 0 ? 3 : 0) / 2f * v - 0.5f * v : 0.1f * v")]
    [InlineData("v => new[] { 0.1f, v > 0 ? 0.9f : 0 }.Sum() * v")]
    [InlineData("v => new[] { 0.2f, v > 0 ? 1.8f : 0 }.Average() * v")]
    public void A_function_of_elements_computes_what_CSharp_does(string function)
    {
        var graph = Graph($"return x.Map({function});", "3", "static float Leaky(float v) => v > 0 ? v : Slope * v; const float Slope = 0.1f;");
        var map = Assert.IsType<Map>(graph.Inference.Results[0].Node.Operation);
        Assert.All(new[] { -2.0, -0.5, 0.0, 0.5, 3.0 }, value => Assert.Equal(value > 0 ? value : 0.1 * value, Evaluate(map.Expression, value), 6));
    }

    [Theory]
    [InlineData("Sinh", 1e-8)]
    [InlineData("Sinh", 0.9)]
    [InlineData("Sinh", -1.1)]
    [InlineData("Sinh", -89)]
    [InlineData("Cosh", 1e-8)]
    [InlineData("Cosh", -3)]
    [InlineData("Cosh", 89)]
    public void Hyperbolic_functions_neither_cancel_nor_overflow(string name, double at)
    {
        var map = Assert.IsType<Map>(Graph($"return x.Map(MathF.{name});", "3").Inference.Results[0].Node.Operation);
        var expected = name == "Sinh" ? Math.Sinh(at) : Math.Cosh(at);
        Assert.Equal(1, Evaluate(map.Expression, at) / expected, 1e-7);
    }

    [Fact]
    public void A_function_of_two_tensors_takes_elements_of_both()
    {
        var graph = Graph("var k = 2f; return x.Map(x.Relu(), (a, b) => a * k + b);", "3");
        Assert.Equal(9, Evaluate(Assert.IsType<Map>(graph.Inference.Results[0].Node.Operation).Expression, 3, 3));
    }

    static double Evaluate(Scalar expression, params double[] operands) => expression switch
    {
        Constant constant => constant.Value,
        Operand operand => operands[operand.Position],
        Unary { Operator: UnaryOperator.Absolute } unary => Math.Abs(Evaluate(unary.Operand, operands)),
        Unary { Operator: UnaryOperator.Exponential } unary => Math.Exp(Evaluate(unary.Operand, operands)) is var power && float.IsFinite((float)power) ? power : throw new OverflowException(),
        Unary { Operator: UnaryOperator.Floor } unary => Math.Floor(Evaluate(unary.Operand, operands)),
        Unary { Operator: UnaryOperator.Negate } unary => -Evaluate(unary.Operand, operands),
        Unary { Operator: UnaryOperator.Not } unary => 1 - Evaluate(unary.Operand, operands),
        Select select => Evaluate(Evaluate(select.Condition, operands) != 0 ? select.WhenTrue : select.WhenFalse, operands),
        Binary binary => Evaluate(binary.Operator, Evaluate(binary.Left, operands), Evaluate(binary.Right, operands)),
        _ => throw new InvalidOperationException(expression.ToString()),
    };

    static double Evaluate(BinaryOperator kind, double x, double y) => kind switch
    {
        BinaryOperator.Add => x + y,
        BinaryOperator.Subtract => x - y,
        BinaryOperator.Multiply => x * y,
        BinaryOperator.Divide => x / y,
        BinaryOperator.And => x * y,
        BinaryOperator.Or => Math.Max(x, y),
        BinaryOperator.Equal => x == y ? 1 : 0,
        BinaryOperator.Minimum => Math.Min(x, y),
        BinaryOperator.Maximum => Math.Max(x, y),
        BinaryOperator.Less => x < y ? 1 : 0,
        BinaryOperator.LessOrEqual => x <= y ? 1 : 0,
        _ => throw new InvalidOperationException(kind.ToString()),
    };
}
