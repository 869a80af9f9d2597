using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Frontend.Layers;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>A layer is a record that users write, and what the evaluator knows of it. This checks that no half is missing.</summary>
public sealed class LayerCatalogTests
{
    static readonly INamedTypeSymbol Module = TestCompilation.Of("").GetTypeByMetadataName("Lathe.Module")!;

    static readonly Lazy<string> Features = new(() => File.ReadAllText(Repository.PathOf("tests", "Compiler", "Frontend", "Features.txt")));

    static readonly Lazy<string> Document = new(() => File.ReadAllText(Repository.PathOf("docs", "language.md")));

    public static TheoryData<string> Layers =>
    [
        .. Module.ContainingAssembly.GlobalNamespace.GetNamespaceMembers().Single(@namespace => @namespace.Name == "Lathe").GetTypeMembers()
            .Where(type => SymbolEqualityComparer.Default.Equals(type.BaseType, Module))
            .Select(type => type.Name),
    ];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_is_evaluated_compared_with_CSharp_and_documented(string layer)
    {
        Assert.True(layer == "Sequential" || LayerCatalog.Find(layer) is not null, $"LayerCatalog does not know {layer}.");
        Assert.Matches($@"new {layer}\(|readonly {layer} \w+ = ", Features.Value);
        Assert.Contains($"`{layer}`", Document.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_layers_are_found() => Assert.Contains("Conv", Layers.Select(row => row.Data));
}
