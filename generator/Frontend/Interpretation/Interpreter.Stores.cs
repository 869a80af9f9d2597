using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    Store Target(IOperation target) => target switch
    {
        ILocalReferenceOperation local => Target(local, local.Local, local.IsDeclaration),
        IParameterReferenceOperation parameter => Target(parameter, parameter.Parameter, isDeclaration: false),
        IFieldReferenceOperation field => Target(field),
        IPropertyReferenceOperation property => Target(property),
        IArrayElementReferenceOperation element => Target(element),
        IImplicitIndexerReferenceOperation indexer => Target(indexer),
        IDiscardOperation => new(() => null, _ => { }),
        IDeclarationExpressionOperation declaration => Target(declaration.Expression),
        IInvalidOperation => throw new InvalidSource(),
        _ => throw Unsupported(target, "this assignment"),
    };

    Store Target(IOperation operation, ISymbol symbol, bool isDeclaration)
    {
        if (isDeclaration)
        {
            frame.Declare(symbol, null);
        }

        var variable = VariableOf(operation, symbol);
        return new(() => variable.Value, value => variable.Value = variable.IsFrozen ? throw Fault(operation, Rules.FieldWrite, symbol.Name) : Copy.OfStruct(value));
    }

    Store Target(IFieldReferenceOperation operation)
    {
        var field = operation.Field;
        if (field.IsStatic)
        {
            throw Fault(operation, Rules.StaticStore, field.Name);
        }

        var receiver = ReadMemberReceiver(operation, operation.Instance);
        return Place.Strip(receiver) switch
        {
            TupleValue tuple => new(() => TupleElement(receiver, tuple, field), value => tuple.Items[TupleIndex(field)] = tuple.IsFrozen ? throw Fault(operation, Rules.FieldWrite, field.Name) : Copy.OfStruct(value)),
            ObjectValue instance => new(() => ReadMember(operation, receiver, field), value => Write(operation, instance, field, value)),
            _ => throw Unsupported(operation, "this assignment"),
        };
    }

    void Write(IOperation operation, ObjectValue instance, ISymbol member, object? value)
    {
        if (instance.IsFrozen)
        {
            throw Fault(operation, Rules.FieldWrite, member.Name);
        }

        instance.Members[Stored(member)] = Copy.OfStruct(value);
    }

    Store Target(IPropertyReferenceOperation operation)
    {
        var property = operation.Property;
        if (property.IsStatic)
        {
            throw Fault(operation, Rules.StaticStore, property.Name);
        }

        var receiver = ReadMemberReceiver(operation, operation.Instance);
        var arguments = Arguments(operation.Arguments);
        var isBase = IsBase(operation.Instance);
        return new(() => GetProperty(operation, receiver, property, arguments, isBase), value => SetProperty(operation, receiver, property, arguments, value, isBase));
    }

    void SetProperty(IOperation operation, object receiver, IPropertySymbol property, object?[] arguments, object? value, bool isBase)
    {
        if (IsSource(property))
        {
            var actual = Accessible(isBase ? property : Override(property, Place.Strip(receiver)) as IPropertySymbol ?? property, candidate => candidate.SetMethod);
            if (actual.SetMethod is { } setter && BodyOf(setter) is { } body)
            {
                CallSource(operation, setter, body, receiver, [.. arguments, value]);
                return;
            }

            Write(operation, (ObjectValue)Place.Strip(receiver)!, actual, value);
        }
        else if (Vocabulary.Owns(property) && Place.Strip(receiver) is ObjectValue instance)
        {
            Write(operation, instance, property, value);
        }
        else
        {
            library.Set(operation, property, receiver, arguments, value);
        }
    }

    Store Target(IArrayElementReferenceOperation operation)
    {
        var receiver = Evaluate(operation.ArrayReference);
        var array = ArrayOf(operation, receiver);
        var index = Position(operation, array, [.. operation.Indices.Select(Evaluate)]);
        return new(
            () => Place.Below(Place.PathOf(receiver), index, array.Items[index]),
            value => array.Items[index] = array.IsFrozen ? throw Fault(operation, Rules.FieldWrite, Spans.ReceiverText(operation.Syntax)) : Copy.OfStruct(value));
    }

    Store Target(IImplicitIndexerReferenceOperation operation)
    {
        var receiver = NotNull(operation, Evaluate(operation.Instance));
        var index = Offset(operation, Evaluate(operation.Argument), CountOf(operation, receiver));
        return new(() => ElementAt(operation, receiver, index), value => SetElement(operation, receiver, index, value));
    }

    void SetElement(IOperation operation, object receiver, int index, object? value)
    {
        if (Place.Strip(receiver) is ListValue list)
        {
            list.Items[index] = list.IsFrozen ? throw Fault(operation, Rules.FieldWrite, Spans.ReceiverText(operation.Syntax)) : Copy.OfStruct(value);
        }
        else
        {
            var array = ArrayOf(operation, receiver);
            array.Items[index] = array.IsFrozen ? throw Fault(operation, Rules.FieldWrite, Spans.ReceiverText(operation.Syntax)) : Copy.OfStruct(value);
        }
    }
}
