using Lathe.Generator.Graph;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>What types and the operators of scalar expressions are called in CUDA C. Operands are primary expressions.</summary>
internal static class CudaDialect
{
    /// <summary>The type of an element in memory.</summary>
    public static string ElementOf(DType type) => type switch
    {
        DType.BFloat16 => "stored",
        DType.UInt32 => "uint32",
        _ => NumberOf(type),
    };

    /// <summary>The type of a number in a register.</summary>
    public static string NumberOf(DType type) => type switch
    {
        DType.Float32 or DType.BFloat16 => "float",
        DType.Float64 => "double",
        DType.Int32 => "int",
        DType.UInt32 => "uint32",
        DType.Boolean => "bool",
        _ => throw Unsupported("A number", type),
    };

    public static string Constant(DType type, double value) => type switch
    {
        DType.Float32 => CudaLiteral.OfFloat(value),
        DType.Float64 => CudaLiteral.OfDouble(value),
        DType.Int32 => (int)value == int.MinValue ? "(-2147483647 - 1)" : CudaLiteral.Of((int)value),
        DType.UInt32 => CudaLiteral.Of((uint)Math.Min(value, uint.MaxValue)).Replace("LL", "") + "u",
        DType.Boolean => value == 0 ? "false" : "true",
        _ => throw Unsupported("Constants", type),
    };

    public static string Unary(UnaryOperator operation, DType type, string x)
    {
        var suffix = type == DType.Float64 ? "" : "f";
        return (operation, type) switch
        {
            (UnaryOperator.Not, DType.Boolean) => $"!{x}",
            (UnaryOperator.Negate, DType.Float32 or DType.Float64 or DType.Int32) => $"-{x}",
            (UnaryOperator.Absolute, DType.Int32) => $"({x} < 0 ? -{x} : {x})",
            (_, not (DType.Float32 or DType.Float64)) => throw Unsupported(operation.ToString(), type),
            (UnaryOperator.Absolute, _) => Call("fabs" + suffix, x),
            (UnaryOperator.Exponential, _) => Call("exp" + suffix, x),
            (UnaryOperator.Logarithm, _) => Call("log" + suffix, x),
            (UnaryOperator.SquareRoot, _) => Call("sqrt" + suffix, x),
            (UnaryOperator.Reciprocal, _) => $"({Constant(type, 1)} / {x})",
            (UnaryOperator.HyperbolicTangent, _) => Call("tanh" + suffix, x),
            (UnaryOperator.Logistic, _) => Call("logistic", x),
            (UnaryOperator.ErrorFunction, _) => Call("erf" + suffix, x),
            (UnaryOperator.Sine, _) => Call("sin" + suffix, x),
            (UnaryOperator.Cosine, _) => Call("cos" + suffix, x),
            (UnaryOperator.Floor, _) => Call("floor" + suffix, x),
            _ => throw Unsupported(operation.ToString(), type),
        };
    }

    public static string Binary(BinaryOperator operation, DType type, string x, string y) => (operation, type) switch
    {
        (BinaryOperator.And, DType.Boolean) => $"({x} && {y})",
        (BinaryOperator.Or, DType.Boolean) => $"({x} || {y})",
        (BinaryOperator.And or BinaryOperator.Or, _) => throw Unsupported(operation.ToString(), type),
        (BinaryOperator.Add, _) => $"({x} + {y})",
        (BinaryOperator.Subtract, _) => $"({x} - {y})",
        (BinaryOperator.Multiply, _) => $"({x} * {y})",
        (BinaryOperator.Divide, DType.Float32 or DType.Float64) => $"({x} / {y})",
        (BinaryOperator.Power, DType.Float32) => Call("powf", x, y),
        (BinaryOperator.Power, DType.Float64) => Call("pow", x, y),
        (BinaryOperator.Minimum, _) => Call("minimum", x, y),
        (BinaryOperator.Maximum, _) => Call("maximum", x, y),
        (BinaryOperator.Less, _) => $"({x} < {y})",
        (BinaryOperator.LessOrEqual, _) => $"({x} <= {y})",
        (BinaryOperator.Equal, _) => $"({x} == {y})",
        _ => throw Unsupported(operation.ToString(), type),
    };

    public static string FusedMultiplyAdd(DType type, string x, string y, string addend) => Call(type == DType.Float64 ? "fma" : "fmaf", x, y, addend);

    public static string Select(string condition, string whenTrue, string whenFalse) => $"({condition} ? {whenTrue} : {whenFalse})";

    public static string Cast(DType from, DType to, string x) => (from, to) switch
    {
        _ when from == to => x,
        (DType.Boolean, _) => $"({x} ? {Constant(to, 1)} : {Constant(to, 0)})",
        (_, DType.Boolean) => throw Unsupported("A conversion to a truth value", from),
        _ => $"({NumberOf(to)}){x}",
    };

    /// <summary>An expression without parentheses around the whole, for places that need none.</summary>
    public static string Unwrapped(string text)
    {
        if (text[0] != '(' || text[text.Length - 1] != ')')
            return text;
        var depth = 0;
        for (var position = 0; position < text.Length - 1; position++)
        {
            depth += text[position] == '(' ? 1 : text[position] == ')' ? -1 : 0;
            if (depth == 0)
                return text;
        }

        return text.Substring(1, text.Length - 2);
    }

    static string Call(string function, params string[] arguments) => $"{function}({string.Join(", ", arguments.Select(Unwrapped))})";

    static InvalidOperationException Unsupported(string what, DType type) => new($"{what} of {type} has no CUDA form.");
}
