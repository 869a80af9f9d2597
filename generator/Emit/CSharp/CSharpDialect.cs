using Lathe.Generator.Graph;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>What the operators of scalar expressions are called in C#, for lanes of each type. Operands are primary expressions.</summary>
internal static class CSharpDialect
{
    /// <summary>The C# type of sixteen elements.</summary>
    public static string LanesOf(DType type) => type == DType.Float64 ? "DoubleLanes" : "V";

    public static string Constant(DType type, double value) => type switch
    {
        DType.Float32 => value == 0 && 1 / value > 0 ? "V.Zero" : $"V.Create({CSharpLiteral.OfFloat(value)})",
        DType.Float64 => $"DoubleLanes.Create({CSharpLiteral.OfDouble(value)})",
        DType.Int32 => $"V.CreateInt32({CSharpLiteral.Of((int)value)})",
        DType.UInt32 => $"V.CreateInt32({CSharpLiteral.Of(unchecked((int)(uint)Math.Min(value, uint.MaxValue)))})",
        DType.Boolean => $"V.CreateInt32({(value == 0 ? 0 : -1)})",
        _ => throw Unsupported("Constants", type),
    };

    public static string Unary(UnaryOperator operation, DType type, string x) => (operation, type) switch
    {
        (UnaryOperator.Not, DType.Boolean) => $"~{x}",
        (UnaryOperator.Negate, DType.Float32 or DType.Float64) => $"-{x}",
        (UnaryOperator.Negate, DType.Int32) => $"V.SubtractInt32(V.Zero, {x})",
        (UnaryOperator.Absolute or UnaryOperator.SquareRoot or UnaryOperator.Floor, DType.Float32 or DType.Float64) =>
            Call($"{LanesOf(type)}.{operation}", x),
        (UnaryOperator.Absolute, DType.Int32) => $"V.Select(V.LessInt32({x}, V.Zero), V.SubtractInt32(V.Zero, {x}), {x})",
        (UnaryOperator.Reciprocal, DType.Float64) => $"(DoubleLanes.Create(1.0) / {x})",
        (_, DType.Float32) => Call($"LaneMath.{operation}", x),
        (UnaryOperator.Exponential, DType.Float64) => $"DoubleLanes.Apply({x}, Math.Exp)",
        (UnaryOperator.Logarithm, DType.Float64) => $"DoubleLanes.Apply({x}, Math.Log)",
        (UnaryOperator.HyperbolicTangent, DType.Float64) => $"DoubleLanes.Apply({x}, Math.Tanh)",
        (UnaryOperator.Sine, DType.Float64) => $"DoubleLanes.Apply({x}, Math.Sin)",
        (UnaryOperator.Cosine, DType.Float64) => $"DoubleLanes.Apply({x}, Math.Cos)",
        (UnaryOperator.Logistic or UnaryOperator.ErrorFunction, DType.Float64) => $"V.Widen(LaneMath.{operation}(V.Narrow({x})))",
        _ => throw Unsupported(operation.ToString(), type),
    };

    public static string Binary(BinaryOperator operation, DType type, string x, string y) => (operation, type) switch
    {
        (BinaryOperator.And, DType.Boolean) => $"({x} & {y})",
        (BinaryOperator.Or, DType.Boolean) => $"({x} | {y})",
        (BinaryOperator.Add, DType.Float32 or DType.Float64) => $"({x} + {y})",
        (BinaryOperator.Subtract, DType.Float32 or DType.Float64) => $"({x} - {y})",
        (BinaryOperator.Multiply, DType.Float32 or DType.Float64) => $"({x} * {y})",
        (BinaryOperator.Divide, DType.Float32 or DType.Float64) => $"({x} / {y})",
        (BinaryOperator.Power, DType.Float32) => Call("LaneMath.Power", x, y),
        (BinaryOperator.Power, DType.Float64) => $"V.Widen(LaneMath.Power(V.Narrow({x}), V.Narrow({y})))",
        (BinaryOperator.Power or BinaryOperator.And or BinaryOperator.Or, _) => throw Unsupported(operation.ToString(), type),
        (BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Equal, DType.Float64) =>
            $"V.Less(V.Narrow(DoubleLanes.Select(DoubleLanes.{operation}({x}, {y}), DoubleLanes.Create(-1.0), DoubleLanes.Zero)), V.Zero)",
        (_, DType.Float32 or DType.Float64) => Call($"{LanesOf(type)}.{operation}", x, y),
        (BinaryOperator.Equal, DType.Int32 or DType.UInt32) => Call("V.EqualInt32", x, y),
        (BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply, DType.Int32 or DType.UInt32) => Call($"V.{operation}Int32", x, y),
        (BinaryOperator.Less, DType.Int32) => Call("V.LessInt32", x, y),
        (BinaryOperator.LessOrEqual, DType.Int32) => $"~V.LessInt32({y}, {x})",
        (BinaryOperator.Minimum, DType.Int32) => $"V.Select(V.LessInt32({y}, {x}), {y}, {x})",
        (BinaryOperator.Maximum, DType.Int32) => $"V.Select(V.LessInt32({x}, {y}), {y}, {x})",
        (BinaryOperator.Less, DType.UInt32) => Call("V.LessInt32", Signed(x), Signed(y)),
        (BinaryOperator.LessOrEqual, DType.UInt32) => $"~V.LessInt32({Signed(y)}, {Signed(x)})",
        _ => throw Unsupported(operation.ToString(), type),
    };

    public static string FusedMultiplyAdd(DType type, string x, string y, string addend) => Call($"{LanesOf(type)}.FusedMultiplyAdd", x, y, addend);

    /// <summary>A product added to a float32 sum, with one rounding where the processor has an instruction for it.</summary>
    public static string MultiplyAdd(string x, string y, string addend) => Call("V.MultiplyAdd", x, y, addend);

    /// <summary>A choice by a mask of float32 lanes.</summary>
    public static string Select(DType type, string mask, string whenTrue, string whenFalse) => type == DType.Float64
        ? $"DoubleLanes.Select(DoubleLanes.Less(V.Widen({mask} & V.Create(-1f)), DoubleLanes.Zero), {whenTrue}, {whenFalse})"
        : Call("V.Select", mask, whenTrue, whenFalse);

    public static string Cast(DType from, DType to, string x) => (from, to) switch
    {
        _ when from == to => x,
        (DType.Float32, DType.Float64) => Call("V.Widen", x),
        (DType.Float64, DType.Float32) => Call("V.Narrow", x),
        (DType.Int32, DType.Float32) => Call("V.Int32ToFloat", x),
        (DType.UInt32, DType.Float32) => Call("V.UInt32ToFloat", x),
        (DType.Float32, DType.Int32) => Call("V.FloatToInt32", x),
        (DType.Boolean, DType.Float32) => $"({x} & V.Create(1f))",
        (DType.Boolean, DType.Int32) => $"({x} & V.CreateInt32(1))",
        (DType.Int32, DType.UInt32) or (DType.UInt32, DType.Int32) => x,
        (_, DType.Float64) => Cast(DType.Float32, DType.Float64, Cast(from, DType.Float32, x)),
        _ => throw Unsupported($"A conversion to {to}", from),
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

    static string Call(string method, params string[] arguments) => $"{method}({string.Join(", ", arguments.Select(Unwrapped))})";

    static string Signed(string x) => $"({x} ^ V.CreateInt32(int.MinValue))";

    static InvalidOperationException Unsupported(string what, DType type) => new($"{what} of {type} has no C# form.");
}
