using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Library;

/// <summary>Methods of arrays, spans and immutable arrays.</summary>
internal static class ArrayMethods
{
    public static object? Call(LibraryCall call)
    {
        var instance = call.This as ArrayValue;
        if (LooksAtAll(call.Name) && (instance ?? (call.Count > 0 ? Place.Strip(call[0]) as ArrayValue : null)) is { Items.Length: var elements })
        {
            call.Interpreter.Step(call.Site, elements);
        }

        return instance is null ? OfType(call) : OfInstance(call, instance);
    }

    /// <summary>Whether a method does something with each element that it does not count itself.</summary>
    static bool LooksAtAll(string name) =>
        name is "Contains" or "IndexOf" or "Sort" or "Fill" or "Reverse" or "Copy" or "CopyTo" or "Clone" or "ToArray" or "Slice" or "Add" or "AddRange";

    static object? OfInstance(LibraryCall call, ArrayValue array)
    {
        switch (call.Name)
        {
            case "GetLength":
                return call.Int(0) >= 0 && call.Int(0) < array.Lengths.Length ? array.Lengths[call.Int(0)] : throw LibraryCall.Throw("IndexOutOfRangeException", $"the array has no dimension {call.Int(0)}");
            case "Clone":
                return new ArrayValue(array.Type, [.. array.Items.Select(Copy.OfStruct)], array.Lengths);
            case "CopyTo" when call[0] is ArrayValue target:
                CopyItems(call, array.Items, 0, target, call.Count > 1 ? call.Int(1) : 0, array.Items.Length);
                return null;
            case "ToArray" or "AsSpan":
                return new ArrayValue(array.Type is IArrayTypeSymbol ? array.Type : call.Method.ReturnType, [.. Placed(call)]);
            case "Slice" when call.Method.ContainingType.Name != "Span":
                var length = call.Count > 1 ? call.Int(1) : array.Items.Length - call.Int(0);
                return call.Int(0) >= 0 && length >= 0 && call.Int(0) <= array.Items.Length - length
                    ? new ArrayValue(array.Type, [.. Placed(call).Skip(call.Int(0)).Take(length)])
                    : throw LibraryCall.Throw("ArgumentOutOfRangeException", $"{length} elements from {call.Int(0)} of {array.Items.Length}");
            case "Add" when IsImmutable(array):
                return new ArrayValue(array.Type, [.. Placed(call), call[0]]);
            case "AddRange" when IsImmutable(array):
                return new ArrayValue(array.Type, [.. Placed(call), .. call.Items(0)]);
            case "Contains" or "IndexOf" when call.Count == 1:
                return Search(call, array.Items, call[0]);
            default:
                return ObjectMethods.Call(call);
        }
    }

    static object? OfType(LibraryCall call)
    {
        switch (call.Name, call.Count > 0 ? Place.Strip(call[0]) : null)
        {
            case ("Empty", _):
                return new ArrayValue(call.Method.ReturnType, []);
            case ("Create" or "ToImmutableArray" or "CreateRange", _) when call.Count == 1 || call.Method.OriginalDefinition.Parameters.All(parameter => parameter.Type is ITypeParameterSymbol):
                return new ArrayValue(call.Method.ReturnType, call is { Count: 1 } && Place.Strip(call[0]) is ArrayValue or ListValue or SequenceValue ? [.. call.Items(0)] : [.. call.Arguments]);
            case ("Fill", ArrayValue array) when call.Count == 2:
                call.RequireMutable(array);
                for (var index = 0; index < array.Items.Length; index++)
                {
                    array.Items[index] = Copy.OfStruct(call[1]);
                }

                return null;
            case ("Reverse", ArrayValue array) when call.Count == 1:
                call.RequireMutable(array);
                Array.Reverse(array.Items);
                return null;
            case ("Sort", ArrayValue array) when call.Count == 2 && call[1] is FunctionValue:
                call.RequireMutable(array);
                Array.Sort(array.Items, call.Comparer(1));
                return null;
            case ("Sort", ArrayValue array) when call.Count == 1:
                call.RequireMutable(array);
                array.Items.OrderBy(item => item, Ordering.Instance).ToArray().CopyTo(array.Items, 0);
                return null;
            case ("Copy", ArrayValue source) when call is { Count: 3 }:
                CopyItems(call, source.Items, 0, call.Required<ArrayValue>(1), 0, call.Int(2));
                return null;
            case ("Copy", ArrayValue source) when call is { Count: 5 }:
                CopyItems(call, source.Items, call.Int(1), call.Required<ArrayValue>(2), call.Int(3), call.Int(4));
                return null;
            case ("IndexOf" or "Contains", ArrayValue array) when call.Count == 2:
                return Search(call, array.Items, call[1]);
            case ("ConvertAll", ArrayValue):
                return new ArrayValue(call.Method.ReturnType, [.. call.Items(0).Select(call.Function(1))]);
            case ("Exists", ArrayValue):
                return call.Items(0).Any(call.Predicate(1));
            case ("TrueForAll", ArrayValue):
                return call.Items(0).All(call.Predicate(1));
            case ("FindIndex", ArrayValue) when call.Count == 2:
                return call.Items(0).Select((item, index) => (item, index)).Where(pair => call.Predicate(1)(pair.item)).Select(pair => pair.index).DefaultIfEmpty(-1).First();
            case ("Find", ArrayValue):
                return call.Items(0).Where(call.Predicate(1)).DefaultIfEmpty(call.Interpreter.DefaultOf(call.Method.ReturnType)).First();
            case ("AsSpan" or "op_Implicit" or "ToArray" or "AsReadOnly", ArrayValue array) when call.Count == 1:
                return call[0] is PlacedValue ? new ArrayValue(array.Type, [.. call.Items(0)]) : array;
            case ("SequenceEqual", ArrayValue):
                return call.Items(0).SequenceEqual(call.Items(1), ValueEquality.Instance);
            default:
                return ObjectMethods.Call(call);
        }
    }

    static bool IsImmutable(ArrayValue array) => array.Type?.Name == "ImmutableArray";

    static object Search(LibraryCall call, object?[] items, object? sought)
    {
        var index = Array.FindIndex(items, item => ValueEquality.AreEqual(item, sought));
        return call.Name == "Contains" ? index >= 0 : index;
    }

    static IEnumerable<object?> Placed(LibraryCall call) => call.Interpreter.Enumerate(call.Site, call.Receiver);

    static void CopyItems(LibraryCall call, object?[] source, int from, ArrayValue target, int to, int count)
    {
        call.RequireMutable(target);
        if (from < 0 || to < 0 || count < 0 || from > source.Length - count || to > target.Items.Length - count)
        {
            throw LibraryCall.Throw("ArgumentException", $"{count} elements from {from} do not fit at {to}");
        }

        object?[] copies = [.. source.Skip(from).Take(count).Select(Copy.OfStruct)];
        copies.CopyTo(target.Items, to);
    }
}
