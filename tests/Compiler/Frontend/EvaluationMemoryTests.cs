using Lathe.Generator.Frontend;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>What evaluation costs the compiler, in memory it allocates: that does not depend on the machine, and time goes with it. The time itself is
/// measured by the benchmark of the generator.</summary>
public sealed class EvaluationMemoryTests
{
    const long Megabyte = 1000 * 1000;

    [Fact]
    public void A_network_evaluates_in_ten_megabytes_on_average() => Assert.InRange(AllocatedEach(_ => true), 0, 10 * Megabyte);

    [Fact]
    public void ResNet110_evaluates_in_fifteen_megabytes() => Assert.InRange(AllocatedEach(network => network.Name == "ResNet110"), 0, 15 * Megabyte);

    /// <summary>Bytes a network, from a compilation that nothing was bound in.</summary>
    static long AllocatedEach(Func<INamedTypeSymbol, bool> isChosen)
    {
        var models = ModelNetworkTests.Models.WithAssemblyName("Fresh");
        var networks = Declared.Networks(models).Where(isChosen).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var network in networks)
            NetworkEvaluator.Evaluate(models, network, CancellationToken.None);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / networks.Length;
    }
}
