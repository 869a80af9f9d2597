using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using static Lathe.Generator.Ops.ScalarAlgebra;

namespace Lathe.Generator.Passes;

/// <summary>Folds constants in elementwise expressions and drops neutral elements, inputs that are not named, and inputs that are named
/// twice. Values stay, NaN and infinities included: only identities that hold for every number are used.</summary>
internal static class SimplifyScalars
{
    public static NetworkGraph Run(NetworkGraph network) => GraphRewriter.Rewrite(network, (graph, old, inputs) =>
        old.Operation is Map map ? Rebuild(graph, map, Simplify(map.Expression), inputs) : graph.Copy(old, inputs));

    /// <summary>The map of an expression over those inputs that it names, each once.</summary>
    public static Node Rebuild(GraphBuilder graph, Map map, Scalar expression, IReadOnlyList<Node> inputs)
    {
        var used = ScalarTraversal.Operands(expression).Select(position => inputs[position]).Distinct().ToList();
        var renumbered = ScalarTraversal.Replace(expression, leaf => leaf is Operand operand ? new Operand(used.IndexOf(inputs[operand.Position])) : leaf);
        return graph.MapTo(renumbered, map.Shape, map.Element, [.. used]);
    }

    public static Scalar Simplify(Scalar expression) => ScalarTraversal.Replace(expression, Rewrite);

    static Scalar Rewrite(Scalar expression) => expression switch
    {
        Unary { Operand: Constant constant } unary when Fold(unary.Operator, constant.Value) is { } value => value,
        Unary { Operator: UnaryOperator.Negate } unary => Negate(unary.Operand),
        Binary { Left: Constant left, Right: Constant right } binary when Fold(binary.Operator, left.Value, right.Value) is { } value => value,
        Binary { Operator: BinaryOperator.Add } binary => Add(binary.Left, binary.Right),
        Binary { Operator: BinaryOperator.Subtract } binary => Subtract(binary.Left, binary.Right),
        Binary { Operator: BinaryOperator.Multiply } binary when !IsZero(binary.Left) && !IsZero(binary.Right) => Multiply(binary.Left, binary.Right),
        Binary { Operator: BinaryOperator.Divide } binary when !IsZero(binary.Left) => Divide(binary.Left, binary.Right),
        Binary { Operator: BinaryOperator.Power } binary => Power(binary.Left, binary.Right),
        Select select => Choose(select.Condition, select.WhenTrue, select.WhenFalse),
        _ => expression,
    };

    static Scalar? Fold(UnaryOperator operation, double x) => operation switch
    {
        UnaryOperator.Negate => -x,
        UnaryOperator.Absolute => Math.Abs(x),
        UnaryOperator.Exponential => Math.Exp(x),
        UnaryOperator.Logarithm => Math.Log(x),
        UnaryOperator.SquareRoot => Math.Sqrt(x),
        UnaryOperator.Reciprocal => 1 / x,
        UnaryOperator.HyperbolicTangent => Math.Tanh(x),
        _ => null,
    };

    static Scalar? Fold(BinaryOperator operation, double left, double right) => operation switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Maximum => Math.Max(left, right),
        BinaryOperator.Minimum => Math.Min(left, right),
        BinaryOperator.Power => Math.Pow(left, right),
        _ => null,
    };
}
