using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Library;

/// <summary>LINQ's operators that answer one value.</summary>
internal static class LinqFolds
{
    public static object? Call(LibraryCall call) => call.Name switch
    {
        "Any" => call.Count > 1 ? call.Items(0).Any(call.Predicate(1)) : call.Items(0).Any(),
        "All" => call.Items(0).All(call.Predicate(1)),
        "Count" => Matching(call).Count(),
        "LongCount" => Matching(call).LongCount(),
        "Contains" => call.Items(0).Contains(call[1], ValueEquality.Instance),
        "SequenceEqual" => call.Items(0).SequenceEqual(call.Items(1), ValueEquality.Instance),
        "First" => Matching(call).Take(1).ToArray() is [var first] ? first : throw Empty(call),
        "Last" => Matching(call).ToArray() is [.., var last] ? last : throw Empty(call),
        "Single" => Matching(call).Take(2).ToArray() is [var single] ? single : throw LibraryCall.Throw("InvalidOperationException", "'Single' of a sequence that has not one element"),
        "FirstOrDefault" => Matching(call).Take(1).ToArray() is [var first] ? first : Default(call),
        "LastOrDefault" => Matching(call).ToArray() is [.., var last] ? last : Default(call),
        "SingleOrDefault" => Matching(call).Take(2).ToArray() switch { [] => Default(call), [var single] => single, _ => throw LibraryCall.Throw("InvalidOperationException", "'SingleOrDefault' of a sequence with several elements") },
        "ElementAt" => At(call) is [var element] ? element : throw LibraryCall.Throw("ArgumentOutOfRangeException", $"the sequence has no element at {ValueFormat.Of(call[1])}"),
        "ElementAtOrDefault" => At(call) is [var element] ? element : Default(call),
        "Aggregate" => Aggregate(call),
        "Sum" => Sum(call, Selected(call)),
        "Average" => Average(call, [.. Selected(call).Where(item => item is not null)]),
        "Max" => Extreme(call, Selected(call), 1),
        "Min" => Extreme(call, Selected(call), -1),
        "MaxBy" => ExtremeBy(call, 1),
        "MinBy" => ExtremeBy(call, -1),
        _ => MemberTable.Unknown,
    };

    /// <summary>The elements that satisfy the predicate, if there is one.</summary>
    static IEnumerable<object?> Matching(LibraryCall call) => call.Count > 1 && call[1] is FunctionValue ? call.Items(0).Where(call.Predicate(1)) : call.Items(0);

    /// <summary>What the selector makes of the elements, if there is one.</summary>
    static IEnumerable<object?> Selected(LibraryCall call) => call.Count > 1 && call[1] is FunctionValue ? call.Items(0).Select(call.Function(1)) : call.Items(0);

    static object? Default(LibraryCall call) =>
        call.Count > 1 && call.Name != "ElementAtOrDefault" && call[call.Count - 1] is not FunctionValue ? call[call.Count - 1] : call.Interpreter.DefaultOf(call.Method.TypeArguments[0]);

    /// <summary>The element at an index; none if there is none.</summary>
    static object?[] At(LibraryCall call) => call[1] switch
    {
        IndexValue { IsFromEnd: true, Value: var end } => end > 0 && call.Items(0).ToArray() is var items && end <= items.Length ? [items[items.Length - end]] : [],
        IndexValue { Value: var start } => [.. call.Items(0).Skip(start).Take(1)],
        _ => call.Int(1) < 0 ? [] : [.. call.Items(0).Skip(call.Int(1)).Take(1)],
    };

    static ThrownException Empty(LibraryCall call) => LibraryCall.Throw("InvalidOperationException", $"'{call.Name}' of a sequence without such an element");

    static object? Aggregate(LibraryCall call)
    {
        if (call.Count == 2)
        {
            var items = call.Items(0).ToArray();
            return items.Length == 0 ? throw Empty(call) : items.Skip(1).Aggregate(items[0], call.Function2(1));
        }

        var result = call.Items(0).Aggregate(call[1], call.Function2(2));
        return call.Count > 3 ? call.Function(3)(result) : result;
    }

    static object? Sum(LibraryCall call, IEnumerable<object?> items)
    {
        var type = Element(call.Method.ReturnType);
        var zero = NumericConversion.To(type, 0, isChecked: false)!;
        object?[] known = [.. items.Where(item => item is not null)];
        if (known.Any(item => item is ElementValue))
        {
            return SumOfElements(call, known);
        }

        if (type != SpecialType.System_Single)
        {
            return known.Aggregate(zero, (sum, item) => Add(sum, item!));
        }

        // LINQ adds floats in double.
        return (float)known.Aggregate(0.0, (sum, item) => sum + (float)item!);
    }

    static object SumOfElements(LibraryCall call, object?[] items) =>
        items.Skip(1).Aggregate(items[0]!, (sum, item) => call.Interpreter.Elements.Binary(call.Site, BinaryOperatorKind.Add, sum, item));

    static object Add(object sum, object item)
    {
        try
        {
            return Arithmetic.Binary(BinaryOperatorKind.Add, sum, item, isChecked: true)!;
        }
        catch (OverflowException)
        {
            throw LibraryCall.Throw("OverflowException", "the sum does not fit");
        }
    }

    static object? Average(LibraryCall call, object?[] items)
    {
        if (items.Length == 0)
        {
            return call.Method.ReturnType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? null : throw Empty(call);
        }

        if (items.Any(item => item is ElementValue))
        {
            return call.Interpreter.Elements.Binary(call.Site, BinaryOperatorKind.Divide, SumOfElements(call, items), (double)items.Length);
        }

        var type = Element(call.Method.ReturnType);
        if (type == SpecialType.System_Decimal)
        {
            return items.Aggregate(0m, (sum, item) => sum + (decimal)item!) / items.Length;
        }

        // Integers are added exactly, floats in double.
        var total = items[0] is int or long
            ? items.Aggregate(0L, (sum, item) => checked(sum + Convert.ToInt64(item, System.Globalization.CultureInfo.InvariantCulture)))
            : items.Aggregate(0.0, (sum, item) => sum + Convert.ToDouble(item, System.Globalization.CultureInfo.InvariantCulture));
        return NumericConversion.To(type, total / items.Length, isChecked: false);
    }

    static object? Extreme(LibraryCall call, IEnumerable<object?> items, int sign)
    {
        var known = items.Where(item => item is not null).ToArray();
        if (known.Length == 0)
        {
            return call.Method.ReturnType.IsReferenceType || call.Method.ReturnType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? null : throw Empty(call);
        }

        return known.Any(item => item is ElementValue)
            ? call.Interpreter.Elements.Call(call.Site, sign > 0 ? "Max" : "Min", known)
            : known.Skip(1).Aggregate(known[0], (best, item) => Ordering.Compare(item, best) * sign > 0 ? item : best);
    }

    static object? ExtremeBy(LibraryCall call, int sign)
    {
        var items = call.Items(0).Select(item => (item, key: call.Function(1)(item))).ToArray();
        return items.Length == 0 ? throw Empty(call) : items.Skip(1).Aggregate(items[0], (best, next) => Ordering.Compare(next.key, best.key) * sign > 0 ? next : best).item;
    }

    static SpecialType Element(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0].SpecialType : type.SpecialType;
}
