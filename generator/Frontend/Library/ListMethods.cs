using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;

namespace Lathe.Generator.Frontend.Library;

/// <summary>Methods of lists, stacks and queues.</summary>
internal static class ListMethods
{
    public static object? Call(LibraryCall call) => call.This switch
    {
        ListValue list => Call(call, list),
        ArrayValue => ArrayMethods.Call(call),
        SetValue => SetMethods.Call(call),
        DictionaryValue => DictionaryMethods.Call(call),
        _ => ObjectMethods.Call(call),
    };

    static object? Call(LibraryCall call, ListValue list)
    {
        call.Interpreter.Step(call.Site, Steps(call.Name, list.Items.Count));
        return IsChange(call.Name) ? Change(call, list) : Ask(call, list);
    }

    /// <summary>What a method takes for so many elements: a step each where it looks at them, hardly any where it moves them, none where it does neither or counts
    /// them itself.</summary>
    static int Steps(string name, int elements) => name switch
    {
        "Contains" or "IndexOf" or "Remove" or "Sort" or "Reverse" or "ToArray" => elements,
        "Push" or "Pop" or "Dequeue" or "Insert" or "InsertRange" or "RemoveAt" or "RemoveRange" => elements / Limits.BlockElements,
        _ => 0,
    };

    static bool IsChange(string name) => name is "Add" or "AddRange" or "Insert" or "InsertRange" or "RemoveAt" or "Remove" or "RemoveAll" or "RemoveRange" or "Clear" or "Reverse" or "Sort"
        or "Push" or "Pop" or "Enqueue" or "Dequeue" or "EnsureCapacity";

    static object? Change(LibraryCall call, ListValue list)
    {
        call.RequireMutable(list);
        var items = list.Items;
        switch (call.Name)
        {
            case "Add" or "Enqueue":
                items.Add(call[0]);
                return null;
            case "Push":
                items.Insert(0, call[0]);
                return null;
            case "Pop" or "Dequeue":
                var first = At(call, items, 0);
                items.RemoveAt(0);
                return first;
            case "AddRange":
                items.AddRange(call.Items(0).ToArray());
                return null;
            case "Insert":
                Within(call, call.Int(0), items.Count);
                items.Insert(call.Int(0), call[1]);
                return null;
            case "InsertRange":
                Within(call, call.Int(0), items.Count);
                items.InsertRange(call.Int(0), call.Items(1).ToArray());
                return null;
            case "RemoveAt":
                Within(call, call.Int(0), items.Count - 1);
                items.RemoveAt(call.Int(0));
                return null;
            case "RemoveRange":
                Within(call, call.Int(0) + call.Int(1), items.Count);
                items.RemoveRange(call.Int(0), call.Int(1));
                return null;
            case "Remove":
                var position = items.FindIndex(item => ValueEquality.AreEqual(item, call[0]));
                if (position >= 0)
                {
                    items.RemoveAt(position);
                }

                return position >= 0;
            case "RemoveAll":
                return items.RemoveAll(item => call.Predicate(0)(item));
            case "Clear":
                items.Clear();
                return null;
            case "Reverse" when call.Count == 0:
                items.Reverse();
                return null;
            case "Sort" when call.Count == 0:
                Replace(items, items.OrderBy(item => item, Ordering.Instance));
                return null;
            case "Sort" when call[0] is FunctionValue:
                items.Sort(call.Comparer(0));
                return null;
            case "EnsureCapacity":
                return call.Int(0);
            default:
                return MemberTable.Unknown;
        }
    }

    static object? Ask(LibraryCall call, ListValue list) => (call.Name, call.Count) switch
    {
        ("Contains", 1) => list.Items.Exists(item => ValueEquality.AreEqual(item, call[0])),
        ("IndexOf", 1) => list.Items.FindIndex(item => ValueEquality.AreEqual(item, call[0])),
        ("ToArray", 0) => new ArrayValue(call.Method.ReturnType, [.. Placed(call)]),
        ("GetRange", 2) => call.Int(0) >= 0 && call.Int(1) >= 0 && call.Int(0) + (long)call.Int(1) <= list.Items.Count
            ? new ListValue(list.Type, Placed(call).Skip(call.Int(0)).Take(call.Int(1)))
            : throw LibraryCall.Throw("ArgumentException", $"there are no {call.Int(1)} elements from {call.Int(0)} on"),
        ("Exists", 1) => Placed(call).Any(call.Predicate(0)),
        ("TrueForAll", 1) => Placed(call).All(call.Predicate(0)),
        ("Find", 1) => Placed(call).Where(call.Predicate(0)).DefaultIfEmpty(call.Interpreter.DefaultOf(call.Method.ReturnType)).First(),
        ("FindIndex", 1) => list.Items.FindIndex(item => call.Predicate(0)(item)),
        ("FindAll", 1) => new ListValue(list.Type, Placed(call).Where(call.Predicate(0))),
        ("ConvertAll", 1) => new ListValue(call.Method.ReturnType, Placed(call).Select(call.Function(0))),
        ("ForEach", 1) => ForEach(call),
        ("Peek", 0) => At(call, list.Items, 0),
        ("AsReadOnly", 0) => list,
        _ => ObjectMethods.Call(call),
    };

    static IEnumerable<object?> Placed(LibraryCall call) => call.Interpreter.Counted(call.Site, call.Interpreter.Enumerate(call.Site, call.Receiver));

    static object? ForEach(LibraryCall call)
    {
        foreach (var item in Placed(call))
        {
            call.Function(0)(item);
        }

        return null;
    }

    static void Replace(List<object?> items, IEnumerable<object?> sorted)
    {
        var copy = sorted.ToArray();
        items.Clear();
        items.AddRange(copy);
    }

    static object? At(LibraryCall call, List<object?> items, int index) =>
        index < items.Count ? items[index] : throw LibraryCall.Throw("InvalidOperationException", $"'{call.Name}' of an empty collection");

    static void Within(LibraryCall call, int index, int last)
    {
        if (index < 0 || index > last)
        {
            throw LibraryCall.Throw("ArgumentOutOfRangeException", $"'{call.Name}' at {index}, beyond {last}");
        }
    }
}
