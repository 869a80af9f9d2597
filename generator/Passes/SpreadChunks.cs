using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Cuts regions whose results are few into many chunks. A worker of the processor adds up the partial sums of all channels in one go; a device has
/// a hundred multiprocessors that each want some of the channels.</summary>
internal static class SpreadChunks
{
    /// <summary>Results of long sums a chunk: a block has 128 threads for each, which wait for few numbers one after the other.</summary>
    const long SummedRows = 2;

    /// <summary>Elements a chunk where there are no long sums.</summary>
    const long Elements = 2048;

    /// <summary>A sum over more than so many is long.</summary>
    const int Long = 32;

    public static Schedule Run(Schedule schedule) => schedule with
    {
        Phases = schedule.Phases.Items.Select(phase => phase with { Items = phase.Items.Items.Select(Spread).ToEquatableArray() }).ToEquatableArray(),
    };

    static PlanItem Spread(PlanItem item) =>
        item is Region { Groups: 0 } region && region.Items.Items.All(each => each is MapItem) && Cut(region) is { } cut ? cut : item;

    static Region? Cut(Region region)
    {
        if (RowsOf(region) is not { } all || WritesSlots(region))
            return null;
        var rows = RowsOfChunk(region, all);
        if (rows >= all.Now)
            return null;
        var cut = region with
        {
            Chunk = region.Chunk with { Start = 0, End = all.Extent / rows },
            Items = region.Items.Items.Select(map => (RegionItem)Rewritten((MapItem)map, region.Chunk, rows)).ToEquatableArray(),
        };
        return IsLocal(cut) ? cut : null;
    }

    /// <summary>The extent that the first loops of all maps share, and how much of it a chunk has; null where they share none.</summary>
    static (long Extent, long Now)? RowsOf(Region region)
    {
        (long Extent, long Now)? common = null;
        foreach (var map in region.Items.Items.Cast<MapItem>())
        {
            if (map.Axes.Count == 0 || RowsOf(map.Axes[0], region.Chunk) is not { } rows || (common is { } known && known != rows))
                return null;
            if (map.Axes.Items.Skip(1).Any(axis => axis.Start.Uses(region.Chunk.Id) || axis.End.Uses(region.Chunk.Id)))
                return null;
            common = rows;
        }

        return common;
    }

    static (long Extent, long Now)? RowsOf(LoopAxis axis, LoopAxis chunk)
    {
        if (axis.IsWhole)
            return IsSingle(chunk) && axis.Extent() is { IsStatic: true, Value: var extent } ? (extent, extent) : null;
        var start = AffineIndex.Of(axis.Start);
        var rows = start.FactorOf(chunk.Id);
        return axis.End is IndexMinimum { Right: IndexDim { Dim: { IsStatic: true, Value: var end } } } && start.Constant == 0 && start.Terms.Length == 1 && rows > 0 ? (end, rows) : null;
    }

    static bool IsSingle(LoopAxis chunk) => chunk.End is IndexDim { Dim.IsOne: true } or IndexConstant { Value: 1 };

    /// <summary>A power of two that divides the extent, so that all chunks are full.</summary>
    static long RowsOfChunk(Region region, (long Extent, long Now) all)
    {
        var most = region.Items.Items.Any(HasLongSum) ? SummedRows : Math.Max(SummedRows, Elements / region.Items.Items.Max(item => ElementsOfRow((MapItem)item)));
        var rows = 1L;
        while (2 * rows <= most && all.Extent % (2 * rows) == 0)
            rows *= 2;
        return rows;
    }

    static long ElementsOfRow(MapItem map) => map.Axes.Items.Skip(1).Aggregate(1L, (product, axis) =>
        axis.IsWhole && axis.Extent() is { IsStatic: true, Value: var extent } ? product * extent : Elements);

    static bool HasLongSum(RegionItem item)
    {
        var folds = new LongFolds();
        folds.Visit(item);
        return folds.Found;
    }

    static bool WritesSlots(Region region) => region.Touches.Any(touch => touch is { IsWrite: true, Value.Space: Space.Slot });

    static MapItem Rewritten(MapItem map, LoopAxis chunk, long rows)
    {
        var start = chunk.Variable * rows;
        var first = map.Axes[0] with { Start = start, End = start + rows };
        return map with { Axes = map.Axes.Items.SetItem(0, first).ToEquatableArray() };
    }

    /// <summary>Whether no chunk reads what another one writes.</summary>
    static bool IsLocal(Region region)
    {
        var touches = region.Touches;
        return touches.All(first => touches.All(second => !first.Conflicts(second) || (first.Footprint is { } footprint && footprint == second.Footprint)));
    }

    sealed class LongFolds : PlanVisitor
    {
        public bool Found { get; private set; }

        public override void Visit(Scalar scalar)
        {
            Found |= scalar is Fold fold && fold.Axes.Items.Any(axis => !(axis.IsWhole && axis.Extent() is { IsStatic: true, Value: <= Long }));
            base.Visit(scalar);
        }
    }
}
