using System.Reflection;
using System.Runtime.Loader;
using Lathe.Compiler.Tests.Hosts;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Frontend;
using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lathe.Networks.Tests;

/// <summary>A network that derives from a record of models/, built in this process as a project would build it.</summary>
/// <param name="Base">The record with its arguments.</param>
/// <param name="Input">Channels, height, width.</param>
sealed record RecordSource(string Base, int[] Input)
{
    const string Name = "Golden";

    /// <summary>The records, without the networks that they declare.</summary>
    static readonly CSharpCompilation Records = TestCompilation.Of(
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Records"), "*.cs").Order(StringComparer.Ordinal).Select(file => (file, WithoutNetworks(File.ReadAllText(file)))));

    /// <summary>The graph with its gradients.</summary>
    public NetworkGraph Graph()
    {
        var compilation = Compilation();
        var symbol = compilation.GetTypeByMetadataName($"Lathe.Models.{Name}")!;
        var evaluation = NetworkEvaluator.Evaluate(compilation, symbol, CancellationToken.None);
        Assert.Empty(evaluation.Findings.Items.Select(finding => finding.ToString()));
        GraphVerifier.Verify(evaluation.Graph!);
        var graph = Pipeline.RunOnGraph(evaluation.Graph!);
        GraphVerifier.Verify(graph);
        return graph;
    }

    /// <summary>The network, compiled by the generator and C#.</summary>
    public Network Compile()
    {
        var run = GeneratorRun.Of(Compilation(), new BuildProperties(("LatheCuda", "false")));
        Assert.Empty(run.Diagnostics.Where(finding => finding.Severity >= DiagnosticSeverity.Error).Select(finding => finding.ToString()));
        using var image = new MemoryStream();
        var result = run.Output.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(10)));
        image.Position = 0;
        var record = new AssemblyLoadContext(Base, isCollectible: true).LoadFromStream(image).GetType($"Lathe.Models.{Name}", throwOnError: true)!;
        return (Network)record.GetMethod("Compile", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [null, 0UL])!;
    }

    CSharpCompilation Compilation() => Records.With($"{Name}.cs", $"""
        namespace Lathe.Models;

        [Network({string.Join(", ", Input)})]
        public sealed partial record {Name}() : {Base};
        """);

    static string WithoutNetworks(string text)
    {
        var root = TestCompilation.Tree("", text).GetRoot();
        var attributes = root.DescendantNodes().OfType<AttributeListSyntax>().Where(list => list.Attributes[0].Name is IdentifierNameSyntax { Identifier.Text: "Network" });
        return root.RemoveNodes(attributes, SyntaxRemoveOptions.KeepNoTrivia)!.ToFullString();
    }
}
