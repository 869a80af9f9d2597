using System.Diagnostics;
using Lathe.Generator.Frontend;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>What evaluation costs the compiler, in processor time, while nothing else runs in this process.</summary>
[Collection(nameof(EvaluationTimeTests))]
[CollectionDefinition(DisableParallelization = true)]
public sealed class EvaluationTimeTests
{
    [Fact]
    public void All_networks_evaluate_within_ten_seconds() => Assert.InRange(Measure(_ => true), 0, 10);

    [Fact]
    public void ResNet110_evaluates_within_a_second() => Assert.InRange(Measure(network => network.Name == "ResNet110"), 0, 1);

    /// <summary>The best of three, each from a compilation that nothing was bound in.</summary>
    static double Measure(Func<INamedTypeSymbol, bool> isChosen) => Enumerable.Range(0, 3).Min(_ =>
    {
        var models = ModelNetworkTests.Models.WithAssemblyName("Fresh");
        var networks = Declared.Networks(models).Where(isChosen).ToArray();
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        foreach (var network in networks)
        {
            NetworkEvaluator.Evaluate(models, network, CancellationToken.None);
        }

        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
    });
}
