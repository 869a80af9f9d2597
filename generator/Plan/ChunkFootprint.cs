using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>Which elements of a value a chunk touches through an access: between the bounds of every loop that the chunk splits, in elements. Two
/// accesses of equal footprints touch the same rows in the same chunk, and none that another chunk touches.</summary>
internal sealed record ChunkFootprint(EquatableArray<(Index Start, Index End)> Bounds)
{
    /// <summary>The footprint, or null where an access is not a range of whole rows of its chunk.</summary>
    /// <param name="access">Where it leads.</param>
    /// <param name="chunk">The region's chunk.</param>
    /// <param name="loops">The loops around the access, outermost first.</param>
    public static ChunkFootprint? Of(Access access, LoopAxis chunk, IReadOnlyList<LoopAxis> loops)
    {
        var form = AffineIndex.Of(access.Offset);
        if (access.Guards.Count > 0 || !form.IsAffine || form.Constant != 0)
            return null;
        var split = new List<(Index Start, Index End, long Stride)>();
        var reach = 0L;
        foreach (var term in form.Terms)
        {
            var variable = ((IndexVariable)term.Operand).Axis;
            if (term.Factor < 0)
                return null;
            if (variable == chunk.Id)
            {
                split.Add((chunk.Variable * term.Factor, (chunk.Variable + 1) * term.Factor, term.Factor));
                continue;
            }

            var loop = loops.First(each => each.Id == variable);
            if (loop.Start.Uses(chunk.Id))
                split.Add((loop.Start * term.Factor, Scaled(loop.End, term.Factor), term.Factor));
            else if (loop.IsWhole && loop.Extent().IsStatic)
                reach += (loop.Extent().Value - 1) * term.Factor;
            else
                return null;
        }

        var isWithinRow = split.Count > 0 && reach < split.Min(part => part.Stride);
        return isWithinRow
            ? new(split.OrderByDescending(part => part.Stride).Select(part => (Normal(part.Start), Normal(part.End))).ToEquatableArray())
            : null;
    }

    static Index Scaled(Index end, long factor) => end is IndexMinimum minimum
        ? new IndexMinimum(Scaled(minimum.Left, factor), Scaled(minimum.Right, factor))
        : end is IndexDim dim ? new IndexDim(dim.Dim * new Graph.Dim(0, factor))
        : end * factor;

    static Index Normal(Index index) => index is IndexMinimum minimum
        ? new IndexMinimum(Normal(minimum.Left), Normal(minimum.Right))
        : AffineIndex.Of(index).ToIndex();
}
