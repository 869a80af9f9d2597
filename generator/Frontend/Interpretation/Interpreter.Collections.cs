using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    TupleValue CreateTuple(ITupleOperation operation) =>
        new(operation.Type as INamedTypeSymbol, [.. operation.Elements.Select(element => Copy.OfStruct(Evaluate(element)))]);

    ArrayValue CreateArray(IArrayCreationOperation operation)
    {
        var lengths = operation.DimensionSizes.Select(size => Extent(Evaluate(size)!)).ToArray();
        if (lengths.Any(length => length < 0))
        {
            throw Thrown(operation, "OverflowException", $"an array of {lengths.First(length => length < 0)} elements");
        }

        // More than the limit is enough: the product of several would not fit.
        var count = lengths.Aggregate(1L, (product, length) => Math.Min(product * length, int.MaxValue));
        Allocate(operation, count);
        var element = ((IArrayTypeSymbol)operation.Type!).ElementType;
        var items = new object?[count];
        if (operation.Initializer is { } initializer)
        {
            var position = 0;
            Fill(initializer, items, ref position);
            if (position != items.Length)
            {
                throw new InvalidSource();
            }
        }
        else
        {
            Allocate(operation, count * (Weight(DefaultOf(element)) - 1));
            for (var index = 0; index < items.Length; index++)
            {
                items[index] = DefaultOf(element);
            }
        }

        return new(operation.Type, items, lengths);
    }

    /// <summary>An array's extent, whose type may be any of the integers; the nearest that an array can have for one out of its range.</summary>
    static int Extent(object size) => (int)Math.Max(int.MinValue, Math.Min((long)NumericConversion.To(SpecialType.System_Int64, size, isChecked: false)!, int.MaxValue));

    /// <summary>How many elements a value counts for: a struct has a table of its members.</summary>
    static long Weight(object? value) => value switch
    {
        ObjectValue { IsStruct: true } instance => 16 + instance.Members.Values.Sum(Weight),
        TupleValue tuple => 4 + tuple.Items.Sum(Weight),
        _ => 1,
    };

    void Fill(IArrayInitializerOperation initializer, object?[] items, ref int position)
    {
        foreach (var value in initializer.ElementValues)
        {
            if (value is IArrayInitializerOperation inner)
            {
                Fill(inner, items, ref position);
            }
            else
            {
                items[position < items.Length ? position++ : throw new InvalidSource()] = Copy.OfStruct(Evaluate(value));
            }
        }
    }

    object CreateCollection(ICollectionExpressionOperation operation)
    {
        var items = new List<object?>();
        foreach (var element in operation.Elements)
        {
            if (element is ISpreadOperation spread)
            {
                var source = Evaluate(spread.Operand);
                foreach (var item in Counted(spread, Enumerate(spread.Operand, source)))
                {
                    Allocate(spread, 1);
                    items.Add(Copy.OfStruct(spread.ElementConversion is { IsIdentity: true } or { IsReference: true } ? item : Assignable(spread, TargetElement(operation), item, spread.ElementType)));
                }
            }
            else
            {
                items.Add(Copy.OfStruct(Evaluate(element)));
            }
        }

        Allocate(operation, items.Count);
        return CollectionOf(operation, operation.Type!, items);
    }

    static ITypeSymbol? TargetElement(ICollectionExpressionOperation operation) => operation.Type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [var element] } => element,
        _ => null,
    };

    /// <summary>A collection of the type that an expression asks for.</summary>
    object CollectionOf(IOperation site, ITypeSymbol type, List<object?> items)
    {
        if (Vocabulary.Owns(type) && type is INamedTypeSymbol { Name: "Sequential" } sequential)
        {
            return new SequentialValue(sequential, items, site.Syntax);
        }

        switch (type.Name)
        {
            case "List" or "IList" or "ICollection":
                return new ListValue(ListType(type), items);
            case "HashSet" or "ISet":
                var set = new SetValue(type);
                items.ForEach(item => set.Add(item));
                return set;
            case "" or "IEnumerable" or "IReadOnlyList" or "IReadOnlyCollection" or "ReadOnlySpan" or "Span" or "ImmutableArray" or "ImmutableList" or "IImmutableList":
                return new ArrayValue(type is IArrayTypeSymbol || type.IsValueType ? type : ArrayType(type), [.. items]);
            default:
                throw Unsupported(site, $"a collection expression of type '{type.ToDisplayString()}'");
        }
    }

    ITypeSymbol ListType(ITypeSymbol type) =>
        type.Name == "List" ? type : Compilation.GetTypeByMetadataName("System.Collections.Generic.List`1")!.Construct(((INamedTypeSymbol)type).TypeArguments[0]);

    ITypeSymbol? ArrayType(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments: [var element] } ? Compilation.CreateArrayTypeSymbol(element) : null;

    object? ReadElement(IArrayElementReferenceOperation operation)
    {
        var receiver = NotNull(operation, Evaluate(operation.ArrayReference));
        var array = ArrayOf(operation, receiver);
        var indices = operation.Indices.Select(Evaluate).ToArray();
        if (indices is [RangeValue range])
        {
            var (start, length) = range.Within(array.Items.Length) ?? throw OutOfRange(operation, range.ToString(), array.Items.Length);
            return Slice(operation, array.Type, receiver, start, length);
        }

        var position = Position(operation, array, indices);
        return Place.Below(Place.PathOf(receiver), position, array.Items[position]);
    }

    ArrayValue ArrayOf(IOperation operation, object? receiver) =>
        Place.Strip(receiver) as ArrayValue ?? throw Thrown(operation, "NullReferenceException", $"'{Spans.ReceiverText(operation.Syntax)}' is null");

    /// <summary>The row-major position that indices name.</summary>
    int Position(IOperation operation, ArrayValue array, object?[] indices)
    {
        var position = 0;
        for (var axis = 0; axis < indices.Length; axis++)
        {
            position = (position * array.Lengths[axis]) + Offset(operation, indices[axis], array.Lengths[axis]);
        }

        return position;
    }

    /// <summary>An index as a position from the start, checked.</summary>
    int Offset(IOperation operation, object? index, int count)
    {
        var offset = index switch
        {
            IndexValue { IsFromEnd: true } value => count - value.Value,
            IndexValue value => value.Value,
            EnumValue or null => -1,
            _ => NumericConversion.To(SpecialType.System_Int64, index, isChecked: false) is long number and >= 0 and < int.MaxValue ? (int)number : -1,
        };
        return offset >= 0 && offset < count ? offset : throw OutOfRange(operation, ValueFormat.Of(index), count);
    }

    EvaluationFault OutOfRange(IOperation operation, string index, int count) =>
        Thrown(operation, "IndexOutOfRangeException", $"'{Spans.ReceiverText(operation.Syntax)}' has {count} elements, none at {index}");

    object? ReadImplicitIndexer(IImplicitIndexerReferenceOperation operation)
    {
        var receiver = NotNull(operation, Evaluate(operation.Instance));
        var argument = Evaluate(operation.Argument);
        var count = CountOf(operation, receiver);
        if (argument is not RangeValue range)
        {
            return ElementAt(operation, receiver, Offset(operation, argument, count));
        }

        if (operation.Type?.Name == "Span")
        {
            throw Unsupported(operation, "a slice of a Span, which shares its elements,");
        }

        var (start, length) = range.Within(count) ?? throw OutOfRange(operation, range.ToString(), count);
        return Slice(operation, operation.Type, receiver, start, length);
    }

    /// <summary>A copy of so many elements, each with its place.</summary>
    object Slice(IOperation site, ITypeSymbol? type, object receiver, int start, int length)
    {
        Allocate(site, length);
        if (Place.Strip(receiver) is string text)
        {
            return text.Substring(start, length);
        }

        var items = Enumerable.Range(start, length).Select(index => Copy.OfStruct(ElementAt(site, receiver, index)));
        return Place.Strip(receiver) is ListValue list ? new ListValue(list.Type, items) : new ArrayValue(type, [.. items]);
    }

    int CountOf(IOperation operation, object receiver) => Place.Strip(receiver) switch
    {
        string text => text.Length,
        ArrayValue array => array.Items.Length,
        ListValue list => list.Items.Count,
        SequentialValue sequential => sequential.Modules.Count,
        _ => throw Unsupported(operation, "indexing this value from its end"),
    };

    object? ElementAt(IOperation operation, object receiver, int index) => Place.Strip(receiver) switch
    {
        string text => text[index],
        ArrayValue array => Place.Below(Place.PathOf(receiver), index, array.Items[index]),
        ListValue list => Place.Below(Place.PathOf(receiver), index, list.Items[index]),
        SequentialValue sequential => Place.Below(Place.PathOf(receiver), index, sequential.Modules[index]),
        _ => throw Unsupported(operation, "indexing this value"),
    };

    /// <summary>The element that an indexer of the library names; a number or an Index.</summary>
    public object? ElementAt(IOperation operation, object receiver, object? index) => ElementAt(operation, receiver, Offset(operation, index, CountOf(operation, receiver)));

    /// <summary>Stores through an indexer of the library.</summary>
    public void SetElement(IOperation operation, object receiver, object? index, object? value) =>
        SetElement(operation, receiver, Offset(operation, index, CountOf(operation, receiver)), value);

    IndexValue IndexFromEnd(IOperation operation, object? operand) => operand switch
    {
        int value and >= 0 => new(value, IsFromEnd: true),
        int => throw Thrown(operation, "ArgumentOutOfRangeException", "an index is negative"),
        _ => throw new InvalidSource(),
    };

    RangeValue EvaluateRange(IRangeOperation operation)
    {
        return new(Bound(operation.LeftOperand, new(0, false)), Bound(operation.RightOperand, new(0, true)));

        IndexValue Bound(IOperation? bound, IndexValue otherwise) => (bound is null ? null : Evaluate(bound)) switch
        {
            IndexValue index => index,
            int value => new(value, false),
            _ => otherwise,
        };
    }
}
