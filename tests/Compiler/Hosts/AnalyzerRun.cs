using System.Collections.Immutable;
using Lathe.Generator.Hosts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Lathe.Compiler.Tests.Hosts;

/// <summary>What the live host reports.</summary>
internal static class AnalyzerRun
{
    public static async Task<ImmutableArray<Diagnostic>> OfAsync(Compilation compilation, BuildProperties? properties = null)
    {
        var analyzers = compilation.WithAnalyzers([new LatheAnalyzer()], new AnalyzerOptions([], properties ?? BuildProperties.Editor));
        var diagnostics = await analyzers.GetAnalyzerDiagnosticsAsync(CancellationToken.None);
        return [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    /// <summary>What it reports for one file, as an editor that shows the file asks.</summary>
    public static async Task<ImmutableArray<Diagnostic>> OfAsync(CSharpCompilation compilation, string path)
    {
        var analyzers = compilation.WithAnalyzers([new LatheAnalyzer()], new AnalyzerOptions([], BuildProperties.Editor));
        var model = compilation.GetSemanticModel(compilation.SyntaxTrees.Single(tree => tree.FilePath == path));
        return await analyzers.GetAnalyzerSemanticDiagnosticsAsync(model, null, CancellationToken.None);
    }
}
