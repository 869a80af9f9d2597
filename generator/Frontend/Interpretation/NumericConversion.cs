using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>C#'s conversions between the numeric types.</summary>
internal static class NumericConversion
{
    public static bool IsNumeric(SpecialType type) => type is >= SpecialType.System_Char and <= SpecialType.System_Double;

    /// <summary>The number in the target type. Floating-point numbers out of range saturate in unchecked contexts, as .NET 9 and later have it on
    /// every processor.</summary>
    /// <exception cref="OverflowException">The context is checked and the number does not fit.</exception>
    public static object? To(SpecialType target, object value, bool isChecked) => value switch
    {
        sbyte number => FromInteger(target, number, isChecked),
        byte number => FromInteger(target, number, isChecked),
        short number => FromInteger(target, number, isChecked),
        ushort number => FromInteger(target, number, isChecked),
        int number => FromInteger(target, number, isChecked),
        uint number => FromInteger(target, number, isChecked),
        long number => FromInteger(target, number, isChecked),
        char number => FromInteger(target, number, isChecked),
        ulong number => FromUnsigned(target, number, isChecked),
        float number => target switch
        {
            SpecialType.System_Single => value,
            SpecialType.System_Decimal => (decimal)number,
            _ => FromFloating(target, number, isChecked),
        },
        double number => target == SpecialType.System_Double ? value : FromFloating(target, number, isChecked),
        decimal number => FromDecimal(target, number),
        _ => null,
    };

    static object? FromInteger(SpecialType target, long value, bool isChecked) => target switch
    {
        SpecialType.System_SByte => isChecked ? checked((sbyte)value) : unchecked((sbyte)value),
        SpecialType.System_Byte => isChecked ? checked((byte)value) : unchecked((byte)value),
        SpecialType.System_Int16 => isChecked ? checked((short)value) : unchecked((short)value),
        SpecialType.System_UInt16 => isChecked ? checked((ushort)value) : unchecked((ushort)value),
        SpecialType.System_Int32 => isChecked ? checked((int)value) : unchecked((int)value),
        SpecialType.System_UInt32 => isChecked ? checked((uint)value) : unchecked((uint)value),
        SpecialType.System_Int64 => value,
        SpecialType.System_UInt64 => isChecked ? checked((ulong)value) : unchecked((ulong)value),
        SpecialType.System_Char => isChecked ? checked((char)value) : unchecked((char)value),
        SpecialType.System_Single => (float)value,
        SpecialType.System_Double => (double)value,
        SpecialType.System_Decimal => (decimal)value,
        _ => null,
    };

    static object? FromUnsigned(SpecialType target, ulong value, bool isChecked) => target switch
    {
        SpecialType.System_UInt64 => value,
        SpecialType.System_Single => (float)value,
        SpecialType.System_Double => (double)value,
        SpecialType.System_Decimal => (decimal)value,
        _ => FromInteger(target, isChecked ? checked((long)value) : unchecked((long)value), isChecked),
    };

    static object? FromFloating(SpecialType target, double value, bool isChecked) => target switch
    {
        SpecialType.System_Single => (float)value,
        SpecialType.System_Double => value,
        SpecialType.System_Decimal => (decimal)value,
        SpecialType.System_UInt64 => isChecked ? checked((ulong)value) : SaturateUnsigned(value),
        SpecialType.System_Int64 => isChecked ? checked((long)value) : Saturate(value, long.MinValue, long.MaxValue),
        SpecialType.System_UInt32 => isChecked ? checked((uint)value) : (uint)Saturate(value, uint.MinValue, uint.MaxValue),
        _ => FromInteger(target, isChecked ? checked((long)value) : Saturate(value, int.MinValue, int.MaxValue), isChecked),
    };

    static object? FromDecimal(SpecialType target, decimal value) => target switch
    {
        SpecialType.System_Decimal => value,
        SpecialType.System_Single => (float)value,
        SpecialType.System_Double => (double)value,
        SpecialType.System_UInt64 => (ulong)value,
        _ => FromInteger(target, (long)value, isChecked: true),
    };

    static long Saturate(double value, long low, long high) => value switch
    {
        double.NaN => 0,
        _ when value <= low => low,
        _ when value >= high => high,
        _ => (long)value,
    };

    static ulong SaturateUnsigned(double value) => value switch
    {
        double.NaN or <= 0 => 0,
        >= ulong.MaxValue => ulong.MaxValue,
        _ => (ulong)value,
    };
}
