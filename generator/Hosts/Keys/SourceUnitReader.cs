using System.Collections.Immutable;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lathe.Generator.Hosts.Keys;

/// <summary>Reads the units of a file from its tokens alone; no symbol is bound.</summary>
internal static class SourceUnitReader
{
    public static IEnumerable<SourceUnit> Read(CompilationUnitSyntax root, CancellationToken cancellation) =>
        Read(root.Members, [.. root.Externs, .. root.Usings], "", ContentHash.Start, [], Aliases(root.Usings), cancellation);

    /// <summary>A namespace with those around it.</summary>
    public static string FullName(BaseNamespaceDeclarationSyntax @namespace) =>
        string.Concat(@namespace.AncestorsAndSelf().OfType<BaseNamespaceDeclarationSyntax>().Reverse().Select(Name));

    static string Name(BaseNamespaceDeclarationSyntax @namespace) =>
        string.Join(".", @namespace.Name.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)) + ".";

    static IEnumerable<SourceUnit> Read(
        SyntaxList<MemberDeclarationSyntax> members,
        ImmutableArray<SyntaxNode> directives,
        string @namespace,
        ContentHash hash,
        ImmutableHashSet<string> mentions,
        ImmutableHashSet<string> aliases,
        CancellationToken cancellation)
    {
        var above = mentions.ToBuilder();
        foreach (var directive in directives)
        {
            hash = Add(directive, hash, above);
        }

        mentions = above.ToImmutable();
        foreach (var member in members)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax inner:
                    var name = @namespace + Name(inner);
                    foreach (var unit in Read(inner.Members, [.. inner.Externs, .. inner.Usings], name, hash.With(name), mentions, aliases.Union(Aliases(inner.Usings)), cancellation))
                    {
                        yield return unit;
                    }

                    break;
                case BaseTypeDeclarationSyntax or DelegateDeclarationSyntax:
                    var mentioned = mentions.ToBuilder();
                    var tokens = Add(member, hash.With(@namespace), mentioned);
                    yield return new(
                        [.. Names(member)],
                        [.. mentioned.OrderBy(text => text, StringComparer.Ordinal)],
                        tokens,
                        [.. Networks(member, @namespace, aliases)]);
                    break;
                case GlobalStatementSyntax statement:
                    foreach (var local in Locals(statement))
                    {
                        yield return new([local], [], ContentHash.Start.With(local), []);
                    }

                    break;
            }
        }
    }

    static ContentHash Add(SyntaxNode node, ContentHash hash, ImmutableHashSet<string>.Builder mentions)
    {
        foreach (var token in node.DescendantTokens())
        {
            hash = hash.With((ulong)token.RawKind).With(token.Text);
            if (token.IsKind(SyntaxKind.IdentifierToken))
            {
                mentions.Add(token.ValueText);
            }
        }

        return hash;
    }

    /// <summary>What a top-level statement declares: no type may use it, but it hides what has its name.</summary>
    static IEnumerable<string> Locals(GlobalStatementSyntax statement) => statement.DescendantNodes().Select(node => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        _ => "",
    }).Where(name => name.Length > 0);

    static IEnumerable<string> Names(MemberDeclarationSyntax member) => member switch
    {
        TypeDeclarationSyntax type => [type.Identifier.ValueText, .. type.Members.SelectMany(ExtensionNames)],
        BaseTypeDeclarationSyntax type => [type.Identifier.ValueText],
        DelegateDeclarationSyntax type => [type.Identifier.ValueText],
        _ => [],
    };

    static IEnumerable<string> ExtensionNames(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax { ParameterList.Parameters: [var first, ..] } method when first.Modifiers.Any(SyntaxKind.ThisKeyword) => [method.Identifier.ValueText],

        // An extension block, which the pinned syntax model has no node of its own for.
        TypeDeclarationSyntax { Keyword.ValueText: "extension" } block => block.Members.Select(NameOf),
        _ => [],
    };

    static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax => SourceUnit.OperatorName,
        _ => "",
    };

    static IEnumerable<string> Networks(MemberDeclarationSyntax member, string prefix, ImmutableHashSet<string> aliases)
    {
        if (member is not TypeDeclarationSyntax type)
        {
            yield break;
        }

        var arity = type.TypeParameterList is { Parameters.Count: > 0 and var count } ? $"`{count}" : "";
        var name = prefix + type.Identifier.ValueText + arity;
        if (type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => IsNetwork(attribute, aliases)))
        {
            yield return name;
        }

        foreach (var nested in type.Members.SelectMany(inner => Networks(inner, name + "+", aliases)))
        {
            yield return nested;
        }
    }

    static bool IsNetwork(AttributeSyntax attribute, ImmutableHashSet<string> aliases) =>
        LastIdentifier(attribute.Name) is "Network" or "NetworkAttribute" || aliases.Contains(LastIdentifier(attribute.Name));

    static ImmutableHashSet<string> Aliases(SyntaxList<UsingDirectiveSyntax> usings) =>
    [
        .. usings.Where(directive => directive is { Alias: not null, Name: { } target } && LastIdentifier(target) == "NetworkAttribute")
            .Select(directive => directive.Alias!.Name.Identifier.ValueText),
    ];

    static string LastIdentifier(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}
