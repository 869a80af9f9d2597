using Lathe.Generator.Frontend;
using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lathe.Networks.Tests;

/// <summary>The graphs of the records that this project compiles, from their source.</summary>
static class RecordGraphs
{
    const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq; global using Lathe;";

    static readonly CSharpCompilation Compilation = Compile();

    /// <summary>A record's graph with its gradients.</summary>
    /// <param name="record">Its name without the namespace.</param>
    public static NetworkGraph Of(string record)
    {
        var symbol = (INamedTypeSymbol)Compilation.GetSymbolsWithName(record, SymbolFilter.Type).Single();
        var evaluation = NetworkEvaluator.Evaluate(Compilation, symbol, CancellationToken.None);
        Assert.Empty(evaluation.Findings.Items.Select(finding => finding.ToString()));
        GraphVerifier.Verify(evaluation.Graph!);
        var graph = Pipeline.RunOnGraph(evaluation.Graph!);
        GraphVerifier.Verify(graph);
        return graph;
    }

    static CSharpCompilation Compile()
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Records"), "*.cs").Order(StringComparer.Ordinal);
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal));
        return CSharpCompilation.Create(
            "Records",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, options), .. files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file))],
            [.. platform.Append(typeof(Network).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }
}
