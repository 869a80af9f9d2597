namespace Lathe.Generator.Emit.CSharp;

/// <summary>Finds repetition in a sequence of launches: the blocks of a deep network launch the same kernels over and over.</summary>
internal static class LaunchSequence
{
    /// <summary>The longest body of a loop.</summary>
    const int LongestPeriod = 160;

    /// <summary>Covers the sequence with runs, preferring the repetitions that save most.</summary>
    public static IEnumerable<LaunchRun> Roll(IReadOnlyList<LaunchTemplate> launches)
    {
        // Numbers need not advance evenly: those that do not go into a table.
        var repetitions = new Repetitions(Numbering.Of(launches.Select(launch => launch.Structure)), (_, _) => true, LongestPeriod, leastCount: 2);
        return repetitions.Cover().SelectMany(repetition => Cut(new LaunchRun([.. Enumerable.Range(0, repetition.Count).Select(iteration =>
            (IReadOnlyList<LaunchTemplate>)[.. Enumerable.Range(repetition.Start + (iteration * repetition.Period), repetition.Period).Select(launch => launches[launch])])])));
    }

    /// <summary>A loop as several where that takes less text: within a stage of a network all numbers advance evenly, from stage to stage they leap.</summary>
    static IEnumerable<LaunchRun> Cut(LaunchRun run)
    {
        if (run.Iterations.Count == 0)
            return [];
        if (run.Iterations.Count <= 2 || run.TableRowLength == 0)
            return [run];
        var (start, count) = run.LongestEvenStretch();
        var end = start + count;
        var added = run.TextLength * ((start > 0 ? 1 : 0) + (end < run.Iterations.Count ? 1 : 0));
        return count * run.TableRowLength > added
            ? [.. Cut(run.Part(0, start)), run.Part(start, count), .. Cut(run.Part(end, run.Iterations.Count - end))]
            : [run];
    }
}
