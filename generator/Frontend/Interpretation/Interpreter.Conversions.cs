using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    object? Convert(IConversionOperation operation)
    {
        if (!operation.Conversion.Exists)
        {
            throw new InvalidSource();
        }

        var value = Evaluate(operation.Operand);
        if (operation.OperatorMethod is { } method && operation.Conversion.IsUserDefined && method.ContainingType.SpecialType != SpecialType.System_Decimal)
        {
            return ConvertByOperator(operation, method, operation.Type, value, operation.IsChecked);
        }

        if (operation.IsTryCast)
        {
            return IsInstance(operation, value, operation.Type!, operation.Operand.Type) ? value : null;
        }

        var converted = ConvertTo(operation, operation.Type, value, operation.IsChecked, operation.Operand.Type);
        return (operation.Operand.Type, operation.Type) switch
        {
            ({ IsValueType: true }, { IsReferenceType: true }) => Copy.Boxed(converted),
            ({ IsReferenceType: true }, { IsValueType: true }) => Copy.Unboxed(converted),
            _ => converted,
        };
    }

    /// <summary>Converts by an operator of the user's: the operand may have to be converted to what it takes, and its result to what is asked for. One that takes
    /// no null is not asked for it.</summary>
    object? ConvertByOperator(IOperation site, IMethodSymbol method, ITypeSymbol? type, object? value, bool isChecked = false)
    {
        var takes = method.Parameters[0].Type;
        return value is null && takes.IsValueType && takes.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T
            ? ConvertTo(site, type, null)
            : ConvertTo(site, type, Call(site, method, null, [ConvertTo(site, takes, value, isChecked)]), isChecked);
    }

    /// <summary>A value in the type of the variable or element that it is stored in, where no operation says how.</summary>
    object? Assignable(IOperation site, ITypeSymbol? type, object? value, ITypeSymbol? from) =>
        type is not null && from is not null && !SymbolEqualityComparer.Default.Equals(type, from)
        && ((CSharpCompilation)Compilation).ClassifyConversion(from, type) is { IsUserDefined: true, MethodSymbol: { } method }
            ? ConvertByOperator(site, method, type, value)
            : type is { IsValueType: true } ? Copy.Unboxed(ConvertTo(site, type, value, from: from)) : ConvertTo(site, type, value, from: from);

    /// <summary>A value in another type: numbers, enumerations, nullables, tuples element by element, references as they are.</summary>
    public object? ConvertTo(IOperation site, ITypeSymbol? type, object? value, bool isChecked = false, ITypeSymbol? from = null)
    {
        if (type is null)
        {
            return value;
        }

        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return value is null ? null : ConvertTo(site, nullable.TypeArguments[0], value, isChecked, from);
        }

        if (value is null)
        {
            return type.IsValueType && type.TypeKind != TypeKind.TypeParameter ? throw Thrown(site, "InvalidOperationException", $"null is converted to '{type.ToDisplayString()}'") : null;
        }

        if (value is ElementValue element)
        {
            return Elements.Convert(site, element, type);
        }

        var number = value is EnumValue member ? member.Underlying : value;
        if (NumericConversion.IsNumeric(type.SpecialType) && number is ValueType and not bool)
        {
            return ConvertNumber(site, type, number, isChecked, from);
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration && number is ValueType)
        {
            return new EnumValue(enumeration, ConvertNumber(site, enumeration.EnumUnderlyingType!, number, isChecked, from)!);
        }

        if (type is INamedTypeSymbol { IsTupleType: true } tuple && value is TupleValue items)
        {
            return new TupleValue(tuple, [.. items.Items.Select((item, index) => ConvertElement(tuple.TupleElements[index].Type, item))]);
        }

        return ConvertReference(site, type, value, from);

        object? ConvertElement(ITypeSymbol target, object? item) =>
            NumericConversion.IsNumeric(target.SpecialType) && item is not ObjectValue ? ConvertTo(site, target, item, isChecked) : Assignable(site, target, item, TypeOf(item));
    }

    object? ConvertNumber(IOperation site, ITypeSymbol type, object number, bool isChecked, ITypeSymbol? from)
    {
        if (from is { IsReferenceType: true } && type.SpecialType != TypeOf(number)?.SpecialType)
        {
            throw Thrown(site, "InvalidCastException", $"a boxed '{TypeOf(number)?.ToDisplayString()}' is unboxed as '{type.ToDisplayString()}'");
        }

        try
        {
            return NumericConversion.To(type.SpecialType, number, isChecked);
        }
        catch (OverflowException)
        {
            throw Thrown(site, "OverflowException", $"{ValueFormat.Of(number)} does not fit into '{type.ToDisplayString()}'");
        }
    }

    object? ConvertReference(IOperation site, ITypeSymbol type, object value, ITypeSymbol? from)
    {
        // An upcast needs no look at the value; a downcast does.
        var isUpcast = from is null || Compilation.ClassifyCommonConversion(from, type) is { IsImplicit: true };
        if (isUpcast || IsInstance(site, value, type, from))
        {
            return value is string text && type is not { SpecialType: SpecialType.System_String or SpecialType.System_Object } && IsSpan(type)
                ? new ArrayValue(type, [.. text.Select(character => (object?)character)])
                : value;
        }

        throw Thrown(site, "InvalidCastException", $"a '{TypeOf(value)?.ToDisplayString() ?? "value"}' is no '{type.ToDisplayString()}'");
    }

    static bool IsSpan(ITypeSymbol type) => type.Name is "ReadOnlySpan" or "Span";

    /// <summary>Whether a value is of a type, as patterns and casts ask.</summary>
    /// <param name="site">Where.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">The type.</param>
    /// <param name="from">The type that the value is known to have.</param>
    public bool IsInstance(IOperation site, object? value, ITypeSymbol type, ITypeSymbol? from)
    {
        if (value is null)
        {
            return false;
        }

        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
        }

        if (type.SpecialType == SpecialType.System_Object)
        {
            return true;
        }

        if (TypeOf(value) is { } actual)
        {
            return IsUpcast(actual, type);
        }

        // Of delegates and lazy sequences no type is kept but the one that the source gives them.
        return from is not null && IsUpcast(from, type) ? true : throw Unsupported(site, $"the question whether a delegate or a lazy sequence is a '{type.ToDisplayString()}'");
    }

    bool IsUpcast(ITypeSymbol from, ITypeSymbol type) =>
        Compilation.ClassifyCommonConversion(from, type) is { Exists: true, IsImplicit: true, IsNumeric: false, IsUserDefined: false };

    /// <summary>The run-time type of a value; null where the evaluator does not keep it.</summary>
    public ITypeSymbol? TypeOf(object? value) => Place.Strip(value) switch
    {
        ObjectValue instance => instance.Type,
        ArrayValue array => array.Type,
        ListValue list => list.Type,
        SetValue set => set.Type,
        DictionaryValue dictionary => dictionary.Type,
        TupleValue tuple => tuple.Type,
        EnumValue member => member.Type,
        ExceptionValue exception => exception.Type,
        TensorValue => Vocabulary.Tensor,
        string => Compilation.GetSpecialType(SpecialType.System_String),
        bool => Compilation.GetSpecialType(SpecialType.System_Boolean),
        char => Compilation.GetSpecialType(SpecialType.System_Char),
        sbyte => Compilation.GetSpecialType(SpecialType.System_SByte),
        byte => Compilation.GetSpecialType(SpecialType.System_Byte),
        short => Compilation.GetSpecialType(SpecialType.System_Int16),
        ushort => Compilation.GetSpecialType(SpecialType.System_UInt16),
        int => Compilation.GetSpecialType(SpecialType.System_Int32),
        uint => Compilation.GetSpecialType(SpecialType.System_UInt32),
        long => Compilation.GetSpecialType(SpecialType.System_Int64),
        ulong => Compilation.GetSpecialType(SpecialType.System_UInt64),
        float => Compilation.GetSpecialType(SpecialType.System_Single),
        double => Compilation.GetSpecialType(SpecialType.System_Double),
        decimal => Compilation.GetSpecialType(SpecialType.System_Decimal),
        _ => null,
    };
}
