using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lathe.Generator.Hosts.Keys;

/// <summary>What a syntax tree declares. Read once a tree: an edit makes one new tree, all others are known.</summary>
internal sealed class SourceFile
{
    static readonly ConditionalWeakTable<SyntaxTree, SourceFile> Known = new();

    SourceFile(SyntaxTree tree, CancellationToken cancellation)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot(cancellation);
        var globals = root.Usings.Where(directive => directive.GlobalKeyword.RawKind != 0).ToImmutableArray();
        GlobalUsings = [.. globals.Select(directive => directive.ToString())];
        GlobalMentions = [.. globals.SelectMany(Identifiers).Distinct()];
        Units = [.. SourceUnitReader.Read(root, cancellation)];
        Namespaces = [.. root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<BaseNamespaceDeclarationSyntax>()
            .Select(SourceUnitReader.FullName)
            .Distinct()];
    }

    /// <summary>The types at the top level of the file.</summary>
    public ImmutableArray<SourceUnit> Units { get; }

    /// <summary>The namespaces' full names: one more, or one elsewhere, can change what any name means.</summary>
    public ImmutableArray<string> Namespaces { get; }

    /// <summary>The using directives that work in all files.</summary>
    public ImmutableArray<string> GlobalUsings { get; }

    /// <summary>The identifiers in them.</summary>
    public ImmutableArray<string> GlobalMentions { get; }

    public static SourceFile Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (!Known.TryGetValue(tree, out var file))
        {
            file = new SourceFile(tree, cancellation);
            Known.GetValue(tree, _ => file);
        }

        return file;
    }

    static IEnumerable<string> Identifiers(SyntaxNode node) =>
        node.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText);
}
