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

    /// <summary>Covers the sequence with runs, preferring the repetitions that save most.</summary>
    public static IEnumerable<LaunchRun> Roll(IReadOnlyList<LaunchTemplate> launches)
    {
        // Numbers need not advance evenly: those that do not go into a table.
        var repetitions = new Repetitions(Numbering.Of(launches.Select(launch => launch.Structure)), (_, _) => true, LongestPeriod, leastCount: 2);
        return repetitions.Cover().Select(repetition => new LaunchRun([.. Enumerable.Range(0, repetition.Count).Select(iteration =>
            (IReadOnlyList<LaunchTemplate>)[.. Enumerable.Range(repetition.Start + (iteration * repetition.Period), repetition.Period).Select(launch => launches[launch])])]));
    }
}
