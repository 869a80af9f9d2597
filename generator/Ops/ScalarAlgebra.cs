using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Constructors of scalar expressions that fold constants and drop neutral elements. <see cref="Zero"/> times anything is zero: that
/// is right for derivatives, where a zero says "does not depend".</summary>
internal static class ScalarAlgebra
{
    public static Scalar Zero { get; } = new Constant(0);

    public static Scalar One { get; } = new Constant(1);

    public static bool IsZero(Scalar expression) => expression is Constant { Value: 0 };

    public static bool IsOne(Scalar expression) => expression is Constant { Value: 1 };

    public static Scalar Add(Scalar left, Scalar right) => (left, right) switch
    {
        _ when IsZero(left) => right,
        _ when IsZero(right) => left,
        (Constant a, Constant b) => a.Value + b.Value,
        (_, Unary { Operator: UnaryOperator.Negate } negated) => Subtract(left, negated.Operand),
        _ => left + right,
    };

    public static Scalar Subtract(Scalar left, Scalar right) => (left, right) switch
    {
        _ when IsZero(right) => left,
        _ when IsZero(left) => Negate(right),
        (Constant a, Constant b) => a.Value - b.Value,
        _ => left - right,
    };

    public static Scalar Multiply(Scalar left, Scalar right) => (left, right) switch
    {
        _ when IsZero(left) || IsZero(right) => Zero,
        _ when IsOne(left) => right,
        _ when IsOne(right) => left,
        (Constant a, Constant b) => a.Value * b.Value,
        (Constant { Value: -1 }, _) => Negate(right),
        (_, Constant { Value: -1 }) => Negate(left),
        _ => left * right,
    };

    public static Scalar Divide(Scalar left, Scalar right) => (left, right) switch
    {
        _ when IsZero(left) => Zero,
        _ when IsOne(right) => left,
        (Constant a, Constant b) => a.Value / b.Value,
        _ => left / right,
    };

    public static Scalar Negate(Scalar operand) => operand switch
    {
        Constant constant => -constant.Value,
        Unary { Operator: UnaryOperator.Negate } negated => negated.Operand,
        _ => -operand,
    };

    public static Scalar Power(Scalar value, Scalar exponent) => exponent switch
    {
        Constant { Value: 0 } => One,
        Constant { Value: 1 } => value,
        Constant { Value: 2 } => value * value,
        Constant { Value: 0.5 } => Scalars.Sqrt(value),
        Constant { Value: -1 } => Scalars.Reciprocal(value),
        _ => Scalars.Power(value, exponent),
    };

    public static Scalar Choose(Scalar condition, Scalar whenTrue, Scalar whenFalse) =>
        whenTrue == whenFalse ? whenTrue : Scalars.Choose(condition, whenTrue, whenFalse);
}
