using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    /// <summary>The instance that a member is called on. A struct's member gets the variable that holds it and can change that; where there is none, or one
    /// that may not change, it gets a copy.</summary>
    object? Receiver(IOperation instance)
    {
        var value = Evaluate(instance);
        return Place.Strip(value) is ObjectValue { IsStruct: true } && !IsVariable(instance) ? Copy.OfStruct(value) : value;
    }

    bool IsVariable(IOperation instance) => instance switch
    {
        ILocalReferenceOperation or IArrayElementReferenceOperation => true,
        IParameterReferenceOperation parameter => parameter.Parameter.RefKind is not (RefKind.In or RefKind.RefReadOnlyParameter),
        IFieldReferenceOperation field => (!field.Field.IsReadOnly || IsBeingSet(field)) && (field.Instance is null || HoldsVariables(field.Instance)),
        IPropertyReferenceOperation property => property.Property.ReturnsByRef,
        IImplicitIndexerReferenceOperation { IndexerSymbol: IPropertySymbol indexer } => indexer.ReturnsByRef,
        IInstanceReferenceOperation => frame.Owner is not IMethodSymbol { IsReadOnly: true },
        IParenthesizedOperation parenthesized => IsVariable(parenthesized.Operand),

        // What lies in a box stays in it.
        IConversionOperation conversion => conversion.Operand.Type is { IsReferenceType: true } && conversion.Type is { IsReferenceType: true },
        { Type.IsReferenceType: true } => true,
        _ => false,
    };

    bool HoldsVariables(IOperation instance) => instance.Type is { IsReferenceType: true } || IsVariable(instance);

    /// <summary>Whether a readonly field belongs to what the running constructor or init accessor makes.</summary>
    bool IsBeingSet(IFieldReferenceOperation field) =>
        field.Instance is IInstanceReferenceOperation
        && frame.Owner is IMethodSymbol method && (method.MethodKind == MethodKind.Constructor || method.IsInitOnly)
        && SymbolEqualityComparer.Default.Equals(method.ContainingType, field.Field.ContainingType);
}
