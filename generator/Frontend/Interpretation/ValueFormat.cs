using System.Globalization;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>What ToString answers, in the invariant culture: a declaration means the same on every machine.</summary>
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
        EnumValue member => format is "D" or "d" ? Of(member.Underlying) : member.ToString(),
        TupleValue tuple => "(" + string.Join(", ", tuple.Items.Select(item => Of(item))) + ")",
        PairValue pair => $"[{Of(pair.Key)}, {Of(pair.Value)}]",
        ObjectValue { Type.IsRecord: true } record => OfRecord(record),
        ObjectValue instance => instance.Type.ToDisplayString(),
        TypeValue type => type.Name,
        ExceptionValue exception => $"{exception.Type.ToDisplayString()}: {exception.Message}",
        ArrayValue { Type: { } type } => type.ToDisplayString(),
        IFormattable number => number.ToString(format, CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };

    /// <summary>What a record prints: its public fields and properties, those of its bases first.</summary>
    static string OfRecord(ObjectValue record)
    {
        var bases = new Stack<INamedTypeSymbol>();
        for (var type = record.Type; type is not null; type = type.BaseType)
        {
            bases.Push(type);
        }

        var members = bases.SelectMany(type => type.GetMembers())
            .Where(member => member is { IsStatic: false, DeclaredAccessibility: Accessibility.Public } && record.Members.ContainsKey(member))
            .Select(member => $"{member.Name} = {Of(record.Members[member])}");
        var text = string.Join(", ", members);
        return text.Length == 0 ? $"{record.Type.Name} {{ }}" : $"{record.Type.Name} {{ {text} }}";
    }
}
