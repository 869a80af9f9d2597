using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Who wrote last where in memory: ranges that do not overlap, as a later one ends what it overwrites.</summary>
internal sealed class WrittenRanges
{
    readonly List<(long Start, long End, int Writer)> ranges = [];

    /// <summary>Whose range nothing has overwritten, not even in part.</summary>
    public IEnumerable<int> Writers => ranges.Select(range => range.Writer);

    public void Write(long start, long end, int writer)
    {
        var first = Sorted.First(ranges.Count, number => ranges[number].End > start);
        var last = first;
        while (last < ranges.Count && ranges[last].Start < end)
            last++;
        ranges.RemoveRange(first, last - first);
        ranges.Insert(first, (start, end, writer));
    }
}
