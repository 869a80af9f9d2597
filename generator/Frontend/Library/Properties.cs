using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Library;

/// <summary>Properties and indexers of .NET's types.</summary>
internal static class Properties
{
    public static object? Get(LibraryCall call, IPropertySymbol property) => (call.This, property.Name) switch
    {
        (string text, "Length") => text.Length,
        (ArrayValue array, "Length" or "Count") => array.Items.Length,
        (ArrayValue array, "LongLength") => (long)array.Items.Length,
        (ArrayValue array, "Rank") => array.Lengths.Length,
        (ArrayValue array, "IsEmpty" or "IsDefaultOrEmpty") => array.Items.Length == 0,
        (ArrayValue, "IsDefault") => false,
        (ListValue list, "Count") => list.Items.Count,
        (SetValue set, "Count") => set.Slots.Count,
        (SequentialValue sequential, "Count") => sequential.Modules.Count,
        (DictionaryValue dictionary, "Count") => dictionary.Slots.Count,
        (DictionaryValue dictionary, "Keys") => new ListValue(null, call.Interpreter.Counted(call.Site, dictionary.Keys)),
        (DictionaryValue, "Values") => new ListValue(null, call.Interpreter.Counted(call.Site, call.Interpreter.Enumerate(call.Site, call.Receiver)).Select(pair => ((PairValue)pair!).Value)),
        (DictionaryValue dictionary, _) when property.IsIndexer => DictionaryMethods.Get(call, dictionary),
        (string or ArrayValue or ListValue or SequentialValue, _) when property.IsIndexer => call.Interpreter.ElementAt(call.Site, call.Receiver!, call[0]),
        (PairValue pair, "Key") => pair.Key,
        (PairValue pair, "Value") => pair.Value,
        (GroupingValue grouping, "Key") => grouping.Key,
        (TypeValue type, "Name") => RuntimeName.Short(type.Type),
        (ExceptionValue exception, "Message") => exception.Message,
        (IndexValue index, "Value") => index.Value,
        (IndexValue index, "IsFromEnd") => index.IsFromEnd,
        (RangeValue range, "Start") => range.Start,
        (RangeValue range, "End") => range.End,
        (var value, "HasValue") when IsNullable(property) => value is not null,
        (var value, "Value") when IsNullable(property) => call.Receiver ?? throw LibraryCall.Throw("InvalidOperationException", "a nullable without a value is read"),
        (null, "CurrentCulture" or "InvariantCulture") => CultureValue.Invariant,
        _ => MemberTable.Unknown,
    };

    /// <summary>Static fields and properties that are no constants of the language.</summary>
    public static object? GetStatic(ISymbol member) => (member.ContainingType.Name, member.Name) switch
    {
        ("String", "Empty") => "",
        ("Decimal", "Zero") => 0m,
        ("Decimal", "One") => 1m,
        ("Decimal", "MinusOne") => -1m,
        ("Decimal", "MaxValue") => decimal.MaxValue,
        ("Decimal", "MinValue") => decimal.MinValue,
        ("ImmutableArray", "Empty") => new ArrayValue(member.ContainingType, []),
        _ => MemberTable.Unknown,
    };

    static bool IsNullable(ISymbol member) => member.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
}

/// <summary>A culture: all are the invariant one, so that a declaration means the same on every machine.</summary>
internal sealed class CultureValue
{
    CultureValue()
    {
    }

    public static CultureValue Invariant { get; } = new();
}
