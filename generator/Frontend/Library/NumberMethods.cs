using System.Globalization;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;

namespace Lathe.Generator.Frontend.Library;

/// <summary>Methods of numbers, characters and nullables.</summary>
internal static class NumberMethods
{
    public static object? Call(LibraryCall call) => (call.Name, call.This ?? (call.Count > 0 ? call[0] : null)) switch
    {
        ("Parse", string text) when TakesNoStyle(call, call.Count) => Parse(call, text) ?? throw LibraryCall.Throw("FormatException", $"'{text}' is no {call.Method.ContainingType.Name}"),
        ("TryParse", var text) when call[call.Count - 1] is Store result && TakesNoStyle(call, call.Count - 1) => TryParse(call, text as string, result),
        ("Max" or "Min" or "Abs" or "Clamp" or "Sign" or "Pow" or "Sqrt" or "Exp" or "Log" or "Round" or "Floor" or "Ceiling" or "Truncate", _) => MathMethods.Call(call),
        ("IsNaN", float number) => float.IsNaN(number),
        ("IsNaN", double number) => double.IsNaN(number),
        ("IsInfinity", float number) => float.IsInfinity(number),
        ("IsInfinity", double number) => double.IsInfinity(number),
        ("IsFinite", float number) => !float.IsNaN(number) && !float.IsInfinity(number),
        ("IsFinite", double number) => !double.IsNaN(number) && !double.IsInfinity(number),
        ("IsEvenInteger", int number) => number % 2 == 0,
        ("IsOddInteger", int number) => number % 2 != 0,
        ("IsPow2", int number) => number > 0 && (number & (number - 1)) == 0,
        ("IsPositive", int number) => number >= 0,
        ("IsNegative", int number) => number < 0,
        ("Log2", int number) => MathMethods.Log2(number),
        ("DivRem", int number) => new TupleValue(null, [number / call.Int(1), number % call.Int(1)]),
        ("IsDigit", char character) => char.IsDigit(character),
        ("IsAsciiDigit", char character) => character is >= '0' and <= '9',
        ("IsLetter", char character) => char.IsLetter(character),
        ("IsUpper", char character) => char.IsUpper(character),
        ("IsLower", char character) => char.IsLower(character),
        ("ToUpperInvariant" or "ToUpper", char character) => char.ToUpperInvariant(character),
        ("ToLowerInvariant" or "ToLower", char character) => char.ToLowerInvariant(character),
        _ => ObjectMethods.Call(call),
    };

    /// <summary>Methods of nullables; the value itself stands for a nullable that has one.</summary>
    public static object? Nullable(LibraryCall call) => call.Name switch
    {
        "GetValueOrDefault" when call.Receiver is not null => call.Receiver,
        "GetValueOrDefault" => call.Count > 0 ? call[0] : call.Interpreter.DefaultOf(call.Method.ReturnType),
        "ToString" when call.Receiver is null => "",
        "Equals" => ValueEquality.AreEqual(call.Receiver, call[0]),
        _ => ObjectMethods.Call(call),
    };

    /// <summary>Whether all behind the text that comes before an argument is a culture.</summary>
    static bool TakesNoStyle(LibraryCall call, int end) => call.Arguments.Take(end).Skip(1).All(argument => argument is CultureValue or null);

    static object? TryParse(LibraryCall call, string? text, Store result)
    {
        var value = Parse(call, text ?? "");
        if (value == MemberTable.Unknown)
        {
            return value;
        }

        result.Write(value ?? call.Interpreter.DefaultOf(call.Method.ContainingType));
        return value is not null;
    }

    static object? Parse(LibraryCall call, string text) => call.Method.ContainingType.Name switch
    {
        "Int32" => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null,
        "Int64" => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null,
        "Single" => float.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value) ? value : null,
        "Double" => double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value) ? value : null,
        "Boolean" => bool.TryParse(text, out var value) ? value : null,
        _ => MemberTable.Unknown,
    };
}
