using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>Loops cut into chunks of about equal work, by shape and N alone.</summary>
/// <param name="Chunk">The number of the chunk.</param>
/// <param name="Axes">The loops within one chunk.</param>
/// <param name="Bound">At least as many as there are chunks, for every N.</param>
internal sealed record Partition(LoopAxis Chunk, EquatableArray<LoopAxis> Axes, Dim Bound)
{
    /// <summary>Elements that a chunk should visit: 32 KB of each tensor it reads.</summary>
    const long Target = 8192;

    /// <summary>Rows that are whole vectors keep the vectors of every chunk aligned.</summary>
    const long Lanes = 16;

    /// <param name="chunk">The identity of the chunk variable.</param>
    /// <param name="axes">Whole axes, outermost first.</param>
    /// <param name="work">Elements visited for each position.</param>
    public static Partition Of(int chunk, IReadOnlyList<LoopAxis> axes, long work)
    {
        var (split, inner) = SplitAxis(axes, work);
        if (split < 0)
            return new(LoopAxis.Over(chunk, "chunk", 1), axes.ToEquatableArray(), 1);

        var axis = axes[split];
        var rows = Rows(axis.Extent(), Math.Max(1, Target / inner), isInnermost: split == axes.Count - 1 && (split > 0 || inner == 1));
        var blocks = Blocks(axis.Extent(), rows);
        var outer = axes.Take(split).Aggregate((Dim)1, (product, other) => product * other.Extent());
        var variable = new IndexVariable(chunk);
        var parts = new List<LoopAxis>();
        var below = blocks.Bound;
        for (var position = split - 1; position >= 0; position--)
        {
            Index number = below.IsOne ? variable : new IndexQuotient(variable, below.Value);
            Index place = position == 0 ? number : new IndexRemainder(number, axes[position].Extent().Value);
            parts.Insert(0, axes[position] with { Start = place, End = place + 1 });
            below *= axes[position].Extent();
        }

        Index block = split == 0 ? variable : blocks.Bound.IsOne ? 0 : new IndexRemainder(variable, blocks.Bound.Value);
        var start = block * rows;
        parts.Add(rows == 1 ? axis with { Start = start, End = start + 1 }
            : blocks.Bound.IsOne ? axis
            : axis with { Start = start, End = new IndexMinimum(start + rows, axis.End) });
        parts.AddRange(axes.Skip(split + 1));
        var count = split == 0 ? blocks.Count : new IndexDim(outer * blocks.Bound);
        return new(new LoopAxis(chunk, "chunk", 0, count), parts.ToEquatableArray(), split == 0 ? blocks.Bound : outer * blocks.Bound);
    }

    /// <summary>The outermost axis one position of which is no more than a chunk, and the work of one position; -1 where all is one chunk.</summary>
    static (int Axis, long Work) SplitAxis(IReadOnlyList<LoopAxis> axes, long work)
    {
        var inner = work;
        for (var axis = axes.Count - 1; axis >= 0; axis--)
        {
            var extent = axes[axis].Extent();
            if (!extent.IsStatic || extent.Value * inner > Target)
                return (axis, inner);
            inner *= extent.Value;
        }

        return (-1, inner);
    }

    static long Rows(Dim extent, long most, bool isInnermost)
    {
        if (isInnermost)
            most = Math.Max(Lanes, most - (most % Lanes));
        if (!extent.IsStatic)
            return most;
        if (extent.Value <= most)
            return extent.Value;
        var even = Ceiling(extent.Value, Ceiling(extent.Value, most));
        return isInnermost && most > Lanes ? Ceiling(even, Lanes) * Lanes : even;
    }

    static (Index Count, Dim Bound) Blocks(Dim extent, long rows)
    {
        if (extent.IsStatic)
        {
            var count = Ceiling(extent.Value, rows);
            return (count, new Dim(0, count));
        }

        return rows == 1
            ? (new IndexDim(extent), extent)
            : (new IndexQuotient(new IndexDim(extent + new Dim(0, rows - 1)), rows), new Dim(Ceiling(extent.PerSample, rows), Ceiling(extent.Fixed, rows) + 1));
    }

    /// <summary>The quotient, rounded up.</summary>
    public static long Ceiling(long dividend, long divisor) => (dividend + divisor - 1) / divisor;
}
