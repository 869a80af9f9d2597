using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>The stored members of a type that is declared in source, in source order, with their initialisers.</summary>
internal sealed class TypeLayout
{
    /// <summary>Instance fields and automatic properties in source order.</summary>
    public ImmutableArray<StoredMember> Instance { get; private set; } = [];

    /// <summary>The positional parameters, if the type has a primary constructor.</summary>
    public IMethodSymbol? PrimaryConstructor { get; private set; }

    /// <summary>The declaration with the primary constructor's parameters.</summary>
    public TypeDeclarationSyntax? PrimaryDeclaration { get; private set; }

    public static TypeLayout Of(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        var layout = new TypeLayout();
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellation) is TypeDeclarationSyntax { ParameterList: not null } declaration)
            {
                layout.PrimaryDeclaration = declaration;
                layout.PrimaryConstructor = type.InstanceConstructors.FirstOrDefault(
                    constructor => constructor.DeclaringSyntaxReferences.Any(other => other.GetSyntax(cancellation) == declaration));
            }
        }

        var order = compilation.SyntaxTrees.Select((tree, index) => (tree, index)).ToDictionary(pair => pair.tree, pair => pair.index);
        layout.Instance =
        [
            .. type.GetMembers()
                .Where(member => !member.IsStatic && IsStored(member))
                .Select(member => Stored(member, cancellation))
                .OrderBy(member => order[member.Location.SourceTree!])
                .ThenBy(member => member.Location.SourceSpan.Start),
        ];
        return layout;
    }

    /// <summary>The members as a default has them.</summary>
    public TypeLayout WithoutInitializers() => new()
    {
        Instance = [.. Instance.Select(member => member with { Initializer = null })],
        PrimaryConstructor = PrimaryConstructor,
        PrimaryDeclaration = PrimaryDeclaration,
    };

    /// <summary>The initialiser of a field or automatic property; null if it has none.</summary>
    public static EqualsValueClauseSyntax? InitializerOf(ISymbol member, CancellationToken cancellation) =>
        member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) switch
        {
            VariableDeclaratorSyntax variable => variable.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        };

    static bool IsStored(ISymbol member) => member switch
    {
        IFieldSymbol field => !field.IsImplicitlyDeclared && !field.IsConst,
        IPropertySymbol property => IsAutomatic(property),
        _ => false,
    };

    /// <summary>Whether the compiler stores the property in a field of its own.</summary>
    public static bool IsAutomatic(IPropertySymbol property) =>
        property.ContainingType.GetMembers().Any(member => member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    static StoredMember Stored(ISymbol member, CancellationToken cancellation) =>
        new(member, InitializerOf(member, cancellation), SegmentOf(member), member.Locations.First(location => location.IsInSource));

    /// <summary>The path segment: what [Name] says, on the member or on the positional parameter that made it; else the member's name.</summary>
    static string SegmentOf(ISymbol member)
    {
        var parameters = member.ContainingType.InstanceConstructors.SelectMany(constructor => constructor.Parameters)
            .Where(parameter => parameter.Name == member.Name && parameter.Locations.Intersect(member.Locations).Any());
        return parameters.Prepend(member)
            .SelectMany(symbol => symbol.GetAttributes())
            .Where(attribute => attribute.AttributeClass is { Name: "NameAttribute", ContainingNamespace.Name: "Lathe" })
            .Select(attribute => attribute.ConstructorArguments is [{ Value: string segment }] ? segment : null)
            .FirstOrDefault(segment => segment is not null) ?? member.Name;
    }
}

/// <summary>A field or automatic property.</summary>
internal sealed record StoredMember(ISymbol Symbol, EqualsValueClauseSyntax? Initializer, string Segment, Location Location);
