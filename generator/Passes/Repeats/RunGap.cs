namespace Lathe.Generator.Passes.Repeats;

/// <summary>Where the blocks that were left out of a run belong in a sequence (of steps, of buffers) that goes through the blocks of the run.</summary>
/// <param name="Boundary">The first entry behind the gap.</param>
/// <param name="Period">Entries a block.</param>
/// <param name="IsDescending">Whether the sequence goes through the blocks from the last to the first.</param>
internal sealed record RunGap(int Boundary, int Period, bool IsDescending)
{
    /// <summary>What belongs into the gap: entries of the block before it, in the network's order, and how many blocks further on than that block they stand.
    /// Everywhere, an entry stands so many blocks further on than its place says: none on the near side of a gap, all that were left out on the far side.</summary>
    /// <param name="count">The blocks that were left out.</param>
    public IEnumerable<(int Entry, int Further)> Entries(int count)
    {
        var template = IsDescending ? Boundary : Boundary - Period;
        for (var block = 0; block < count; block++)
        {
            for (var entry = template; entry < template + Period; entry++)
                yield return (entry, IsDescending ? count - block : block + 1);
        }
    }

    /// <summary>Whether an entry is in the last block before the gap or in the first behind it.</summary>
    public bool IsBeside(int position) => position >= Boundary - Period && position < Boundary + Period;

    /// <summary>Whether an entry is on the side of the run's first blocks.</summary>
    public bool IsNear(int position) => IsDescending ? position >= Boundary : position < Boundary;

    /// <summary>The gaps of a sequence; null where it does not repeat itself around them.</summary>
    /// <param name="places">The block of each entry, -1 where it belongs to none.</param>
    /// <param name="follows">Whether the second of two entries is to the next block what the first is to its own.</param>
    public static IReadOnlyList<RunGap>? Of(IReadOnlyList<int> places, Func<int, int, bool> follows)
    {
        const int Last = BlockRun.Kept - 1, Next = BlockRun.Kept;
        var gaps = new List<RunGap>();
        for (var position = 0; position < places.Count; position++)
        {
            if (places[position] is not (Last or Next) || (gaps.Count > 0 && IsOf(gaps[gaps.Count - 1], position)))
                continue;
            if (From(position) is not { } gap)
                return null;
            gaps.Add(gap);
        }

        return gaps;

        // Blocks may overlap: what is left over of one comes after the next has begun.
        bool IsOf(RunGap gap, int position) => gap.IsBeside(position)
            || (position < gap.Boundary + (2 * gap.Period) && (gap.IsDescending ? Follows(position, position - gap.Period) : Follows(position - gap.Period, position)));

        RunGap? From(int first)
        {
            var period = 0;
            for (var position = first; position < places.Count && places[position] is >= Last - 1 and <= Next + 1; position++)
                period += places[position] == places[first] ? 1 : 0;
            for (var start = first; start > first - period && start >= 0; start--)
            {
                if (start + (2 * period) > places.Count || (gaps.Count > 0 && gaps[gaps.Count - 1].Boundary + gaps[gaps.Count - 1].Period > start))
                    continue;
                if (Enumerable.Range(start, period).All(entry => Follows(entry, entry + period)))
                    return new(start + period, period, false);
                if (Enumerable.Range(start, period).All(entry => Follows(entry + period, entry)))
                    return new(start + period, period, true);
            }

            return null;
        }

        bool Follows(int entry, int next) => places[entry] >= 0 && places[next] == places[entry] + 1 && follows(entry, next);
    }
}
