using System.Globalization;
using Lathe.Generator.Frontend.Values;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>The text of values that need no evaluation, in the invariant culture: a declaration means the same on every machine.</summary>
internal static class ValueFormat
{
    /// <summary>The text of a value; empty for null.</summary>
    /// <exception cref="FormatException">The format is none of the value's.</exception>
    public static string Of(object? value, string? format = null) => Place.Strip(value) switch
    {
        null => "",
        string text => text,
        float number when format is null => number.ToString("R", CultureInfo.InvariantCulture),
        double number when format is null => number.ToString("R", CultureInfo.InvariantCulture),
        TupleValue tuple => "(" + string.Join(", ", tuple.Items.Select(item => Of(item))) + ")",
        PairValue pair => $"[{Of(pair.Key)}, {Of(pair.Value)}]",
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
}
