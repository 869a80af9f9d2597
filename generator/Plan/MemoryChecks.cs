using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>Checks places against lifetimes, for several batches.</summary>
internal static class MemoryChecks
{
    static readonly long[] Batches = [1, 2, 3, 7, 128];

    public static IEnumerable<string> Findings(Schedule schedule, MemoryPlan memory)
    {
        var lifetimes = Lifetimes.Of(schedule);
        foreach (var value in schedule.Values)
        {
            var offset = memory.Offset(value);
            if (offset.PerSample % 64 != 0 || offset.Fixed % 64 != 0)
                yield return $"{value.Name} does not lie on a multiple of 64 bytes.";
            if (value.Size.IsStatic && !offset.IsStatic)
                yield return $"{value.Name} moves with the batch.";
            if (Batches.Any(batch => Range(value, offset, batch).End > memory.Size(value.Space.Arena()).At(batch)))
                yield return $"{value.Name} leaves its arena.";
        }

        var values = schedule.Values.Items.Where(value => lifetimes[value] is not null || value.Space.Arena() is not (Arena.Work or Arena.Scratch)).ToArray();
        for (var left = 0; left < values.Length; left++)
        {
            for (var right = left + 1; right < values.Length; right++)
            {
                if (AreAliveTogether(values[left], values[right], lifetimes) && Batches.Any(batch => Overlap(values[left], values[right], memory, batch)))
                    yield return $"{values[left].Name} and {values[right].Name} are alive together and share memory.";
            }
        }
    }

    /// <summary>A value may begin in the very item in which another ends: then it is written in its place, which the access checks prove.</summary>
    static bool AreAliveTogether(Value left, Value right, Lifetimes lifetimes)
    {
        if (left.Space.Arena() != right.Space.Arena())
            return false;
        return left.Space.Arena() is not (Arena.Work or Arena.Scratch)
            || (lifetimes[left] is { } a && lifetimes[right] is { } b && Lifetimes.Overlap(a, b) && !Follows(a, b) && !Follows(b, a));
    }

    static bool Follows(Interval earlier, Interval later) => earlier.Max == later.Min && earlier.Min < later.Min;

    static bool Overlap(Value left, Value right, MemoryPlan memory, long batch)
    {
        var (a, b) = (Range(left, memory.Offset(left), batch), Range(right, memory.Offset(right), batch));
        return a.Start < b.End && b.Start < a.End;
    }

    static (long Start, long End) Range(Value value, Dim offset, long batch) => (offset.At(batch), offset.At(batch) + (4 * value.Size.At(batch)));
}
