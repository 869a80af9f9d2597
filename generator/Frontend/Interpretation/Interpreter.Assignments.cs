using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    object? Assign(ISimpleAssignmentOperation operation)
    {
        if (operation.IsRef)
        {
            throw Unsupported(operation, "a ref assignment");
        }

        var store = Target(operation.Target);
        var value = Evaluate(operation.Value);
        store.Write(value);
        return value;
    }

    object? AssignCompound(ICompoundAssignmentOperation operation)
    {
        var store = Target(operation.Target);
        var left = store.Read();
        var right = Evaluate(operation.Value);
        object? result;
        if (operation.OperatorMethod is { } method && !IsBuiltInOperator(method))
        {
            result = Call(operation, method, null, [ConvertTo(operation, method.Parameters[0].Type, left), right]);
        }
        else
        {
            // Small integers are promoted before the operation and narrowed after it.
            var promoted = operation.InConversion.IsNumeric && operation.Value.Type is { } type && NumericConversion.IsNumeric(type.SpecialType) && !IsShift(operation.OperatorKind)
                ? ConvertTo(operation, type, left)
                : Promote(operation, left);
            result = Apply(operation, operation.OperatorKind, promoted, right, operation.IsChecked, operation.IsLifted, operation.Type);
        }

        var isChecked = operation.IsChecked || (IsShift(operation.OperatorKind) && IsInChecked(operation.Syntax));
        result = operation.OutConversion.MethodSymbol is { } conversion
            ? ConvertByOperator(operation, conversion, operation.Type, result, isChecked)
            : ConvertTo(operation, operation.Type, result, isChecked);
        store.Write(result);
        return result;
    }

    /// <summary>Whether code is in a checked context: a shift is not checked itself, but the conversion of its result is.</summary>
    bool IsInChecked(SyntaxNode syntax) => syntax.Ancestors().FirstOrDefault(node => node is CheckedStatementSyntax or CheckedExpressionSyntax) is { } context
        ? context.Kind() is SyntaxKind.CheckedStatement or SyntaxKind.CheckedExpression
        : Compilation.Options.CheckOverflow;

    static bool IsShift(BinaryOperatorKind kind) => kind is BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift;

    object? Promote(IOperation operation, object? value) =>
        value is sbyte or byte or short or ushort or char ? ConvertTo(operation, Compilation.GetSpecialType(SpecialType.System_Int32), value) : value;

    object? AssignCoalesced(ICoalesceAssignmentOperation operation)
    {
        var store = Target(operation.Target);
        if (store.Read() is { } present)
        {
            return present;
        }

        var value = Evaluate(operation.Value);
        store.Write(value);
        return value;
    }

    object? Increment(IIncrementOrDecrementOperation operation)
    {
        var store = Target(operation.Target);
        var before = store.Read();
        if (operation.OperatorMethod is { } method && !IsBuiltInOperator(method))
        {
            var stepped = Call(operation, method, null, [before]);
            store.Write(stepped);
            return operation.IsPostfix ? before : stepped;
        }

        var kind = operation.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        var promoted = Promote(operation, before is EnumValue member ? member.Underlying : before);
        var one = promoted is null ? null : NumericConversion.To(TypeOf(promoted)?.SpecialType ?? SpecialType.None, 1, isChecked: false);
        var after = promoted is null ? null : ConvertTo(operation, operation.Type, Apply(operation, kind, promoted, one, operation.IsChecked, false, null), operation.IsChecked);
        store.Write(after);
        return operation.IsPostfix ? before : after;
    }

    object? AssignDeconstructed(IDeconstructionAssignmentOperation operation)
    {
        var assign = Deconstruction(operation.Target);
        var value = Copy.OfStruct(Evaluate(operation.Value));
        assign(value);
        return value;
    }

    /// <summary>Evaluates the receivers and indices of all targets; then assigns the parts of a tuple, or of what a Deconstruct method answers.</summary>
    Action<object?> Deconstruction(IOperation target)
    {
        switch (target)
        {
            case IDeclarationExpressionOperation declaration:
                return Deconstruction(declaration.Expression);
            case ITupleOperation tuple:
                Action<object?>[] elements = [.. tuple.Elements.Select(Deconstruction)];
                return value =>
                {
                    var parts = Parts(target, value, elements.Length);
                    for (var index = 0; index < parts.Length; index++)
                    {
                        elements[index](parts[index]);
                    }
                };
            case IDiscardOperation:
                return _ => { };
            case ILocalReferenceOperation { IsDeclaration: true } local:
                return value => frame.Declare(local.Local, Assignable(target, local.Type, value, TypeOf(value)));
            default:
                var store = Target(target);
                return value => store.Write(Assignable(target, target.Type, value, TypeOf(value)));
        }
    }

    object?[] Parts(IOperation site, object? value, int count)
    {
        var path = Place.PathOf(value);
        switch (Place.Strip(value))
        {
            case TupleValue tuple when tuple.Items.Length == count:
                return [.. tuple.Items.Select((item, index) => Place.Below(path, tuple.Type?.TupleElements[index].Name ?? $"Item{index + 1}", item))];
            case PairValue pair when count == 2:
                return [pair.Key, pair.Value];
            case ObjectValue instance when FindDeconstruct(instance.Type, count) is { } method:
                return CallWithOutputs(site, method, value);
            case null:
                throw Thrown(site, "NullReferenceException", "null is deconstructed");
            default:
                throw Unsupported(site, "this deconstruction");
        }
    }

    static IMethodSymbol? FindDeconstruct(INamedTypeSymbol type, int count)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers("Deconstruct").OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.Length == count) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
