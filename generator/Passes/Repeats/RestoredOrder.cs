namespace Lathe.Generator.Passes.Repeats;

/// <summary>A sequence (of steps, of buffers) with the blocks that were left out in their places.</summary>
internal sealed class RestoredOrder
{
    readonly Dictionary<int, (int Run, int LeftOut, RunGap Gap)> gaps = [];
    readonly Dictionary<int, (int Run, int Further)> beside = [];

    /// <summary>Adds the gaps of a run.</summary>
    /// <param name="run">The number of the run.</param>
    /// <param name="leftOut">The blocks that were left out of it.</param>
    /// <param name="found">Where they belong.</param>
    /// <returns>False where another run has an entry beside the same gap.</returns>
    public bool Add(int run, int leftOut, IReadOnlyList<RunGap> found)
    {
        foreach (var gap in found)
        {
            for (var position = gap.Boundary - gap.Period; position < gap.Boundary + gap.Period; position++)
            {
                if (beside.ContainsKey(position))
                    return false;
                beside.Add(position, (run, gap.IsNear(position) ? 0 : leftOut));
            }

            gaps.Add(gap.Boundary, (run, leftOut, gap));
        }

        return true;
    }

    /// <summary>Whether an entry is beside a gap.</summary>
    public bool IsBeside(int position) => beside.ContainsKey(position);

    /// <summary>All entries in order: the old entry that each is like, its run (-1 away from gaps), and how many blocks further on than its place it stands.</summary>
    /// <param name="count">The number of old entries.</param>
    public IEnumerable<(int Entry, int Run, int Further)> Entries(int count)
    {
        for (var position = 0; position < count; position++)
        {
            if (gaps.TryGetValue(position, out var found))
            {
                foreach (var (entry, further) in found.Gap.Entries(found.LeftOut))
                    yield return (entry, found.Run, further);
            }

            yield return beside.TryGetValue(position, out var own) ? (position, own.Run, own.Further) : (position, -1, 0);
        }
    }
}
