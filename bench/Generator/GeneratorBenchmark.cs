using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using Lathe.Generator.Hosts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lathe.Bench.Generator;

/// <summary>The source generator on a compilation that it has never seen: evaluation, passes and emission of one network.</summary>
public partial class GeneratorBenchmark
{
    static int runs;
    Compilation compilation = null!;
    GeneratorDriver driver = null!;

    /// <summary>A record of <c>models/Networks/CifarResNet.cs</c>.</summary>
    [Params("ResNet20", "ResNet110")]
    public string Network { get; set; } = "";

    /// <summary>A compilation with that network alone, in a namespace that no cache of the generator knows.</summary>
    [IterationSetup]
    public void SetUp()
    {
        var family = ModelSources.Compile("CifarResNet");
        var tree = family.SyntaxTrees.Last();
        var text = OtherNetworks().Replace(tree.ToString(), match => match.Groups["name"].Value == Network ? match.Value : match.Groups["record"].Value)
            .Replace("namespace Lathe.Models;", $"namespace Lathe.Models.Run{runs++};", StringComparison.Ordinal);
        compilation = family.ReplaceSyntaxTree(tree, ModelSources.Parse(text, tree.FilePath));
        driver = CSharpGeneratorDriver.Create([new LatheGenerator().AsSourceGenerator()], parseOptions: ModelSources.Options);
    }

    /// <summary>Runs the generator.</summary>
    /// <returns>Characters of generated text.</returns>
    /// <exception cref="InvalidOperationException">The generator found a mistake.</exception>
    [Benchmark]
    public int Generate()
    {
        var result = driver.RunGenerators(compilation).GetRunResult();
        return result.Diagnostics.IsEmpty ? result.GeneratedTrees.Sum(tree => tree.Length) : throw new InvalidOperationException(result.Diagnostics[0].ToString());
    }

    [GeneratedRegex(@"\[Network\([^)]*\)\]\r?\n(?<record>public sealed partial record (?<name>\w+))")]
    private static partial Regex OtherNetworks();
}
