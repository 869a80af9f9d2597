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

/// <summary>A network of models/ for images of some size and without dropout, built in this process as a project would build it.</summary>
/// <param name="Record">The network's record.</param>
/// <param name="Input">Channels, height, width.</param>
sealed record RecordSource(string Record, int[] Input)
{
    const string Name = "Golden";

    /// <summary>The records of models/, none of which is a network here.</summary>
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
        var record = new AssemblyLoadContext(Record, isCollectible: true).LoadFromStream(image).GetType($"Lathe.Models.{Name}", throwOnError: true)!;
        return (Network)record.GetMethod("Compile", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [null, 0UL])!;
    }

    CSharpCompilation Compilation() => Records.With($"{Name}.cs", $"""
        namespace Lathe.Models;

        [Network({string.Join(", ", Input)})]
        {WithoutDropout(Declaration(Record)).WithIdentifier(SyntaxFactory.Identifier(Name))}
        """);

    static RecordDeclarationSyntax Declaration(string name) => Records.SyntaxTrees
        .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<RecordDeclarationSyntax>())
        .Single(record => record.Identifier.Text == name);

    /// <summary>The record with zero for each probability of its base record: what says Drop in its name.</summary>
    static RecordDeclarationSyntax WithoutDropout(RecordDeclarationSyntax record)
    {
        if (record.BaseList!.Types[0] is not PrimaryConstructorBaseTypeSyntax network)
            return record;
        var probabilities = Declaration(network.Type.ToString()).ParameterList!.Parameters
            .Select(parameter => parameter.Identifier.Text).Where(name => name.Contains("Drop", StringComparison.Ordinal)).ToList();
        var others = network.ArgumentList.Arguments.Where(argument => argument.NameColon is not { Name.Identifier.Text: var name } || !probabilities.Contains(name));
        var arguments = others.Select(argument => argument.ToString()).Concat(probabilities.Select(name => $"{name}: 0"));
        return record.ReplaceNode(network.ArgumentList, SyntaxFactory.ParseArgumentList($"({string.Join(", ", arguments)})"));
    }

    static string WithoutNetworks(string text)
    {
        var root = TestCompilation.Tree("", text).GetRoot();
        var attributes = root.DescendantNodes().OfType<AttributeListSyntax>().Where(list => list.Attributes[0].Name is IdentifierNameSyntax { Identifier.Text: "Network" });
        return root.RemoveNodes(attributes, SyntaxRemoveOptions.KeepNoTrivia)!.ToFullString();
    }
}
