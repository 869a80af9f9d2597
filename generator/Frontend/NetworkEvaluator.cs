using System.Collections.Immutable;
using Lathe.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend;

/// <summary>Evaluates the declaration of a network.</summary>
internal static class NetworkEvaluator
{
    /// <summary>Evaluates one record that carries [Network].</summary>
    /// <param name="compilation">What the record belongs to; it must refer to the vocabulary.</param>
    /// <param name="network">The record.</param>
    /// <param name="cancellation">Ends the evaluation with an <see cref="OperationCanceledException"/>.</param>
    public static Evaluation Evaluate(Compilation compilation, INamedTypeSymbol network, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var vocabulary = Vocabulary.Of(compilation) ?? throw new ArgumentException("The compilation does not refer to Lathe.Runtime.", nameof(compilation));
        var findings = new List<Finding>();
        NetworkDeclaration.Check(network, vocabulary, findings);
        ImmutableArray<SyntaxTree> trees = [.. network.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree).Distinct()];
        return new(null, [.. findings], [], trees);
    }
}
