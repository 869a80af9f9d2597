using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>Plans for CUDA devices leave no region with long sums to one block of threads.</summary>
public sealed class SpreadChunksTests
{
    [Fact]
    public void Partial_sums_of_channels_are_added_by_eight_channels_a_chunk()
    {
        var plan = Pipeline.Run(SmallNetworks.Plain(depth: 2, channels: 32));
        Assert.All(Finals(plan.Training), region => Assert.Equal(new IndexDim(1), region.Chunk.End));
        Assert.All(Finals(plan.Cuda!.Training), region => Assert.Equal(new IndexConstant(32 / 2), region.Chunk.End));
    }

    /// <summary>The regions that make statistics of partial sums: one a batch norm.</summary>
    static IReadOnlyList<Region> Finals(Schedule schedule)
    {
        Region[] found = [.. schedule.Phases.Items.First(phase => phase.Kind == PhaseKind.Forward).Items.Items.OfType<Region>()
            .Where(region => region.Items.Items.OfType<MapItem>().SelectMany(map => map.Stores.Items).Any(store => store.Target.Value.Space == Space.State))];
        Assert.Equal(2, found.Length);
        return found;
    }
}
