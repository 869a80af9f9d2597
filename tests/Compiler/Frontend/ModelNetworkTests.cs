using System.Globalization;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Frontend;
using Lathe.Generator.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>The networks of <c>models</c>, as their files declare them.</summary>
public sealed class ModelNetworkTests
{
    internal static readonly CSharpCompilation Models = TestCompilation.Of(
        Directory.GetFiles(Repository.PathOf("models", "Networks"), "*.cs").Order(StringComparer.Ordinal).Select(path => (path, File.ReadAllText(path))));

    [Theory]
    [InlineData("LeNetCaffe", 431_080)]
    [InlineData("DropoutMlp800", 1_276_810)]
    [InlineData("NinCifar10", 966_986)]
    [InlineData("HighwayFc50", 289_660)]
    [InlineData("ResNet20", 269_722)]
    [InlineData("ResNet110", 1_727_962)]
    [InlineData("WideResNet16x2", 691_674)]
    [InlineData("DenseNetBC40", 176_122)]
    [InlineData("GoogLeNetTorchvision", 13_004_888)]
    [InlineData("ResNet18", 11_689_512)]
    [InlineData("SEResNet50", 28_088_024)]
    [InlineData("VitS16At64", 21_981_544)]
    public void A_network_has_the_parameters_of_its_paper(string name, long count)
    {
        var evaluation = NetworkEvaluator.Evaluate(Models, Declared.Networks(Models).Single(network => network.Name == name), CancellationToken.None);
        Assert.Empty(evaluation.Findings.Items.Select(Declared.Text));
        Assert.Equal(
            count.ToString("N0", CultureInfo.InvariantCulture),
            evaluation.Graph!.Parameters.Items.Sum(parameter => parameter.Shape.Items.Aggregate(1L, (product, extent) => product * extent)).ToString("N0", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Every_network_passes_the_verifier()
    {
        foreach (var network in Declared.Networks(Models))
        {
            var evaluation = NetworkEvaluator.Evaluate(Models, network, CancellationToken.None);
            Assert.Empty(evaluation.Findings.Items.Select(Declared.Text));
            GraphVerifier.Verify(evaluation.Graph!);
        }
    }
}
