using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Library;

/// <summary>LINQ's operators, as lazy as LINQ itself: a selector runs when, and as often as, the sequence is enumerated.</summary>
internal static class LinqMethods
{
    public static object? Call(LibraryCall call) => Generate(call) ?? Transform(call) ?? Order(call) ?? Join(call) ?? Collect(call) ?? LinqFolds.Call(call);

    static object? Generate(LibraryCall call) => call.Name switch
    {
        "Range" => Range(call),
        "Repeat" => call.Int(1) >= 0 ? Enumerable.Repeat(call[0], call.Int(1)) : throw LibraryCall.Throw("ArgumentOutOfRangeException", $"'Repeat' of {call.Int(1)}"),
        "Empty" => Array.Empty<object?>(),
        _ => null,
    };

    static IEnumerable<object?> Range(LibraryCall call) =>
        call.Int(1) >= 0 ? Enumerable.Range(call.Int(0), call.Int(1)).Select(number => (object?)number) : throw LibraryCall.Throw("ArgumentOutOfRangeException", $"'Range' of {call.Int(1)}");

    static object? Transform(LibraryCall call) => call.Name switch
    {
        "Select" when call.TakesIndex(1) => call.Items(0).Select((item, index) => call.Function2(1)(item, index)),
        "Select" => call.Items(0).Select(call.Function(1)),
        "Where" when call.TakesIndex(1) => call.Items(0).Where((item, index) => call.Function2(1)(item, index) is true),
        "Where" => call.Items(0).Where(call.Predicate(1)),
        "SelectMany" when call.Count == 3 && !call.TakesIndex(1) => call.Items(0).SelectMany(item => Inner(call, call.Function(1)(item)), call.Function2(2)),
        "SelectMany" when call.Count == 2 && call.TakesIndex(1) => call.Items(0).SelectMany((item, index) => Inner(call, call.Function2(1)(item, index))),
        "SelectMany" when call.Count == 2 => call.Items(0).SelectMany(item => Inner(call, call.Function(1)(item))),
        "Take" when call[1] is RangeValue range => Section(call, range),
        "Take" => call.Items(0).Take(call.Int(1)),
        "Skip" => call.Items(0).Skip(call.Int(1)),
        "TakeLast" => call.Items(0).Reverse().Take(call.Int(1)).Reverse(),
        "SkipLast" => call.Items(0).Reverse().Skip(call.Int(1)).Reverse(),
        "TakeWhile" when call.TakesIndex(1) => call.Items(0).TakeWhile((item, index) => call.Function2(1)(item, index) is true),
        "TakeWhile" => call.Items(0).TakeWhile(call.Predicate(1)),
        "SkipWhile" when call.TakesIndex(1) => call.Items(0).SkipWhile((item, index) => call.Function2(1)(item, index) is true),
        "SkipWhile" => call.Items(0).SkipWhile(call.Predicate(1)),
        "Reverse" => call.Items(0).Reverse(),
        "Distinct" => call.Items(0).Distinct(ValueEquality.Instance),
        "DistinctBy" => call.Items(0).GroupBy(call.Function(1), ValueEquality.Instance).Select(group => group.First()),
        "Cast" or "OfType" when call.Method.TypeArguments is [var type] => Typed(call, type),
        "DefaultIfEmpty" => call.Items(0).DefaultIfEmpty(call.Count > 1 ? call[1] : call.Interpreter.DefaultOf(call.Method.TypeArguments[0])),
        "AsEnumerable" => call.Items(0),
        "Index" => call.Items(0).Select((item, index) => (object?)new TupleValue(null, [index, item])),
        "Chunk" when call.Int(1) < 1 => throw LibraryCall.Throw("ArgumentOutOfRangeException", $"chunks of {call.Int(1)} elements"),
        "Chunk" => call.Items(0).Select((item, index) => (item, index)).GroupBy(pair => pair.index / call.Int(1), pair => pair.item)
            .Select(group => (object?)new ArrayValue(call.Interpreter.Compilation.CreateArrayTypeSymbol(call.Method.TypeArguments[0]), [.. group])),
        _ => null,
    };

    static IEnumerable<object?> Section(LibraryCall call, RangeValue range)
    {
        var (start, length) = range.Clamped(call.Items(0).Count());
        return call.Items(0).Skip(start).Take(length);
    }

    static IEnumerable<object?> Inner(LibraryCall call, object? sequence) => call.Interpreter.Counted(call.Site, call.Interpreter.Enumerate(call.Site, sequence));

