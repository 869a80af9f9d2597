namespace Lathe.Generator.Passes.Repeats;

/// <summary>Equal blocks of operations, one after the other.</summary>
/// <param name="Start">The first operation of the first block.</param>
/// <param name="Period">Operations a block.</param>
/// <param name="Count">The number of blocks.</param>
/// <param name="Names">What stands for the same thing in each block, block after block.</param>
internal sealed record FoundRun(int Start, int Period, int Count, IReadOnlyList<string[]> Names)
{
    /// <summary>The run without its first blocks.</summary>
    public FoundRun From(int first, int count) =>
        new(Start + (first * Period), Period, count, [.. Names.Select(same => same.Skip(first).Take(count).ToArray())]);
}

/// <summary>Finds equal blocks in a sequence of operations. A block begins where no module goes on from the one before.</summary>
internal static class RunFinder
{
    const int LongestPeriod = 600, MostFailures = 4;

    public static IReadOnlyList<FoundRun> Runs(NodeSequence sequence)
    {
        var (codes, spans) = (sequence.Codes, Spans(sequence));
        var runs = new List<FoundRun>();
        var failures = 0;
        for (var start = 0; start < codes.Count;)
        {
            var period = Period(start);
            var length = period;
            while (start + length < codes.Count && codes[start + length] == codes[start + length - period])
                length++;
            if (period == 0)
            {
                start++;
            }
            else if (Aligned(sequence, spans, start, period, length) is { } run)
            {
                runs.Add(run);
                start = run.Start + (run.Count * run.Period);
                failures = 0;
            }
            else
            {
                // The first blocks may share names with what is before them; all have none of their own where a module is applied again and again.
                failures++;
                start += failures % MostFailures > 0 ? period : Math.Max(period, length - (BlockRun.Shortest * period) + 1);
            }
        }

        return runs;

        // The shortest after which the operations repeat often enough, 0 where they do not.
        int Period(int start) => Enumerable.Range(1, Math.Min(LongestPeriod, (codes.Count - start) / BlockRun.Shortest)).FirstOrDefault(period =>
        {
            var end = start + (BlockRun.Shortest * period);
            for (var position = start + period; position < end; position++)
            {
                if (codes[position] != codes[position - period])
                    return false;
            }

            return true;
        });
    }

    /// <summary>The blocks among so many operations that repeat, counted from where the first module begins.</summary>
    static FoundRun? Aligned(NodeSequence sequence, Dictionary<string, (int First, int Last)> spans, int start, int period, int length)
    {
        var next = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var position = start; position < start + length - period; position++)
        {
            var (names, others) = (sequence.NamesOf(position), sequence.NamesOf(position + period));
            for (var place = 0; place < names.Count && position < start + length - period; place++)
            {
                var (name, other) = (names[place], others[place]);
                if (next.TryGetValue(name, out var known) ? known != other : name != other && spans[other].First < start)
                    length = position - start + period;
                else
                    next[name] = other;
            }
        }

        var isInside = new bool[period];
        foreach (var (first, last) in next.Where(pair => pair.Key != pair.Value).SelectMany(pair => new[] { spans[pair.Key], spans[pair.Value] }))
        {
            for (var position = Math.Max(first + 1, start); position <= Math.Min(last, start + length - 1); position++)
                isInside[(position - start) % period] = true;
        }

        var skipped = Array.IndexOf(isInside, false);
        var count = (length - skipped) / period;
        if (skipped < 0 || count < BlockRun.Shortest)
            return null;
        var begin = start + skipped;
        var run = Enumerable.Range(begin, period).SelectMany(sequence.NamesOf).Distinct(StringComparer.Ordinal).Where(name => next[name] != name).Select(Same).ToArray();
        return run.Length > 0 && run.SelectMany(same => same).Distinct(StringComparer.Ordinal).Count() == run.Length * count ? new(begin, period, count, run) : null;

        string[] Same(string name)
        {
            var same = new string[count];
            for (var block = 0; block < count; block++)
            {
                same[block] = name;
                next.TryGetValue(name, out name!);
            }

            return same;
        }
    }

    /// <summary>Where each name occurs first and last.</summary>
    static Dictionary<string, (int First, int Last)> Spans(NodeSequence sequence)
    {
        var spans = new Dictionary<string, (int First, int Last)>(StringComparer.Ordinal);
        for (var position = 0; position < sequence.Codes.Count; position++)
        {
            foreach (var name in sequence.NamesOf(position))
                spans[name] = (spans.TryGetValue(name, out var span) ? span.First : position, position);
        }

        return spans;
    }
}
