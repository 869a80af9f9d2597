using Lathe.Generator.Graph;
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
        if (access.Guards.Count > 0 || !form.IsAffine || form.Constant < 0)
            return null;
        var split = new List<(Index Start, Index End, long Stride)>();
        var reach = form.Constant;
        foreach (var term in form.Terms)
        {
            if (term.Factor < 0)
                return null;
            var loop = LoopAxis.Find(loops, ((IndexVariable)term.Operand).Axis)!;
            if (loop.Id == chunk.Id)
                split.Add((chunk.Variable * term.Factor, (chunk.Variable + 1) * term.Factor, term.Factor));
            else if (loop.Start.Uses(chunk.Id))
                split.Add((loop.Start * term.Factor, Scaled(loop.End, term.Factor), term.Factor));
            else if (loop.IsWhole && loop.Extent() is { IsStatic: true } extent)
                reach += (extent.Value - 1) * term.Factor;
            else
                return null;
        }

        var isWithinRow = split.Count > 0 && reach < split.Min(part => part.Stride);
        return isWithinRow
            ? new(split.OrderByDescending(part => part.Stride).Select(part => (Normal(part.Start), Normal(part.End, part.Start, chunk))).ToEquatableArray())
            : null;
    }

    /// <summary>The footprint of an operand of a contraction over the images of a chunk; null where not every chunk has elements of its own.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="part">Which images belong to the chunk.</param>
    /// <param name="images">How many images there are.</param>
    /// <param name="chunk">The region's chunk.</param>
    public static ChunkFootprint? Of(ContractOperand operand, ImagePart part, Dim images, LoopAxis chunk)
    {
        var stride = operand.Stride(part.Axis);
        var offset = AffineIndex.Of(operand.Offset);
        if (offset.Constant < 0 || offset.Constant >= stride || !offset.Terms.IsEmpty)
            return null;
        var start = chunk.Variable * (part.Rows * stride);
        var end = new IndexMinimum(start + (part.Rows * stride), new IndexDim(images * new Dim(0, stride)));
        return new([(Normal(start), Normal(end, start, chunk))]);
    }

    /// <summary>The elements of a chunk where chunk c has those from c times so many on; null where it has others.</summary>
    public long? Elements(LoopAxis chunk)
    {
        if (Bounds.Count != 1)
            return null;
        var start = AffineIndex.Of(Bounds[0].Start);
        var elements = start.FactorOf(chunk.Id);
        var end = Bounds[0].End is IndexMinimum minimum ? minimum.Left : Bounds[0].End;
        return start is { Constant: 0, Terms.Length: 1 } && elements > 0 && AffineIndex.Of(end + (Bounds[0].Start * -1)) is { Terms.IsEmpty: true, Constant: var length } && length == elements
            ? elements
            : null;
    }

    static Index Scaled(Index end, long factor) => end is IndexMinimum minimum
        ? new IndexMinimum(Scaled(minimum.Left, factor), Scaled(minimum.Right, factor))
        : end is IndexDim dim ? new IndexDim(dim.Dim * new Dim(0, factor))
        : end * factor;

    /// <summary>The end of a range, without the limit where every chunk is full.</summary>
    static Index Normal(Index end, Index start, LoopAxis chunk)
    {
        if (end is IndexMinimum { Left: var left, Right: IndexDim all } && chunk.End is IndexDim chunks
            && AffineIndex.Of(left + (start * -1)) is { Terms.IsEmpty: true, Constant: var length } && all.Dim == chunks.Dim * new Dim(0, length))
            return Normal(left);
        return Normal(end);
    }

    static Index Normal(Index index) => index is IndexMinimum minimum
        ? new IndexMinimum(Normal(minimum.Left), Normal(minimum.Right))
        : AffineIndex.Of(index).ToIndex();
}
