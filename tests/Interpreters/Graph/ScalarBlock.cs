using Lathe.Generator.Graph;

namespace Lathe.Interpreters.Graph;

/// <summary>Evaluates a scalar expression for a block of consecutive elements at a time.</summary>
internal sealed class ScalarBlock(int batch, int length, Func<int, double[]> operand, Func<int, double[]> iota)
{
    public double[] Evaluate(Scalar expression) => expression switch
    {
        Constant constant => Fill(constant.Value),
        Setting setting => Fill(setting.Value),
        Operand leaf => operand(leaf.Position),
        Iota leaf => iota(leaf.Axis),
        Extent extent => Fill(extent.Dim.At(batch)),
        Unary unary => Each(Evaluate(unary.Operand), Function(unary.Operator)),
        Binary binary => Each(Evaluate(binary.Left), Evaluate(binary.Right), binary.Operator),
        FusedMultiplyAdd fused => Fused(Evaluate(fused.Left), Evaluate(fused.Right), Evaluate(fused.Addend)),
        Select select => Chosen(Evaluate(select.Condition), Evaluate(select.WhenTrue), Evaluate(select.WhenFalse)),
        Cast { Type: DType.Int32 or DType.UInt32 } cast => Each(Evaluate(cast.Operand), Math.Truncate),
        Cast cast => Evaluate(cast.Operand),
        _ => throw new InvalidOperationException($"{expression.GetType().Name} does not belong into a Graph."),
    };

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

    double[] Fill(double value)
    {
        var result = new double[length];
        Array.Fill(result, value);
        return result;
    }

    double[] Each(double[] x, Func<double, double> function)
    {
        var result = new double[length];
        for (var index = 0; index < length; index++)
        {
            result[index] = function(x[index]);
        }

        return result;
    }

    double[] Each(double[] x, double[] y, BinaryOperator operation) => Each(x, y, Function(operation));

    double[] Each(double[] x, double[] y, Func<double, double, double> function)
    {
        var result = new double[length];
        for (var index = 0; index < length; index++)
        {
            result[index] = function(x[index], y[index]);
        }

        return result;
    }

    double[] Fused(double[] x, double[] y, double[] z)
    {
        var result = new double[length];
        for (var index = 0; index < length; index++)
        {
            result[index] = Math.FusedMultiplyAdd(x[index], y[index], z[index]);
        }

        return result;
    }

    double[] Chosen(double[] condition, double[] whenTrue, double[] whenFalse)
    {
        var result = new double[length];
        for (var index = 0; index < length; index++)
        {
            result[index] = condition[index] != 0 ? whenTrue[index] : whenFalse[index];
        }

        return result;
    }
}
