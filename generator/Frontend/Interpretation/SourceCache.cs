using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lathe.Generator.Graph;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>The operations of a compilation's bodies, bound once for all networks.</summary>
internal sealed class SourceCache
{
    static readonly ConditionalWeakTable<Compilation, SourceCache> Caches = new();

    readonly Compilation compilation;
    readonly ConcurrentDictionary<SyntaxNode, IOperation?> operations = [];
    readonly ConcurrentDictionary<SyntaxTree, SemanticModel> models = [];
    readonly ConcurrentDictionary<SyntaxTree, int[]> tokens = [];
    readonly ConcurrentDictionary<INamedTypeSymbol, TypeLayout> layouts = new(SymbolEqualityComparer.Default);

    SourceCache(Compilation compilation) => this.compilation = compilation;

    public static SourceCache Of(Compilation compilation) => Caches.GetValue(compilation, compilation => new(compilation));

    /// <summary>The operation of a body, initialiser or base call; null where there is none.</summary>
    public IOperation? OperationOf(SyntaxNode syntax, CancellationToken cancellation) =>
        operations.TryGetValue(syntax, out var operation)
            ? operation
            : operations.GetOrAdd(syntax, ModelOf(syntax.SyntaxTree).GetOperation(syntax, cancellation));

    /// <summary>The members and constructors of a type of this compilation.</summary>
    public TypeLayout LayoutOf(INamedTypeSymbol type, CancellationToken cancellation) =>
        layouts.TryGetValue(type, out var layout) ? layout : layouts.GetOrAdd(type, TypeLayout.Of(type, compilation, cancellation));

    /// <summary>A place as the ordinal of its token, which edits elsewhere in the file do not change.</summary>
    public Origin OriginOf(SyntaxNode syntax, CancellationToken cancellation)
    {
        if (!tokens.TryGetValue(syntax.SyntaxTree, out var starts))
        {
            starts = tokens.GetOrAdd(syntax.SyntaxTree, [.. syntax.SyntaxTree.GetRoot(cancellation).DescendantTokens().Select(token => token.SpanStart)]);
        }

        return new(syntax.SyntaxTree.FilePath, Array.BinarySearch(starts, Spans.Of(syntax).SourceSpan.Start));
    }

#pragma warning disable RS1030 // The evaluator follows calls into any tree of the compilation, in both hosts.
    SemanticModel ModelOf(SyntaxTree tree) => models.GetOrAdd(tree, key => compilation.GetSemanticModel(key));
#pragma warning restore RS1030
}
