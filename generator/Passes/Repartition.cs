using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Passes;

/// <summary>Cuts a region into the chunks of another one, so that both can be one: a loop over all elements can as well run over the elements of
/// some rows.</summary>
internal static class Repartition
{
    /// <summary>How many times more elements than it was cut for a chunk may get; a contraction is worth any growth.</summary>
    const long MostGrowth = 4;

    /// <summary>The region over the other one's chunks; null where it depends on its own chunks, or where the other's do not fit.</summary>
    public static Region? Of(Region region, Region like)
    {
        var own = SplitLoops.Of(region);
        if (own.UsesChunk || own.Splits.Count == 0 || own.Splits.Any(split => split != own.Splits[0]))
            return null;
        var contracts = like.Items.Items.Any(item => item is ContractItem);
        foreach (var target in SplitLoops.Of(like).Splits.Where(split => split.Covers(like.Chunk)))
        {
            if (Rows(own.Splits[0], target) is { } rows && (contracts || rows <= MostGrowth * own.Splits[0].Rows))
                return (Region)new Cutting(region.Chunk.Id, rows, own.Splits[0].Extent).Rewrite(region) with { Chunk = like.Chunk with { Id = region.Chunk.Id } };
        }

        return null;
    }

    /// <summary>How many rows of one extent lie in a chunk of rows of another.</summary>
    static long? Rows(Split own, Split target)
    {
        if (Factor(own.Extent, target.Extent) is { } more)
            return target.Rows * more;
        return Factor(target.Extent, own.Extent) is { } fewer && target.Rows % fewer == 0 ? target.Rows / fewer : null;
    }

    static long? Factor(Dim product, Dim extent)
    {
        var factor = extent.IsStatic ? product.Fixed / Math.Max(1, extent.Fixed) : product.PerSample / extent.PerSample;
        return factor > 0 && extent * new Dim(0, factor) == product ? factor : null;
    }

    /// <summary>A loop over <paramref name="Rows"/> rows a chunk out of <paramref name="Extent"/>.</summary>
    sealed record Split(long Rows, Dim Extent)
    {
        public Index End => Rows == 1 ? new IndexDim(Extent) : new IndexQuotient(new IndexDim(Extent + new Dim(0, Rows - 1)), Rows);

        /// <summary>Whether the chunks are those of this loop alone.</summary>
        public bool Covers(LoopAxis chunk) => chunk.End == End || (Extent.IsStatic && chunk.End is IndexConstant count && count.Value == (Extent.Fixed + Rows - 1) / Rows);

        public static Split? Of(LoopAxis loop, LoopAxis chunk)
        {
            var start = AffineIndex.Of(loop.Start);
            var rows = start.FactorOf(chunk.Id);
            if (start.Constant != 0 || start.Terms.Length != 1 || rows == 0)
                return null;
            return loop.End switch
            {
                IndexMinimum { Left: var left, Right: IndexDim all } when AffineIndex.Of(left + (loop.Start * -1)) is { Constant: var length } && length == rows => new(rows, all.Dim),
                _ when rows == 1 && chunk.End is IndexDim all => new(1, all.Dim),
                _ => null,
            };
        }
    }

    /// <summary>The loops that the chunk splits.</summary>
    sealed class SplitLoops : PlanVisitor
    {
        readonly List<Split> splits = [];
        LoopAxis? chunk;

        public IReadOnlyList<Split> Splits => splits;

        /// <summary>Whether the chunk's number matters for more than whole rows and the slots that partial results go to.</summary>
        public bool UsesChunk { get; private set; }

        public static SplitLoops Of(Region region)
        {
            var loops = new SplitLoops { chunk = region.Chunk };
            foreach (var item in region.Items)
                loops.Visit(item);
            return loops;
        }

        public override void Visit(LoopAxis axis)
        {
            if (!axis.Start.Uses(chunk!.Id) && !axis.End.Uses(chunk.Id))
                return;
            if (Split.Of(axis, chunk) is { } split)
                splits.Add(split);
            else
                UsesChunk = true;
        }

        public override void Visit(RegionItem item)
        {
            if (item is not ContractItem { Part: { } part } contraction)
            {
                base.Visit(item);
                return;
            }

            splits.Add(new(part.Rows, contraction.Relation.ExtentOf(part.Axis)));
            UsesChunk = true;
        }

        public override void Visit(Access access, bool isStore)
        {
            if (!isStore || access.Value.Space != Space.Slot)
                base.Visit(access, isStore);
        }

        public override void Visit(Index index) => UsesChunk |= index.Uses(chunk!.Id);
    }

    /// <summary>Gives the loops that the chunk splits another number of rows.</summary>
    sealed class Cutting(int chunk, long rows, Dim extent) : PlanRewriter
    {
        public override LoopAxis Rewrite(LoopAxis axis)
        {
            if (!axis.Start.Uses(chunk))
                return axis;
            var start = new IndexVariable(chunk) * rows;
            return axis with { Start = start, End = rows == 1 ? start + 1 : new IndexMinimum(start + rows, new IndexDim(extent)) };
        }
    }
}
