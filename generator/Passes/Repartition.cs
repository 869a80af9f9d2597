using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Passes;

/// <summary>Cuts a region into the chunks of another one, so that both can be one: a loop over all elements can as well run over the elements of
/// some rows.</summary>
internal static class Repartition
{
    /// <summary>How many times more elements than it was cut for a chunk may get; a contraction is worth any growth.</summary>
    const long MostGrowth = 4;

    /// <summary>The region over the other one's chunks; null where it depends on its own chunks, or where the other's do not fit.</summary>
    /// <param name="region">What is cut.</param>
    /// <param name="own">The loops that its chunk splits.</param>
    /// <param name="like">Whose chunks it shall have.</param>
    /// <param name="others">The loops that these split.</param>
    public static Region? Of(Region region, SplitLoops own, Region like, SplitLoops others)
    {
        if (own.UsesChunk || own.Splits.Count == 0 || own.Splits.Any(split => split != own.Splits[0]))
            return null;
        var contracts = like.Items.Items.Any(item => item is ContractItem);
        foreach (var target in others.Splits.Where(split => split.Covers(like.Chunk)))
        {
            if (Rows(own.Splits[0], target) is { } rows && (contracts || rows <= MostGrowth * own.Splits[0].Rows))
                return Cut(region, target) with { Chunk = like.Chunk with { Id = region.Chunk.Id } };
        }

        return null;
    }

    /// <summary>The region over other chunks; null where its loops do not fit them.</summary>
    /// <param name="region">What is cut.</param>
    /// <param name="own">The loops that its chunk splits.</param>
    /// <param name="target">The rows of a chunk.</param>
    public static Region? Of(Region region, SplitLoops own, Split target) =>
        own.UsesChunk || own.Splits.Count == 0 || own.Splits.Any(split => Rows(split, target) is null)
            ? null
            : Cut(region, target) with { Chunk = region.Chunk with { Start = 0, End = target.End } };

    static Region Cut(Region region, Split target) => (Region)new Cutting(region.Chunk, target).Rewrite(region);

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

    /// <summary>Gives the loops that the chunk splits another number of rows.</summary>
    sealed class Cutting(LoopAxis chunk, Split target) : PlanRewriter
    {
        public override LoopAxis Rewrite(LoopAxis axis)
        {
            if (!axis.Start.Uses(chunk.Id))
                return axis;
            var (split, start) = (Split.Of(axis, chunk)!, chunk.Variable);
            var rows = Rows(split, target)!.Value;
            return axis with { Start = start * rows, End = rows == 1 ? start + 1 : new IndexMinimum((start * rows) + rows, new IndexDim(split.Extent)) };
        }
    }
}
