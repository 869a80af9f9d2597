using Lathe.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>Where C#'s own semantics hold exactly, but seldom mean what was meant.</summary>
internal sealed partial class Interpreter
{
    public void Warn(Rule rule, Location location, params string[] arguments)
    {
        if (!Warnings.Any(warning => warning.Rule == rule && warning.Location == location))
        {
            Warnings.Add((rule, location, arguments));
        }
    }

    /// <summary><c>with</c> copies members; what an initialiser computed from a positional parameter stays as it was.</summary>
    void WarnOfKeptInitializers(IWithOperation operation, INamedTypeSymbol type)
    {
        if (!Vocabulary.IsModule(type))
        {
            return;
        }

        foreach (var assignment in operation.Initializer.Initializers.OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is IPropertyReferenceOperation { Property: var property } && DependentInitializer(type, property) is { } dependent)
            {
                Warn(Rules.WithKeepsInitializers, assignment.Syntax.GetLocation(), property.Name, dependent);
            }
        }
    }

    /// <summary>The member whose initialiser reads the positional parameter of a property.</summary>
    string? DependentInitializer(INamedTypeSymbol type, IPropertySymbol property)
    {
        if (!IsSource(property.ContainingType))
        {
            return VocabularyObjects.DependentOn(property);
        }

        return LayoutOf(property.ContainingType).Instance
            .Where(member => member.Initializer is { } initializer
                && OperationOf(initializer) is { } operation
                && operation.Descendants().OfType<IParameterReferenceOperation>().Any(reference => reference.Parameter.Name == property.Name && reference.Parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor }))
            .Select(member => member.Symbol.Name)
            .FirstOrDefault();
    }

    /// <summary>A positional parameter for which the record declares no property, because its base has one of that name: the two may differ.</summary>
    void WarnOfShadowing(INamedTypeSymbol type, IMethodSymbol constructor, IInvocationOperation? baseCall)
    {
        if (!type.IsRecord || !Vocabulary.IsModule(type))
        {
            return;
        }

        foreach (var parameter in constructor.Parameters.Where(parameter => !type.GetMembers(parameter.Name).Any(member => member is IPropertySymbol or IFieldSymbol)))
        {
            var inherited = InheritedMember(type.BaseType, parameter.Name);
            var passed = baseCall?.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter.Name)?.Value;
            var isPassedOn = passed is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter);
            if (inherited is not null && !isPassedOn)
            {
                Warn(Rules.ShadowedProperty, NameOf(parameter), parameter.Name, type.Name, $"{inherited.ContainingType.Name}.{inherited.Name}");
            }
        }
    }

    Location NameOf(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is ParameterSyntax syntax ? syntax.Identifier.GetLocation() : parameter.Locations[0];

    static ISymbol? InheritedMember(INamedTypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).FirstOrDefault(member => member is IPropertySymbol or IFieldSymbol) is { } member)
            {
                return member;
            }
        }

        return null;
    }
}
