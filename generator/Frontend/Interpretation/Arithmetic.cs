using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.Operations.BinaryOperatorKind;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>C#'s operators on numbers of one type. Smaller integers are promoted before they come here.</summary>
internal static class Arithmetic
{
    /// <summary>The result of an operator.</summary>
    /// <exception cref="OverflowException">In a checked context.</exception>
    /// <exception cref="DivideByZeroException">An integer or decimal is divided by zero.</exception>
    public static object? Binary(BinaryOperatorKind kind, object left, object right, bool isChecked) => (left, right) switch
    {
        (int a, int b) => isChecked ? Checked(kind, a, b) : Unchecked(kind, a, b),
        (float a, float b) => Floating(kind, a, b),
        (double a, double b) => Floating(kind, a, b),
        (bool a, bool b) => Logical(kind, a, b),
        (long a, long b) => isChecked ? Checked(kind, a, b) : Unchecked(kind, a, b),
        (uint a, uint b) => isChecked ? Checked(kind, a, b) : Unchecked(kind, a, b),
        (ulong a, ulong b) => isChecked ? Checked(kind, a, b) : Unchecked(kind, a, b),
        (decimal a, decimal b) => Decimal(kind, a, b),
        (long a, int b) => Shift(kind, a, b),
        (uint a, int b) => Shift(kind, a, b),
        (ulong a, int b) => Shift(kind, a, b),
        _ => null,
    };

    public static object? Unary(UnaryOperatorKind kind, object operand, bool isChecked) => (kind, operand) switch
    {
        (UnaryOperatorKind.Plus, _) => operand,
        (UnaryOperatorKind.Not, bool value) => !value,
        (UnaryOperatorKind.Minus, int value) => isChecked ? checked(-value) : unchecked(-value),
        (UnaryOperatorKind.Minus, long value) => isChecked ? checked(-value) : unchecked(-value),
        (UnaryOperatorKind.Minus, float value) => -value,
        (UnaryOperatorKind.Minus, double value) => -value,
        (UnaryOperatorKind.Minus, decimal value) => -value,
        (UnaryOperatorKind.BitwiseNegation, int value) => ~value,
        (UnaryOperatorKind.BitwiseNegation, uint value) => ~value,
        (UnaryOperatorKind.BitwiseNegation, long value) => ~value,
        (UnaryOperatorKind.BitwiseNegation, ulong value) => ~value,
        _ => null,
    };

    static object? Logical(BinaryOperatorKind kind, bool a, bool b) => kind switch
    {
        And or ConditionalAnd => a & b,
        Or or ConditionalOr => a | b,
        ExclusiveOr or NotEquals => a ^ b,
        BinaryOperatorKind.Equals => a == b,
        _ => null,
    };

    static object? Checked(BinaryOperatorKind kind, int a, int b) => kind switch
    {
        Add => checked(a + b),
        Subtract => checked(a - b),
        Multiply => checked(a * b),
        _ => Unchecked(kind, a, b),
    };

    static object? Unchecked(BinaryOperatorKind kind, int a, int b) => kind switch
    {
        Add => unchecked(a + b),
        Subtract => unchecked(a - b),
        Multiply => unchecked(a * b),
        Divide => a / b,
        // Processors differ here: some throw, some answer 0.
        Remainder => a == int.MinValue && b == -1 ? throw new OverflowException() : a % b,
        LessThan => a < b,
        LessThanOrEqual => a <= b,
        GreaterThan => a > b,
        GreaterThanOrEqual => a >= b,
        BinaryOperatorKind.Equals => a == b,
        NotEquals => a != b,
        And => a & b,
        Or => a | b,
        ExclusiveOr => a ^ b,
        LeftShift => a << b,
        RightShift => a >> b,
        UnsignedRightShift => a >>> b,
        _ => null,
    };

    static object? Checked(BinaryOperatorKind kind, long a, long b) => kind switch
    {
        Add => checked(a + b),
        Subtract => checked(a - b),
        Multiply => checked(a * b),
        _ => Unchecked(kind, a, b),
    };

