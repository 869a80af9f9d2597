using Lathe.Generator.Graph;
using static Lathe.Generator.Ops.ScalarAlgebra;

namespace Lathe.Generator.Ops;

/// <summary>Symbolic differentiation of scalar expressions. Conventions at kinks are PyTorch's: the derivative of |x| at 0 is 0; equal
/// operands of a minimum or maximum get half each; comparisons, floor and integer casts have none; a choice differentiates its branches.</summary>
internal static class ScalarCalculus
{
    static readonly double twoOverRootPi = 2 / Math.Sqrt(Math.PI);

    /// <summary>The derivative with respect to an operand.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="operand">The position of the operand.</param>
    /// <param name="value">An expression that has the value of <paramref name="expression"/> and is cheaper.</param>
    public static Scalar Derivative(Scalar expression, int operand, Scalar value)
    {
        Scalar Of(Scalar inner) => Derivative(inner, operand, inner);
        return expression switch
        {
            Operand leaf => leaf.Position == operand ? One : Zero,
            Constant or Setting or Iota or Extent => Zero,
            Unary unary => Of(unary.Operand) is var inner && IsZero(inner) ? Zero : Multiply(inner, Outer(unary, value)),
            Binary binary => Combine(binary, operand, value, Of),
            FusedMultiplyAdd fused => Add(Add(Multiply(Of(fused.Left), fused.Right), Multiply(fused.Left, Of(fused.Right))), Of(fused.Addend)),
            Select rectifier when !ReferenceEquals(value, expression) && IsRectifier(rectifier) => Choose(Scalars.LessOrEqual(value, 0), Zero, Of(rectifier.WhenFalse)),
            Select select => Choose(select.Condition, Of(select.WhenTrue), Of(select.WhenFalse)),
            Cast { Type: DType.Float32 or DType.Float64 or DType.BFloat16 } cast => Of(cast.Operand),
            Cast => Zero,
            _ => throw new InvalidOperationException($"{expression.GetType().Name} has no derivative: it does not belong into a Graph."),
        };
    }

    /// <summary>Whether an expression is what it chooses where that is positive, else 0: then its own value tells which.</summary>
    public static bool IsRectifier(Scalar expression) => expression is Select
    {
        Condition: Binary { Operator: BinaryOperator.LessOrEqual, Right: Constant { Value: 0 } } condition,
        WhenTrue: Constant { Value: 0 },
    } select && condition.Left == select.WhenFalse;

    static Scalar Outer(Unary unary, Scalar value)
    {
        var x = unary.Operand;
        return unary.Operator switch
        {
            UnaryOperator.Negate => -1,
            UnaryOperator.Absolute => Scalars.Choose(Scalars.Less(0, x), 1, Scalars.Choose(Scalars.Less(x, 0), -1, 0)),
            UnaryOperator.Exponential => value,
            UnaryOperator.Logarithm => Scalars.Reciprocal(x),
            UnaryOperator.SquareRoot => 0.5 / value,
            UnaryOperator.Reciprocal => -(value * value),
            UnaryOperator.HyperbolicTangent => 1 - (value * value),
            UnaryOperator.Logistic => value * (1 - value),
            UnaryOperator.ErrorFunction => twoOverRootPi * Scalars.Exp(-(x * x)),
            UnaryOperator.Sine => new Unary(UnaryOperator.Cosine, x),
            UnaryOperator.Cosine => -new Unary(UnaryOperator.Sine, x),
            UnaryOperator.Floor or UnaryOperator.Not => 0,
            _ => throw new InvalidOperationException($"{unary.Operator} has no derivative rule."),
        };
    }

    static Scalar Combine(Binary binary, int operand, Scalar value, Func<Scalar, Scalar> derivative)
    {
        var (left, right) = (binary.Left, binary.Right);
        var (dLeft, dRight) = (derivative(left), derivative(right));
        return binary.Operator switch
        {
            _ when IsZero(dLeft) && IsZero(dRight) => Zero,
            BinaryOperator.Add => Add(dLeft, dRight),
            BinaryOperator.Subtract => Subtract(dLeft, dRight),
            BinaryOperator.Multiply => Add(Multiply(dLeft, right), Multiply(left, dRight)),
            BinaryOperator.Divide => Subtract(Divide(dLeft, right), Divide(Multiply(value, dRight), right)),
            BinaryOperator.Maximum => Add(Multiply(dLeft, Share(right, left)), Multiply(dRight, Share(left, right))),
            BinaryOperator.Minimum => Add(Multiply(dLeft, Share(left, right)), Multiply(dRight, Share(right, left))),
            BinaryOperator.Power => Add(
                IsZero(dLeft) ? Zero : Multiply(dLeft, PowerOfBase(left, right)),
                IsZero(dRight) ? Zero : Multiply(dRight, Scalars.Choose(Scalars.Equal(left, 0), 0, value * Scalars.Log(left)))),
            _ => Zero,
        };
    }

    // The zeroth power is one everywhere, at zero too, where its formula has none of its factors finite.
    static Scalar PowerOfBase(Scalar left, Scalar right)
    {
        var formula = Multiply(right, Power(left, Subtract(right, One)));
        return right is Constant ? formula : Scalars.Choose(Scalars.Equal(right, 0), 0, formula);
    }

    // What an operand gets of a selection between two: all where it is beyond the other, half where both are equal.
    static Scalar Share(Scalar smaller, Scalar larger) =>
        Scalars.Choose(Scalars.Less(smaller, larger), 1, Scalars.Choose(Scalars.Less(larger, smaller), 0, 0.5));
}
