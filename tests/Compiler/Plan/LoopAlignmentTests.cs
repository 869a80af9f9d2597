using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Xunit;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>Two nests of loops as one.</summary>
public sealed class LoopAlignmentTests
{
    static readonly Index chunk = new IndexVariable(0);

    [Fact]
    public void A_loop_over_merged_axes_is_taken_apart_where_the_other_nest_has_two()
    {
        var free = 10;
        var merged = new LoopAxis(1, "nhwc", chunk * 64, new IndexMinimum((chunk * 64) + 64, new IndexDim(new Dim(160, 0))));
        var rows = new LoopAxis(2, "nhw", chunk * 4, new IndexMinimum((chunk * 4) + 4, new IndexDim(new Dim(10, 0))));
        var columns = LoopAxis.Over(3, "c", 16);

        var aligned = LoopAlignment.Of([merged], [rows, columns], ref free)!;

        Assert.Equal(["nhw", "c"], aligned.Axes.Items.Select(axis => axis.Name));
        Assert.Equal(rows.End, aligned.Axes[0].End);
        Assert.Equal((aligned.Axes[0].Variable * 16) + columns.Variable, aligned.First.Rewrite(merged.Variable));
        Assert.Equal(aligned.Axes[0].Variable, aligned.Second.Rewrite(rows.Variable));
        Assert.Equal(columns.Variable, aligned.Second.Rewrite(columns.Variable));
    }

    [Fact]
    public void Both_nests_may_have_axes_to_take_apart()
    {
        var free = 10;
        EquatableArray<LoopAxis> first = [LoopAxis.Over(1, "n", Dim.Batch), LoopAxis.Over(2, "hwc", 60)];
        EquatableArray<LoopAxis> second = [LoopAxis.Over(3, "nhw", new Dim(12, 0)), LoopAxis.Over(4, "c", 5)];

        var aligned = LoopAlignment.Of(first, second, ref free)!;

        Assert.Equal(["n", "hw", "c"], aligned.Axes.Items.Select(axis => axis.Name));
        Assert.Equal([Dim.Batch, 12, 5], aligned.Axes.Items.Select(axis => axis.Extent()));
    }

    [Theory]
    [InlineData(60, 7)]
    [InlineData(64, 12)]
    public void Nests_over_other_positions_are_not_aligned(int merged, int columns)
    {
        var free = 10;
        Assert.Null(LoopAlignment.Of([LoopAxis.Over(1, "rc", merged)], [LoopAxis.Over(2, "r", 5), LoopAxis.Over(3, "c", columns)], ref free));
    }
}
