using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops.Lowering;

/// <summary>The word for what an expression does, for names of kernels.</summary>
internal static class ScalarVerb
{
    public static string Of(Scalar expression) => expression switch
    {
        Constant or Setting => "fill",
        Operand => "copy",
        Iota => "iota",
        Extent => "count",
        Select when ScalarCalculus.IsRectifier(expression) => "relu",
        Select { WhenTrue: Constant { Value: 0 } } or Select { WhenFalse: Constant { Value: 0 } } => "mask",
        Binary binary => Of(binary.Operator),
        Unary unary => Of(unary.Operator),
        FusedMultiplyAdd => "multiply_add",
        Select => "select",
        Cast => "cast",
        _ => throw new InvalidOperationException($"{expression} does not belong into a Graph."),
    };

    static string Of(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Add => "add",
        BinaryOperator.Subtract => "subtract",
        BinaryOperator.Multiply => "multiply",
        BinaryOperator.Divide => "divide",
        BinaryOperator.Minimum => "min",
        BinaryOperator.Maximum => "max",
        BinaryOperator.Power => "power",
        _ => "compare",
    };

    static string Of(UnaryOperator operation) => operation switch
    {
        UnaryOperator.Negate => "negate",
        UnaryOperator.Absolute => "abs",
        UnaryOperator.Exponential => "exp",
        UnaryOperator.Logarithm => "log",
        UnaryOperator.SquareRoot => "sqrt",
        UnaryOperator.Reciprocal => "reciprocal",
        UnaryOperator.HyperbolicTangent => "tanh",
        UnaryOperator.Logistic => "logistic",
        UnaryOperator.ErrorFunction => "erf",
        UnaryOperator.Sine => "sin",
        UnaryOperator.Cosine => "cos",
        UnaryOperator.Floor => "floor",
        _ => "not",
    };
}
