using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;

namespace Lathe.Generator.Frontend.Library;

/// <summary>Methods of dictionaries and their pairs.</summary>
internal static class DictionaryMethods
{
    public static object? Call(LibraryCall call)
    {
        if (call.This is PairValue pair)
        {
            return call.Name == "ToString" ? call.Interpreter.Format(call.Site, pair) : MemberTable.Unknown;
        }

        if (call.This is not DictionaryValue dictionary)
        {
            return call is { Name: "Create", Count: 2 } ? new PairValue(call[0], call[1]) : ObjectMethods.Call(call);
        }

        switch (call.Name)
        {
            case "ContainsKey":
                return dictionary.TryGet(Key(call), out _);
            case "ContainsValue":
                return call.Interpreter.Counted(call.Site, call.Interpreter.Enumerate(call.Site, call.Receiver)).Any(entry => ValueEquality.AreEqual(((PairValue)entry!).Value, call[0]));
            case "TryGetValue":
                var found = dictionary.TryGet(Key(call), out var value);
                ((Store)call[1]!).Write(found ? Placed(call, value) : call.Interpreter.DefaultOf(call.Method.Parameters[1].Type));
                return found;
            case "GetValueOrDefault":
                return dictionary.TryGet(Key(call), out var existing) ? Placed(call, existing) : call.Count > 1 ? call[1] : call.Interpreter.DefaultOf(call.Method.ReturnType);
            case "Add" or "TryAdd":
                return Add(call, dictionary);
            case "Remove":
                call.RequireMutable(dictionary);
                if (call.Count > 1)
                {
                    ((Store)call[1]!).Write(dictionary.TryGet(Key(call), out var removed) ? removed : call.Interpreter.DefaultOf(call.Method.Parameters[1].Type));
                }

                return dictionary.Remove(Key(call));
            case "Clear":
                call.RequireMutable(dictionary);
                dictionary.Slots.Clear();
                return null;
            default:
                return ObjectMethods.Call(call);
        }
    }

    /// <summary>An extension method, called like an instance's.</summary>
    public static object? OfExtension(LibraryCall call) => Call(call with { Receiver = call[0], Arguments = [.. call.Arguments.Skip(1)] });

    /// <summary>The value of a key, at its place.</summary>
    public static object? Get(LibraryCall call, DictionaryValue dictionary) =>
        dictionary.TryGet(Key(call), out var value) ? Placed(call, value) : throw LibraryCall.Throw("KeyNotFoundException", $"the dictionary has no key '{ValueFormat.Of(call[0])}'");

    static object? Add(LibraryCall call, DictionaryValue dictionary)
    {
        call.RequireMutable(dictionary);
        if (dictionary.TryGet(Key(call), out _))
        {
            return call.Name == "TryAdd" ? false : throw LibraryCall.Throw("ArgumentException", $"the dictionary has the key '{ValueFormat.Of(call[0])}' already");
        }

        dictionary.Set(Key(call), call[1]);
        return call.Name == "TryAdd" ? true : null;
    }

    static object? Placed(LibraryCall call, object? value) => Place.Below(Place.PathOf(call.Receiver), call[0], value);

    static object Key(LibraryCall call) => call[0] ?? throw LibraryCall.Throw("ArgumentNullException", "the key is null");
}
