using System.Globalization;

namespace Lathe.Generator.Graph;

/// <summary>Scalar expressions as formulas, for dumps.</summary>
internal static class ScalarText
{
    public static string Of(Scalar expression) => expression switch
    {
        Constant constant => constant.Value.ToString("R", CultureInfo.InvariantCulture),
        Setting setting => $"setting({setting.Value.ToString("R", CultureInfo.InvariantCulture)})",
        Operand operand => $"${operand.Position}",
        Iota iota => $"iota({iota.Axis})",
        Extent extent => $"{extent.Dim}",
        Unary { Operator: UnaryOperator.Negate } unary => $"-{Of(unary.Operand)}",
        Unary unary => $"{unary.Operator}({Of(unary.Operand)})",
        Binary binary when Symbol(binary.Operator) is { } symbol => $"({Of(binary.Left)} {symbol} {Of(binary.Right)})",
        Binary binary => $"{binary.Operator}({Of(binary.Left)}, {Of(binary.Right)})",
        FusedMultiplyAdd fused => $"fma({Of(fused.Left)}, {Of(fused.Right)}, {Of(fused.Addend)})",
        Select select => $"({Of(select.Condition)} ? {Of(select.WhenTrue)} : {Of(select.WhenFalse)})",
        Cast cast => $"{cast.Type}({Of(cast.Operand)})",
        _ => expression.ToString(),
    };

    public static string? Symbol(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Equal => "==",
        BinaryOperator.And => "&&",
        BinaryOperator.Or => "||",
        _ => null,
    };
}
