using Lathe.Generator.Plan;
using Lathe.Kernels;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>What a Plan says of the groups of chunks is what kernels run.</summary>
public sealed class IndexGroupTests
{
    [Theory]
    [InlineData(1, 16)]
    [InlineData(5, 8)]
    [InlineData(16, 16)]
    [InlineData(26, 8)]
    [InlineData(129, 16)]
    public void Kernels_run_the_chunks_of_a_group_which_are_neighbours(int chunks, int most)
    {
        var groups = Math.Min(most, chunks);

        Assert.Equal(0, IndexMath.FirstOfGroup(0, groups, chunks));
        Assert.Equal(chunks, IndexMath.FirstOfGroup(groups, groups, chunks));
        for (nint group = 0; group < groups; group++)
        {
            nint first = IndexMath.FirstOfGroup(group, groups, chunks), next = IndexMath.FirstOfGroup(group + 1, groups, chunks);
            Assert.InRange(next - first, chunks / groups, (chunks + groups - 1) / groups);
            for (var chunk = first; chunk < next; chunk++)
                Assert.Equal(group, IndexGroup.Of(chunk, chunks, most));
        }
    }
}
