using System.Reflection;
using System.Runtime.Loader;
using Lathe.Compiler.Tests.Hosts;
using Lathe.Generator.Frontend;
using Lathe.Generator.Graph;
using Lathe.Generator.Hosts;
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

    static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);
    static readonly CSharpCompilation Records = CompileRecords();

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
        CSharpGeneratorDriver.Create([new LatheGenerator().AsSourceGenerator()], parseOptions: Options, optionsProvider: new BuildProperties(("LatheCuda", "false")))
            .RunGeneratorsAndUpdateCompilation(Compilation(), out var compilation, out var findings);
        Assert.Empty(findings.Where(finding => finding.Severity >= DiagnosticSeverity.Error).Select(finding => finding.ToString()));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(10)));
        image.Position = 0;
        var record = new AssemblyLoadContext(Base, isCollectible: true).LoadFromStream(image).GetType($"Lathe.Models.{Name}", throwOnError: true)!;
        return (Network)record.GetMethod("Compile", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [null, 0UL])!;
    }

    CSharpCompilation Compilation() => Records.AddSyntaxTrees(Parse($"{Name}.cs", $"""
        namespace Lathe.Models;

        [Network({string.Join(", ", Input)})]
        public sealed partial record {Name}() : {Base};
        """));

    /// <summary>The records, without the networks that they declare.</summary>
    static CSharpCompilation CompileRecords()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Records"), "*.cs").Order(StringComparer.Ordinal);
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "Lathe.Runtime.dll" or "Lathe.Kernels.dll");
        return CSharpCompilation.Create(
            "Records",
            [
                Parse("Usings.cs", "global using System; global using System.Collections.Generic; global using System.Linq; global using Lathe;"),
                .. files.Select(file => WithoutNetworks(Parse(file, File.ReadAllText(file)))),
            ],
            [.. platform.Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
    }

    static SyntaxTree WithoutNetworks(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var attributes = root.DescendantNodes().OfType<AttributeListSyntax>().Where(list => list.Attributes[0].Name is IdentifierNameSyntax { Identifier.Text: "Network" });
        return tree.WithRootAndOptions(root.RemoveNodes(attributes, SyntaxRemoveOptions.KeepNoTrivia)!, Options);
    }

    static SyntaxTree Parse(string path, string text) => CSharpSyntaxTree.ParseText(text, Options, path, System.Text.Encoding.UTF8);
}
