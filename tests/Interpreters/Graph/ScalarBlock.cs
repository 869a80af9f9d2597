using System.Numerics.Tensors;
using Lathe.Generator.Graph;

namespace Lathe.Interpreters.Graph;

/// <summary>Writes the elements of an operand, or the positions along an axis, from a flat position of the result on.</summary>
internal delegate void ElementReader(int index, int start, Span<double> target);

/// <summary>Evaluates a scalar expression for a block of consecutive elements at a time, no longer than <paramref name="capacity"/>.</summary>
internal sealed class ScalarBlock(int batch, int capacity, ElementReader operand, ElementReader iota)
{
    // Intermediate results: few, and the same for every block, so that they stay in the cache.
    readonly Stack<double[]> buffers = [];

    public void Evaluate(Scalar expression, int start, Span<double> target)
    {
        switch (expression)
        {
            case Constant constant:
                target.Fill(constant.Value);
                break;
            case Setting setting:
                target.Fill(setting.Value);
                break;
            case Extent extent:
                target.Fill(extent.Dim.At(batch));
                break;
            case Operand leaf:
                operand(leaf.Position, start, target);
                break;
            case Iota leaf:
                iota(leaf.Axis, start, target);
                break;
            case Unary unary:
                Evaluate(unary.Operand, start, target);
                Apply(Function(unary.Operator), target);
                break;
            case Binary binary:
                Evaluate(binary.Left, start, target);
                var right = Buffer(binary.Right, start, target.Length);
                Apply(binary.Operator, target, right.AsSpan(0, target.Length));
                buffers.Push(right);
                break;
            case FusedMultiplyAdd fused:
                Evaluate(fused.Left, start, target);
                var (factor, addend) = (Buffer(fused.Right, start, target.Length), Buffer(fused.Addend, start, target.Length));
                for (var index = 0; index < target.Length; index++)
                    target[index] = Math.FusedMultiplyAdd(target[index], factor[index], addend[index]);
                buffers.Push(factor);
                buffers.Push(addend);
                break;
            case Select select:
                Evaluate(select.Condition, start, target);
                var (whenTrue, whenFalse) = (Buffer(select.WhenTrue, start, target.Length), Buffer(select.WhenFalse, start, target.Length));
                for (var index = 0; index < target.Length; index++)
                    target[index] = target[index] != 0 ? whenTrue[index] : whenFalse[index];
                buffers.Push(whenTrue);
                buffers.Push(whenFalse);
                break;
            case Cast cast:
                Evaluate(cast.Operand, start, target);
                if (cast.Type is DType.Int32 or DType.UInt32)
                    Apply(Math.Truncate, target);
                break;
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} does not belong into a Graph.");
        }
    }

    /// <summary>What a unary operator computes.</summary>
    public static Func<double, double> Function(UnaryOperator operation) => operation switch
    {
        UnaryOperator.Negate => x => -x,
        UnaryOperator.Absolute => Math.Abs,
        UnaryOperator.Exponential => Math.Exp,
        UnaryOperator.Logarithm => Math.Log,
        UnaryOperator.SquareRoot => Math.Sqrt,
        UnaryOperator.Reciprocal => x => 1 / x,
        UnaryOperator.HyperbolicTangent => Math.Tanh,
        UnaryOperator.Logistic => x => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x)),
        UnaryOperator.ErrorFunction => ErrorFunction.Of,
        UnaryOperator.Sine => Math.Sin,
        UnaryOperator.Cosine => Math.Cos,
        UnaryOperator.Floor => Math.Floor,
        UnaryOperator.Not => x => x == 0 ? 1 : 0,
        _ => throw new InvalidOperationException($"{operation} is unknown."),
    };

    /// <summary>What a binary operator computes.</summary>
    public static Func<double, double, double> Function(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Add => (a, b) => a + b,
        BinaryOperator.Subtract => (a, b) => a - b,
        BinaryOperator.Multiply => (a, b) => a * b,
        BinaryOperator.Divide => (a, b) => a / b,
        BinaryOperator.Minimum => Math.Min,
        BinaryOperator.Maximum => Math.Max,
        BinaryOperator.Power => Math.Pow,
        BinaryOperator.Less => (a, b) => Truth(a < b),
        BinaryOperator.LessOrEqual => (a, b) => Truth(a <= b),
        BinaryOperator.Equal => (a, b) => Truth(a == b),
        BinaryOperator.And => (a, b) => Truth(a != 0 && b != 0),
        BinaryOperator.Or => (a, b) => Truth(a != 0 || b != 0),
        _ => throw new InvalidOperationException($"{operation} is unknown."),
    };

    static double Truth(bool value) => value ? 1 : 0;

    double[] Buffer(Scalar expression, int start, int length)
    {
        var buffer = buffers.TryPop(out var free) ? free : new double[capacity];
        Evaluate(expression, start, buffer.AsSpan(0, length));
        return buffer;
    }

    static void Apply(Func<double, double> function, Span<double> target)
    {
        foreach (ref var element in target)
            element = function(element);
    }

    static void Apply(BinaryOperator operation, Span<double> target, ReadOnlySpan<double> right)
    {
        switch (operation)
        {
            case BinaryOperator.Add:
                TensorPrimitives.Add(target, right, target);
                break;
            case BinaryOperator.Subtract:
                TensorPrimitives.Subtract(target, right, target);
                break;
            case BinaryOperator.Multiply:
                TensorPrimitives.Multiply(target, right, target);
                break;
            case BinaryOperator.Divide:
                TensorPrimitives.Divide(target, right, target);
                break;
            default:
                var function = Function(operation);
                for (var index = 0; index < target.Length; index++)
                    target[index] = function(target[index], right[index]);
                break;
        }
    }
}
