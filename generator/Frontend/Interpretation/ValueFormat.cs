using System.Globalization;
using System.Runtime.CompilerServices;
using Lathe.Generator.Frontend.Values;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>The text of values that need no evaluation, in the invariant culture: a declaration means the same on every machine.</summary>
internal static class ValueFormat
{
    /// <summary>The largest number in a format: a width or precision, and so a length that its text may have.</summary>
    public static long LargestNumber(string? format)
    {
        long largest = 0, number = 0;
        foreach (var character in format ?? "")
        {
            number = character is >= '0' and <= '9' ? Math.Min((number * 10) + (character - '0'), int.MaxValue) : 0;
            largest = Math.Max(largest, number);
        }

        return largest;
    }

    /// <summary>The text of a value; empty for null.</summary>
    /// <exception cref="FormatException">The format is none of the value's.</exception>
    /// <exception cref="InsufficientExecutionStackException">It holds too much within itself.</exception>
    /// <exception cref="LimitExceeded">Its text is too long.</exception>
    public static string Of(object? value, string? format = null)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return OfAny(value, format);
    }

    static string OfAny(object? value, string? format) => Place.Strip(value) switch
    {
        null => "",
        string text => text,
        float number when format is null => number.ToString("R", CultureInfo.InvariantCulture),
        double number when format is null => number.ToString("R", CultureInfo.InvariantCulture),
        TupleValue tuple => Limited("(" + string.Join(", ", tuple.Items.Select(item => Of(item))) + ")"),
        PairValue pair => Limited($"[{Of(pair.Key)}, {Of(pair.Value)}]"),
        ObjectValue instance => RuntimeName.Full(instance.Type),
        TypeValue type => RuntimeName.Full(type.Type),
        ExceptionValue exception => $"{RuntimeName.Full(exception.Type)}: {exception.Message}",
        ArrayValue { Type: { } type } => RuntimeName.Full(type),
        ListValue { Type: { } type } => RuntimeName.Full(type),
        SetValue { Type: { } type } => RuntimeName.Full(type),
        DictionaryValue { Type: { } type } => RuntimeName.Full(type),
        IFormattable number => number.ToString(format, CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };

    /// <summary>A text of parts, which values can share: then there is far more text than parts.</summary>
    static string Limited(string text) => text.Length > Limits.Elements ? throw new LimitExceeded(Limits.ElementsText) : text;
}