    static object? Unchecked(BinaryOperatorKind kind, long a, long b) => kind switch
    {
        Add => unchecked(a + b),
        Subtract => unchecked(a - b),
        Multiply => unchecked(a * b),
        Divide => a / b,
        // As above.
        Remainder => a == long.MinValue && b == -1 ? throw new OverflowException() : a % b,
        LessThan => a < b,
        LessThanOrEqual => a <= b,
        GreaterThan => a > b,
        GreaterThanOrEqual => a >= b,
        BinaryOperatorKind.Equals => a == b,
        NotEquals => a != b,
        And => a & b,
        Or => a | b,
        ExclusiveOr => a ^ b,
        _ => null,
    };

    static object? Checked(BinaryOperatorKind kind, uint a, uint b) => kind switch
    {
        Add => checked(a + b),
        Subtract => checked(a - b),
        Multiply => checked(a * b),
        _ => Unchecked(kind, a, b),
    };

    static object? Unchecked(BinaryOperatorKind kind, uint a, uint b) => kind switch
    {
        Add => unchecked(a + b),
        Subtract => unchecked(a - b),
        Multiply => unchecked(a * b),
        Divide => a / b,
        Remainder => a % b,
        LessThan => a < b,
        LessThanOrEqual => a <= b,
        GreaterThan => a > b,
        GreaterThanOrEqual => a >= b,
        BinaryOperatorKind.Equals => a == b,
        NotEquals => a != b,
        And => a & b,
        Or => a | b,
        ExclusiveOr => a ^ b,
        _ => null,
    };

    static object? Checked(BinaryOperatorKind kind, ulong a, ulong b) => kind switch
    {
        Add => checked(a + b),
        Subtract => checked(a - b),
        Multiply => checked(a * b),
        _ => Unchecked(kind, a, b),
    };

    static object? Unchecked(BinaryOperatorKind kind, ulong a, ulong b) => kind switch
    {
        Add => unchecked(a + b),
        Subtract => unchecked(a - b),
        Multiply => unchecked(a * b),
        Divide => a / b,
        Remainder => a % b,
        LessThan => a < b,
        LessThanOrEqual => a <= b,
        GreaterThan => a > b,
        GreaterThanOrEqual => a >= b,
        BinaryOperatorKind.Equals => a == b,
        NotEquals => a != b,
        And => a & b,
        Or => a | b,
        ExclusiveOr => a ^ b,
        _ => null,
    };

    static object? Shift(BinaryOperatorKind kind, long a, int b) => kind switch
    {
        LeftShift => a << b,
        RightShift => a >> b,
        UnsignedRightShift => a >>> b,
        _ => null,
    };

    static object? Shift(BinaryOperatorKind kind, uint a, int b) => kind switch
    {
        LeftShift => a << b,
        RightShift or UnsignedRightShift => a >> b,
        _ => null,
    };

    static object? Shift(BinaryOperatorKind kind, ulong a, int b) => kind switch
    {
        LeftShift => a << b,
        RightShift or UnsignedRightShift => a >> b,
        _ => null,
    };

    static object? Floating(BinaryOperatorKind kind, float a, float b) => kind switch
    {
        Add => a + b,
        Subtract => a - b,
        Multiply => a * b,
        Divide => a / b,
        Remainder => a % b,
        LessThan => a < b,
        LessThanOrEqual => a <= b,
        GreaterThan => a > b,
        GreaterThanOrEqual => a >= b,
        BinaryOperatorKind.Equals => a == b,
        NotEquals => a != b,
        _ => null,
    };

    static object? Floating(BinaryOperatorKind kind, double a, double b) => kind switch
    {
        Add => a + b,
        Subtract => a - b,
        Multiply => a * b,
        Divide => a / b,
        Remainder => a % b,
        LessThan => a < b,
        LessThanOrEqual => a <= b,
        GreaterThan => a > b,
        GreaterThanOrEqual => a >= b,
        BinaryOperatorKind.Equals => a == b,
        NotEquals => a != b,
        _ => null,
    };

    static object? Decimal(BinaryOperatorKind kind, decimal a, decimal b) => kind switch
    {
        Add => a + b,
        Subtract => a - b,
        Multiply => a * b,
        Divide => a / b,
        Remainder => a % b,
        LessThan => a < b,
        LessThanOrEqual => a <= b,
        GreaterThan => a > b,
        GreaterThanOrEqual => a >= b,
        BinaryOperatorKind.Equals => a == b,
        NotEquals => a != b,
        _ => null,
    };
}
