using Lathe.Generator.Graph;
using Lathe.Generator.Support;

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

        var placed = schedule.Values.Items
            .Where(value => value.Space.Arena() is not (Arena.Work or Arena.Scratch) || lifetimes[value] is not null)
            .GroupBy(value => value.Space.Arena());
        foreach (var pair in placed.SelectMany(arena => Batches.SelectMany(batch => Overlaps([.. arena], lifetimes, memory, batch))).Distinct())
            yield return $"{pair.First.Name} and {pair.Second.Name} are alive together and share memory.";
    }

    /// <summary>Pairs of values that are alive together and share memory. Values are taken as they come alive, and meet those that are.</summary>
    static IEnumerable<(Value First, Value Second)> Overlaps(IReadOnlyList<Value> values, Lifetimes lifetimes, MemoryPlan memory, long batch)
    {
        var alive = new List<Placed>();
        foreach (var next in values.Select(value => Placed.Of(value, lifetimes, memory, batch)).Where(placed => placed.Start < placed.End).OrderBy(placed => placed.Life.Min).ThenBy(placed => placed.Value.Id))
        {
            alive.RemoveAll(earlier => HasEnded(earlier, next.Life.Min, lifetimes));
            var place = Sorted.First(alive.Count, index => alive[index].Start >= next.Start);
            if (place > 0 && alive[place - 1].End > next.Start)
                yield return (alive[place - 1].Value, next.Value);
            for (var later = place; later < alive.Count && alive[later].Start < next.End; later++)
                yield return (alive[later].Value, next.Value);
            alive.Insert(place, next);
        }
    }

    /// <summary>Whether a value has ended when another comes alive. That may be in the very item in which it ends: then the other is written in its place, which
    /// the access checks prove.</summary>
    static bool HasEnded(Placed value, long time, Lifetimes lifetimes) =>
        value.Life.Max < time || (value.Life.Max == time && value.Life.Min < time && !lifetimes.IsHeld(value.Value, time));

    static (long Start, long End) Range(Value value, Dim offset, long batch) => (offset.At(batch), offset.At(batch) + (4 * value.Size.At(batch)));

    /// <summary>A value where it lies; what is not in an arena that values share is always alive.</summary>
    readonly record struct Placed(Value Value, Interval Life, long Start, long End)
    {
        public static Placed Of(Value value, Lifetimes lifetimes, MemoryPlan memory, long batch)
        {
            var (start, end) = Range(value, memory.Offset(value), batch);
            var isShared = value.Space.Arena() is Arena.Work or Arena.Scratch;
            return new(value, isShared ? lifetimes[value]!.Value : new(Lifetimes.Start, lifetimes.End), start, end);
        }
    }
}
