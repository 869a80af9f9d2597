using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Passes;

/// <summary>A loop over <paramref name="Rows"/> rows a chunk out of <paramref name="Extent"/>.</summary>
internal sealed record Split(long Rows, Dim Extent)
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
