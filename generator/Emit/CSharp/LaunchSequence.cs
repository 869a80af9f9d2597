namespace Lathe.Generator.Emit.CSharp;

/// <summary>A run of launches: once, or repeated with other numbers each time.</summary>
/// <param name="Iterations">The launches of each iteration; all iterations have the same structure.</param>
internal sealed record LaunchRun(IReadOnlyList<IReadOnlyList<LaunchTemplate>> Iterations)
{
    public bool IsLoop => Iterations.Count > 1;

    /// <summary>Statements that it is printed as.</summary>
    public int Length => Iterations[0].Count;
}

/// <summary>Finds repetition in a sequence of launches: the blocks of a deep network launch the same kernels over and over.</summary>
internal static class LaunchSequence
{
    /// <summary>The longest body of a loop.</summary>
    const int LongestPeriod = 160;

    /// <summary>A loop is printed where it saves at least so many statements.</summary>
    const int LeastSaving = 3;

    /// <summary>Covers the sequence with runs, taking at each place the repetition that saves most.</summary>
    public static IEnumerable<LaunchRun> Roll(IReadOnlyList<LaunchTemplate> launches)
    {
        var kinds = Kinds(launches);
        var pending = new List<LaunchTemplate>();
        for (var position = 0; position < kinds.Length;)
        {
            var (period, count) = Best(kinds, position);
            if (period == 0)
            {
                pending.Add(launches[position++]);
                continue;
            }

            if (pending.Count > 0)
                yield return new([[.. pending]]);
            pending.Clear();
            var start = position;
            yield return new([.. Enumerable.Range(0, count).Select(iteration =>
                (IReadOnlyList<LaunchTemplate>)[.. Enumerable.Range(start + (iteration * period), period).Select(launch => launches[launch])])]);
            position += period * count;
        }

        if (pending.Count > 0)
            yield return new([[.. pending]]);
    }

    static (int Period, int Count) Best(int[] kinds, int start)
    {
        var (bestPeriod, bestCount, bestSaving) = (0, 0, LeastSaving - 1);
        for (var period = 1; period <= LongestPeriod && start + (2 * period) <= kinds.Length; period++)
        {
            var matching = 0;
            while (start + period + matching < kinds.Length && kinds[start + matching] == kinds[start + period + matching])
            {
                matching++;
            }

            var count = 1 + (matching / period);
            var saving = period * (count - 1);
            if (saving > bestSaving)
                (bestPeriod, bestCount, bestSaving) = (period, count, saving);
        }

        return (bestPeriod, bestCount);
    }

    static int[] Kinds(IReadOnlyList<LaunchTemplate> launches)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. launches.Select(launch =>
        {
            if (!numbers.TryGetValue(launch.Structure, out var kind))
            {
                kind = numbers.Count;
                numbers.Add(launch.Structure, kind);
            }

            return kind;
        })];
    }
}
