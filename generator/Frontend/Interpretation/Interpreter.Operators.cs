using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    object? EvaluateBinary(IBinaryOperation operation)
    {
        if (operation.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr && operation.OperatorMethod is null)
        {
            return EvaluateShortCircuit(operation);
        }

        var left = Evaluate(operation.LeftOperand);
        if (DecidesAlone(operation, left))
        {
            return left;
        }

        var right = Evaluate(operation.RightOperand);
        if (operation.OperatorMethod is { } method && !IsBuiltInOperator(method))
        {
            return operation.IsLifted && (left is null || right is null) ? LiftedNull(operation.OperatorKind, left, right) : Call(operation, method, null, [left, right]);
        }

        return operation is { LeftOperand.Type.SpecialType: SpecialType.System_Object, RightOperand.Type.SpecialType: SpecialType.System_Object, OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }
            ? AreSame(operation, left, right) == (operation.OperatorKind == BinaryOperatorKind.Equals)
            : Apply(operation, operation.OperatorKind, left, right, operation.IsChecked, operation.IsLifted, operation.Type);
    }

    /// <summary>Whether two references are one. Of equal numbers and strings the evaluator does not know in how many boxes they lie.</summary>
    public bool AreSame(IOperation site, object? left, object? right)
    {
        var (a, b) = (Place.Strip(left), Place.Strip(right));
        if (a is null || b is null || !(IsBoxed(a) && IsBoxed(b)))
        {
            return ReferenceEquals(a, b);
        }

        return ValueEquality.AreEqual(a, b) ? throw Unsupported(site, "the comparison of two boxes or strings by reference") : false;
    }

    static bool IsBoxed(object value) => value is ValueType or string or EnumValue or PairValue;

    /// <summary>Operators of numbers that are declared as methods, and equality of records and delegates, which the compiler synthesises.</summary>
    static bool IsBuiltInOperator(IMethodSymbol method) =>
        method.ContainingType.SpecialType is SpecialType.System_Decimal or SpecialType.System_String or SpecialType.System_Delegate or SpecialType.System_MulticastDelegate
        || (method.Name is "op_Equality" or "op_Inequality" && method.IsImplicitlyDeclared);

    /// <summary>Whether the left operand of <c>&amp;&amp;</c> or <c>||</c> on a type of the user's is the result, as the type's <c>false</c> or <c>true</c> says.</summary>
    bool DecidesAlone(IBinaryOperation operation, object? left)
    {
        var name = operation.OperatorKind switch { BinaryOperatorKind.ConditionalAnd => "op_False", BinaryOperatorKind.ConditionalOr => "op_True", _ => null };
        return name is not null && operation.OperatorMethod!.ContainingType.GetMembers(name).FirstOrDefault() is IMethodSymbol decide && Call(operation, decide, null, [left]) is true;
    }

    object? EvaluateShortCircuit(IBinaryOperation operation)
    {
        var isAnd = operation.OperatorKind == BinaryOperatorKind.ConditionalAnd;
        return Evaluate(operation.LeftOperand) switch
        {
            bool left => left == isAnd ? Evaluate(operation.RightOperand) : left,
            ElementValue left => Elements.Binary(operation, operation.OperatorKind, left, Evaluate(operation.RightOperand)),
            _ => throw Unsupported(operation, "this operator"),
        };
    }

    /// <summary>A built-in operator.</summary>
    object? Apply(IOperation site, BinaryOperatorKind kind, object? left, object? right, bool isChecked, bool isLifted, ITypeSymbol? type)
    {
        if (left is ElementValue || right is ElementValue)
        {
            return Elements.Binary(site, kind, left, right);
        }

        if (isLifted && (left is null || right is null))
        {
            return LiftedNull(kind, left, right);
        }

        var result = (kind, left, right) switch
        {
            (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, FunctionValue, FunctionValue or null) or (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, null, FunctionValue) => throw Unsupported(site, "a multicast delegate"),
            (BinaryOperatorKind.Add, string or null, _) or (BinaryOperatorKind.Add, _, string) => Concatenate(site, left, right),
            (_, EnumValue or null, EnumValue) or (_, EnumValue, _) => ApplyToEnum(site, kind, left, right, isChecked, type),
            (_, { } a, { } b) when a is ValueType && b is ValueType => Calculate(site, kind, a, b, isChecked),
            (BinaryOperatorKind.Equals, _, _) => ValuesEqual(site, left, right),
            (BinaryOperatorKind.NotEquals, _, _) => !ValuesEqual(site, left, right),
            _ => null,
        };
        return result ?? throw Unsupported(site, "this operator");
    }

    object? Calculate(IOperation site, BinaryOperatorKind kind, object left, object right, bool isChecked)
    {
        try
        {
            return Arithmetic.Binary(kind, left, right, isChecked);
        }
        catch (DivideByZeroException)
        {
            throw Thrown(site, "DivideByZeroException", $"{ValueFormat.Of(left)} is divided by zero");
        }
        catch (OverflowException)
        {
            throw Thrown(site, "OverflowException", $"the result of {ValueFormat.Of(left)} and {ValueFormat.Of(right)} does not fit");
        }
    }

    static object? LiftedNull(BinaryOperatorKind kind, object? left, object? right) => kind switch
    {
        BinaryOperatorKind.Equals => left is null && right is null,
        BinaryOperatorKind.NotEquals => left is not null || right is not null,
        BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual => false,
        BinaryOperatorKind.And when left is false || right is false => false,
        BinaryOperatorKind.Or when left is true || right is true => true,
        _ => null,
    };

    object? ApplyToEnum(IOperation site, BinaryOperatorKind kind, object? left, object? right, bool isChecked, ITypeSymbol? type)
    {
        if (left is null || right is null)
        {
            return kind == BinaryOperatorKind.NotEquals;
        }

        var underlying = ((left as EnumValue) ?? (EnumValue)right).Type.EnumUnderlyingType!.SpecialType;
        var promoted = underlying is SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_UInt32 ? underlying : SpecialType.System_Int32;
        var result = Calculate(site, kind, Number(left, promoted), Number(right, promoted), isChecked);
        return type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration && result is not null
            ? new EnumValue(enumeration, NumericConversion.To(enumeration.EnumUnderlyingType!.SpecialType, result, isChecked)!)
            : result;
    }

    static object Number(object value, SpecialType type) => NumericConversion.To(type, value is EnumValue member ? member.Underlying : value, isChecked: false)!;

    /// <summary>The built-in or synthesised <c>==</c>: by value for records, by reference for other classes.</summary>
    public bool ValuesEqual(IOperation site, object? left, object? right)
    {
        if (Place.Strip(left) is ObjectValue { Type.IsRecord: true } instance && FindUserEquals(instance.Type) is { } equals)
        {
            return Place.Strip(right) is null or ObjectValue && (right is null || IsInstance(site, right, equals.Parameters[0].Type, null)) && Call(site, equals, left, [right]) is true;
        }

        if (left is string { Length: >= Limits.BlockElements } text && right is string other && text.Length == other.Length)
        {
            Step(site, text.Length / Limits.BlockElements);
        }

        return ValueEquality.AreEqual(left, right);
    }

    /// <summary>The Equals that the source declares for a record.</summary>
    IMethodSymbol? FindUserEquals(INamedTypeSymbol type) => type.GetMembers("Equals").OfType<IMethodSymbol>().FirstOrDefault(
        method => !method.IsImplicitlyDeclared && IsSource(method) && method.Parameters is [var only] && SymbolEqualityComparer.Default.Equals(only.Type, type));

    object? EvaluateUnary(IUnaryOperation operation)
    {
        var operand = Evaluate(operation.Operand);
        if (operation.OperatorMethod is { } method && !IsBuiltInOperator(method))
        {
            return operation.IsLifted && operand is null ? null : Call(operation, method, null, [operand]);
        }

        return operation.OperatorKind == UnaryOperatorKind.Hat ? IndexFromEnd(operation, operand) : Apply(operation, operation.OperatorKind, operand, operation.IsChecked);
    }

    object? Apply(IOperation site, UnaryOperatorKind kind, object? operand, bool isChecked)
    {
        switch (operand)
        {
            case null:
                return null;
            case ElementValue element:
                return Elements.Unary(site, kind, element);
            case EnumValue member when kind == UnaryOperatorKind.BitwiseNegation:
                var flipped = Arithmetic.Unary(kind, Number(member, SpecialType.System_Int64), isChecked: false)!;
                return new EnumValue(member.Type, NumericConversion.To(member.Type.EnumUnderlyingType!.SpecialType, flipped, isChecked: false)!);
            default:
                try
                {
                    return Arithmetic.Unary(kind, operand, isChecked) ?? throw Unsupported(site, "this operator");
                }
                catch (OverflowException)
                {
                    throw Thrown(site, "OverflowException", $"the negative of {ValueFormat.Of(operand)} does not fit");
                }
        }
    }

    object? EvaluateTupleBinary(ITupleBinaryOperation operation)
    {
        var left = Evaluate(operation.LeftOperand);
        var right = Evaluate(operation.RightOperand);
        var equal = Place.Strip(left) is TupleValue a && Place.Strip(right) is TupleValue b ? TuplesEqual(operation, a, b) : ValueEquality.AreEqual(left, right);
        return operation.OperatorKind == BinaryOperatorKind.Equals ? equal : Apply(operation, UnaryOperatorKind.Not, equal, isChecked: false);
    }

    /// <summary>C#'s <c>==</c> of tuples: of numbers, truth values and elements of tensors item by item, so that what is not a number is unequal to itself.</summary>
    object TuplesEqual(IOperation site, TupleValue left, TupleValue right)
    {
        object all = true;
        foreach (var (a, b) in left.Items.Zip(right.Items, (a, b) => (Place.Strip(a), Place.Strip(b))))
        {
            var equal = (a, b) switch
            {
                (TupleValue inner, TupleValue other) => TuplesEqual(site, inner, other),
                (ElementValue, _) or (_, ElementValue) => Elements.Binary(site, BinaryOperatorKind.Equals, a, b),
                (ObjectValue { Type: var type }, _) when type.GetMembers("op_Equality").Any(member => !member.IsImplicitlyDeclared) =>
                    throw Unsupported(site, $"the comparison of tuples with a '{type.Name}', which declares '==',"),
                (float or double, float or double) => Calculate(site, BinaryOperatorKind.Equals, a, b, isChecked: false)!,
                _ => ValuesEqual(site, a, b),
            };
            all = all is ElementValue || equal is ElementValue ? Elements.Binary(site, BinaryOperatorKind.And, all, equal) : all is true && equal is true;
        }

        return all;
    }

    object? EvaluateConditional(IConditionalOperation operation)
    {
        return Evaluate(operation.Condition) switch
        {
            ElementValue element => Elements.Choose(operation, element, Evaluate(operation.WhenTrue), Evaluate(operation.WhenFalse!)),
            true => Evaluate(operation.WhenTrue),
            false => Evaluate(operation.WhenFalse!),
            _ => throw Unsupported(operation.Condition, "a condition that is no bool"),
        };
    }
}
