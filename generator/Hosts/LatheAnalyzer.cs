using System.Collections.Immutable;
using Lathe.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Lathe.Generator.Hosts;

/// <summary>The live host: evaluates the networks once a compilation while the user types, and reports to each file what is wrong in it.</summary>
/// <remarks>Builds are silent here: there the generator reports, whether analysers run or not.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LatheAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. Rules.All.Select(rule => rule.Descriptor)];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (!HostOptions.Read(start.Options.AnalyzerConfigOptionsProvider).DesignTime)
            {
                return;
            }

            var report = new CompilationReport(start.Compilation);
            start.RegisterSemanticModelAction(model =>
            {
                foreach (var diagnostic in report.In(model.SemanticModel.SyntaxTree, model.CancellationToken))
                {
                    model.ReportDiagnostic(diagnostic);
                }
            });
        });
    }

    /// <summary>One evaluation, shared by the actions of all files; a cancelled one leaves nothing behind.</summary>
    sealed class CompilationReport(Compilation compilation)
    {
        readonly object gate = new();
        ILookup<SyntaxTree?, Diagnostic>? diagnostics;

        public IEnumerable<Diagnostic> In(SyntaxTree tree, CancellationToken cancellation)
        {
            lock (gate)
            {
                diagnostics ??= Diagnostics(cancellation);
                return diagnostics[tree];
            }
        }

        ILookup<SyntaxTree?, Diagnostic> Diagnostics(CancellationToken cancellation) =>
            FindingMerger.Merge(NetworkEvaluations.Findings(NetworkEvaluations.Of(compilation, keepsGraphs: false, cancellation)), SourceTrees.ByPath(compilation))
                .ToLookup(diagnostic => diagnostic.Location.SourceTree);
    }
}
