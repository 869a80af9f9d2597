using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops.Lowering;

/// <summary>About how many simple vector instructions an expression takes.</summary>
internal static class ScalarCost
{
    public static int Of(Scalar expression) =>
        Own(expression) + ScalarTraversal.Children(expression).Sum(Of);

    static int Own(Scalar expression) => expression switch
    {
        Unary
        {
            Operator: UnaryOperator.Exponential or UnaryOperator.Logarithm or UnaryOperator.HyperbolicTangent or UnaryOperator.Logistic
            or UnaryOperator.ErrorFunction or UnaryOperator.Sine or UnaryOperator.Cosine
        } => 20,
        Binary { Operator: BinaryOperator.Power } => 40,
        Unary { Operator: UnaryOperator.SquareRoot or UnaryOperator.Reciprocal } or Binary { Operator: BinaryOperator.Divide } => 4,
        Unary or Binary or FusedMultiplyAdd or Select or Cast => 1,
        _ => 0,
    };
}
