namespace Lathe.Generator.Emit.CSharp;

/// <summary>A stretch of a sequence.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Period">Members of one iteration.</param>
/// <param name="Count">Iterations.</param>
internal readonly record struct Repetition(int Start, int Period, int Count)
{
    public int End => Start + (Period * Count);

    /// <summary>Members that need not be written again.</summary>
    public int Saving => Period * (Count - 1);
}

/// <summary>Covers a sequence with repetitions: the blocks of a deep network do the same over and over.</summary>
/// <param name="kinds">The members; equal ones may repeat.</param>
/// <param name="advancesEvenly">Whether the member at a place, the one a distance further on and the next at that distance advance evenly.</param>
/// <param name="longestPeriod">The most members of an iteration.</param>
/// <param name="leastCount">The fewest iterations.</param>
internal sealed class Repetitions(int[] kinds, Func<int, int, bool> advancesEvenly, int longestPeriod, int leastCount)
{
    /// <summary>A repetition is worth a loop where it saves at least so many members.</summary>
    const int LeastSaving = 3;

    /// <summary>The repetition that saves most, and what lies before and behind it likewise.</summary>
    public IEnumerable<Repetition> Cover() => Cover(0, kinds.Length);

    IEnumerable<Repetition> Cover(int start, int end)
    {
        if (start == end)
            return [];
        return Best(start, end) is { } best
            ? [.. Cover(start, best.Start), best, .. Cover(best.End, end)]
            : [new(start, end - start, 1)];
    }

    Repetition? Best(int start, int end)
    {
        Repetition? best = null;
        for (var period = 1; period <= longestPeriod && 2 * period <= end - start; period++)
        {
            // How many members from here on equal those one period further on, and how many of them advance evenly for two.
            var (equal, even) = (0, 0);
            for (var place = end - period - 1; place >= start; place--)
            {
                equal = kinds[place] == kinds[place + period] ? equal + 1 : 0;
                even = equal > 0 && place + (2 * period) < end && kinds[place] == kinds[place + (2 * period)] && advancesEvenly(place, period) ? even + 1 : 0;
                if (equal < period)
                    continue;
                var found = new Repetition(place, period, 2 + (even / period));
                if (found.Count >= leastCount && found.Saving >= LeastSaving && (best is not { } known || IsBetter(found, known)))
                    best = found;
            }
        }

        return best;
    }

    /// <summary>More saved; else the shorter body; else the earlier one.</summary>
    static bool IsBetter(Repetition found, Repetition known) =>
        (found.Saving, -found.Period, -found.Start).CompareTo((known.Saving, -known.Period, -known.Start)) > 0;
}
