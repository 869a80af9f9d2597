using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Library;

/// <summary>Constructors of .NET's types.</summary>
internal static class Constructors
{
    public static object Create(LibraryCall call, INamedTypeSymbol type)
    {
        if (IsException(type))
        {
            return new ExceptionValue(type, ArgumentChecks.MessageOf(call, type));
        }

        if (call.HasComparer)
        {
            return MemberTable.Unknown;
        }

        // A number is a capacity, anything else the elements.
        IEnumerable<object?> Items() => call.Count > 0 && call[0] is not (int or null) ? call.Items(0) : [];
        switch (type.Name)
        {
            case "List" or "Stack" or "Queue" or "HashSet" or "Dictionary" when call.Count > 0 && call[0] is int and < 0:
                throw LibraryCall.Throw("ArgumentOutOfRangeException", "the capacity is negative");
            case "Stack":
                return new ListValue(type, Items().Reverse());
            case "List" or "Queue":
                return new ListValue(type, Items());
            case "HashSet" when call.Count > 0 && Place.Strip(call[0]) is SetValue { Slots: { } slots } && slots.Length > slots.Count:
                // Whether .NET copies what was removed, and so the order of what is added, depends on the size of its table.
                return MemberTable.Unknown;
            case "HashSet":
                var set = new SetValue(type);
                foreach (var item in Items())
                {
                    set.Add(item);
                }

                return set;
            case "Dictionary":
                var dictionary = new DictionaryValue(type);
                foreach (var pair in Items().Cast<PairValue>())
                {
                    dictionary.Set(pair.Key!, pair.Value);
                }

                return dictionary;
            case "KeyValuePair" when call.Count == 2:
                return new PairValue(call[0], call[1]);
            case "String" when call is { Count: 2 } && call[0] is char character:
                call.Interpreter.Allocate(call.Site, call.Int(1));
                return new string(character, call.Int(1));
            case "String" when call.Count == 1:
                return string.Concat(Items());
            case "Index":
                return Index(call);
            case "Range":
                return new RangeValue((IndexValue)call[0]!, (IndexValue)call[1]!);
            case "Object":
                return new ObjectValue(type, call.Site.Syntax);
            default:
                return MemberTable.Unknown;
        }
    }

    public static IndexValue Index(LibraryCall call) =>
        call.Int(0) < 0 ? throw LibraryCall.Throw("ArgumentOutOfRangeException", "an index is negative") : new(call.Int(0), call.Count > 1 && call[1] is true);

    public static bool IsException(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == "Exception" && type.ContainingNamespace.Name == "System")
            {
                return true;
            }
        }

        return false;
    }
}
