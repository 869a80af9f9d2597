using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Short names for writing scalar expressions.</summary>
internal static class Scalars
{
    /// <summary>The first input's element.</summary>
    public static Scalar X { get; } = new Operand(0);

    /// <summary>The second input's element.</summary>
    public static Scalar Y { get; } = new Operand(1);

    /// <summary>The third input's element.</summary>
    public static Scalar Z { get; } = new Operand(2);

    public static Scalar Exp(Scalar x) => new Unary(UnaryOperator.Exponential, x);

    public static Scalar Log(Scalar x) => new Unary(UnaryOperator.Logarithm, x);

    public static Scalar Sqrt(Scalar x) => new Unary(UnaryOperator.SquareRoot, x);

    public static Scalar Reciprocal(Scalar x) => new Unary(UnaryOperator.Reciprocal, x);

    public static Scalar Tanh(Scalar x) => new Unary(UnaryOperator.HyperbolicTangent, x);

    public static Scalar Logistic(Scalar x) => new Unary(UnaryOperator.Logistic, x);

    public static Scalar Erf(Scalar x) => new Unary(UnaryOperator.ErrorFunction, x);

    public static Scalar Abs(Scalar x) => new Unary(UnaryOperator.Absolute, x);

    public static Scalar Power(Scalar x, Scalar exponent) => new Binary(BinaryOperator.Power, x, exponent);

    public static Scalar Maximum(Scalar x, Scalar y) => new Binary(BinaryOperator.Maximum, x, y);

    public static Scalar Minimum(Scalar x, Scalar y) => new Binary(BinaryOperator.Minimum, x, y);

    /// <summary>x limited to an interval; the derivative is 1 on its ends too, as PyTorch's is.</summary>
    public static Scalar Clamp(Scalar x, Scalar low, Scalar high) => Choose(Less(x, low), low, Choose(Less(high, x), high, x));

    public static Scalar Less(Scalar x, Scalar y) => new Binary(BinaryOperator.Less, x, y);

    public static Scalar LessOrEqual(Scalar x, Scalar y) => new Binary(BinaryOperator.LessOrEqual, x, y);

    public static Scalar Equal(Scalar x, Scalar y) => new Binary(BinaryOperator.Equal, x, y);

    public static Scalar Choose(Scalar condition, Scalar whenTrue, Scalar whenFalse) => new Select(condition, whenTrue, whenFalse);

    /// <summary>An extent as a number: a constant where it does not depend on the batch.</summary>
    public static Scalar Count(Dim dim) => dim.IsStatic ? new Constant(dim.Fixed) : new Extent(dim);
}
