using System.Collections.Immutable;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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
        var interpreter = new Interpreter(compilation, vocabulary, cancellation);
        NetworkGraph? graph = null;
        ImmutableArray<LayerMember> members = [];
        if (NetworkDeclaration.Check(network, vocabulary, findings) is { } declaration)
        {
            try
            {
                var instance = interpreter.Instantiate(network);
                instance.Freeze();
                var tree = ModuleTree.Of(interpreter, instance);
                (graph, var names) = new ForwardEvaluation(interpreter, declaration, instance, tree).Run();
                members = [.. tree.Members(names)];
            }
            catch (EvaluationFault fault)
            {
                // Where C# has already said what is wrong, Lathe is silent: a local variable without a value, a way through a method that returns none.
                // No filter asks: it would swallow a cancellation.
                if (!HasErrors(compilation, fault.Location, cancellation))
                {
                    findings.Add(new(fault.Rule, SourcePlace.Of(fault.Location), fault.Arguments.ToEquatableArray())
                    {
                        Path = fault.Path,
                        Related = fault.Related.Select(SourcePlace.Of).ToEquatableArray(),
                    });
                }
            }
            catch (InvalidSource)
            {
                // C# has already said what is wrong there.
            }
            catch (InsufficientExecutionStackException)
            {
                findings.Add(new(Rules.Limit, SourcePlace.Of(network.Locations[0]), new[] { "the stack was used up" }.ToEquatableArray()));
            }

            findings.AddRange(interpreter.Warnings.Select(warning => new Finding(warning.Rule, SourcePlace.Of(warning.Location), warning.Arguments.ToEquatableArray())));
        }

        var visited = interpreter.Visited.Concat(network.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree)).ToImmutableHashSet();
        return new(
            graph,
            findings.Select(finding => finding with { Network = network.Name }).ToEquatableArray(),
            members,
            [.. compilation.SyntaxTrees.Where(visited.Contains)]);
    }

    /// <summary>Whether C# finds an error in the member that a place lies in.</summary>
    static bool HasErrors(Compilation compilation, Location place, CancellationToken cancellation) =>
        place.SourceTree is { } tree
        && tree.GetRoot(cancellation).FindNode(place.SourceSpan).FirstAncestorOrSelf<MemberDeclarationSyntax>(node => node is not BaseTypeDeclarationSyntax) is { } member
        && compilation.GetSemanticModel(tree).GetDiagnostics(member.Span, cancellation).Any(diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error);
}