    static IEnumerable<object?> Typed(LibraryCall call, ITypeSymbol type) => call.Name == "OfType"
        ? call.Items(0).Where(item => call.Interpreter.IsInstance(call.Site, item, type, from: null))
        : call.Items(0).Select(item => call.Interpreter.ConvertTo(call.Site, type, item, from: call.Interpreter.Compilation.GetSpecialType(SpecialType.System_Object)));

    static object? Order(LibraryCall call) => call.Name switch
    {
        "OrderBy" => call.Items(0).OrderBy(call.Function(1), Ordering.Instance),
        "OrderByDescending" => call.Items(0).OrderByDescending(call.Function(1), Ordering.Instance),
        "Order" => call.Items(0).OrderBy(item => item, Ordering.Instance),
        "OrderDescending" => call.Items(0).OrderByDescending(item => item, Ordering.Instance),
        "ThenBy" when Ordered(call) is { } items => items.ThenBy(call.Function(1), Ordering.Instance),
        "ThenByDescending" when Ordered(call) is { } items => items.ThenByDescending(call.Function(1), Ordering.Instance),
        _ => null,
    };

    static IOrderedEnumerable<object?>? Ordered(LibraryCall call) => (call[0] as SequenceValue)?.Items as IOrderedEnumerable<object?>;

    static object? Join(LibraryCall call) => call.Name switch
    {
        "Concat" => call.Items(0).Concat(call.Items(1)),
        "Append" => call.Items(0).Append(call[1]),
        "Prepend" => call.Items(0).Prepend(call[1]),
        "Zip" when call is { Count: 3 } && call[2] is FunctionValue => call.Items(0).Zip(call.Items(1), call.Function2(2)),
        "Zip" when call.Count == 3 => call.Items(0).Zip(call.Items(1), (first, second) => (first, second)).Zip(call.Items(2), (pair, third) => (object?)new TupleValue(null, [pair.first, pair.second, third])),
        "Zip" => call.Items(0).Zip(call.Items(1), (first, second) => (object?)new TupleValue(null, [first, second])),
        "Union" => call.Items(0).Union(call.Items(1), ValueEquality.Instance),
        "Intersect" => call.Items(0).Intersect(call.Items(1), ValueEquality.Instance),
        "Except" => call.Items(0).Except(call.Items(1), ValueEquality.Instance),
        "GroupBy" when call.Count == 2 => call.Items(0).GroupBy(call.Function(1), ValueEquality.Instance).Select(group => (object?)new GroupingValue(group.Key, [.. group])),
        "GroupBy" when call is { Count: 3 } && !call.TakesIndex(2) =>
            call.Items(0).GroupBy(call.Function(1), call.Function(2), ValueEquality.Instance).Select(group => (object?)new GroupingValue(group.Key, [.. group])),
        _ => null,
    };

    static object? Collect(LibraryCall call)
    {
        switch (call.Name)
        {
            case "ToArray":
                return new ArrayValue(call.Method.ReturnType, Collected(call));
            case "ToList":
                return new ListValue(call.Method.ReturnType, Collected(call));
            case "ToHashSet":
                var set = new SetValue(call.Method.ReturnType);
                Array.ForEach(Collected(call), item => set.Add(item));
                return set;
            case "ToDictionary":
                var dictionary = new DictionaryValue(call.Method.ReturnType);
                var hasSelector = call.Count > 1 && call[1] is FunctionValue;
                foreach (var item in Collected(call))
                {
                    var (key, value) = (item, hasSelector) switch
                    {
                        (PairValue pair, false) => (pair.Key, pair.Value),
                        (TupleValue { Items: [var first, var second] }, false) => (first, second),
                        _ => (call.Function(1)(item), call.Count > 2 && call[2] is FunctionValue ? call.Function(2)(item) : item),
                    };
                    if (key is null || dictionary.TryGet(key, out _))
                    {
                        throw LibraryCall.Throw("ArgumentException", $"the dictionary has the key '{ValueFormat.Of(key)}' already");
                    }

                    dictionary.Set(key, value);
                }

                return dictionary;
            default:
                return null;
        }
    }

    static object?[] Collected(LibraryCall call)
    {
        var items = call.Items(0).Select(Copy.OfStruct).ToArray();
        call.Interpreter.Allocate(call.Site, items.Length);
        return items;
    }
}
