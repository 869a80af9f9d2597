using System.Collections.Immutable;
using Lathe.Generator.Frontend;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Lathe.Generator.Hosts;

/// <summary>Silences the advice of other analysers that does not hold for declarations: nothing constructs or calls a module at run time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LatheSuppressor : DiagnosticSuppressor
{
    static readonly ImmutableDictionary<string, SuppressionDescriptor> ByAdvice = new[]
    {
        new SuppressionDescriptor("LATHES01", "CA1062", "Modules are evaluated while the project builds; no caller can pass null."),
        new SuppressionDescriptor("LATHES02", "CA1812", "Modules are evaluated while the project builds; nothing instantiates them at run time."),
        new SuppressionDescriptor("LATHES03", "CA1822", "Forward and Loss are instance methods, also where they use no member."),
    }.ToImmutableDictionary(suppression => suppression.SuppressedDiagnosticId);

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } =
        [.. ByAdvice.Values.OrderBy(suppression => suppression.Id, StringComparer.Ordinal)];

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (Vocabulary.Of(context.Compilation) is not { } vocabulary)
        {
            return;
        }

        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (ByAdvice.TryGetValue(diagnostic.Id, out var suppression) && IsDeclaration(diagnostic.Location, context, vocabulary))
            {
                context.ReportSuppression(Suppression.Create(suppression, diagnostic));
            }
        }
    }

    /// <summary>Whether a place is in a module, or names a tensor, which has no value at run time.</summary>
    static bool IsDeclaration(Location location, SuppressionAnalysisContext context, Vocabulary vocabulary)
    {
        if (location.SourceTree is not { } tree)
        {
            return false;
        }

        var model = context.GetSemanticModel(tree);
        var node = tree.GetRoot(context.CancellationToken).FindNode(location.SourceSpan, getInnermostNodeForTie: true);
        return model.GetSymbolInfo(node, context.CancellationToken).Symbol is IParameterSymbol parameter && vocabulary.IsTensor(parameter.Type)
            || node.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().FirstOrDefault() is { } declaration
                && vocabulary.IsModule(model.GetDeclaredSymbol(declaration, context.CancellationToken));
    }
}
