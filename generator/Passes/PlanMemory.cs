using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Gives every value its place. In the work arena values share memory when their lifetimes are apart, and a result takes the place of an
/// operand that it is the last to read, element by element.</summary>
/// <remarks>The arena has two parts. Values of fixed size lie in front, at offsets that do not depend on the batch. Behind them lie the others:
/// a value of <c>c N + f</c> bytes takes <c>(c + f) N</c>, which is enough for every N from 1, so that places can be planned for a single sample
/// and hold for any number.</remarks>
internal static class PlanMemory
{
    const long Alignment = 64;
    const long ElementBytes = 4;

    public static Schedule Run(Schedule schedule)
    {
        var offsets = new Dim[schedule.Values.Count];
        var sizes = new Dim[Enum.GetValues(typeof(Arena)).Length];
        var lifetimes = Lifetimes.Of(schedule);
        foreach (var value in schedule.Values.Items.Where(value => value.Space.Arena() is not (Arena.Work or Arena.Scratch)))
        {
            var arena = (int)value.Space.Arena();
            offsets[value.Id] = sizes[arena];
            sizes[arena] += new Dim(0, Aligned(value.Size.Value * ElementBytes));
        }

        // Each region has all of a worker's scratch to itself.
        foreach (var region in schedule.Values.Items.Where(value => value.Space == Space.Scratch).GroupBy(value => lifetimes[value]!.Value.Min))
        {
            var end = 0L;
            foreach (var value in region)
            {
                offsets[value.Id] = new(0, end);
                end += BytesOf(value);
            }

            sizes[(int)Arena.Scratch] = new(0, Math.Max(sizes[(int)Arena.Scratch].Fixed, end));
        }

        var blocks = MemoryBlocks.Of(schedule, lifetimes);
        var (fixedPlaces, fixedSize) = Place([.. blocks.Where(block => !block.IsBatched)]);
        var (batchedPlaces, batchedSize) = Place([.. blocks.Where(block => block.IsBatched)]);
        foreach (var (block, place) in fixedPlaces)
            block.Values.ForEach(value => offsets[value.Id] = new(0, place));
        foreach (var (block, place) in batchedPlaces)
            block.Values.ForEach(value => offsets[value.Id] = new(place, fixedSize));
        sizes[(int)Arena.Work] = new(batchedSize, fixedSize);

        var unshared = new Dim(
            blocks.Where(block => block.IsBatched).SelectMany(block => block.Values).Sum(BytesOf),
            blocks.Where(block => !block.IsBatched).SelectMany(block => block.Values).Sum(BytesOf));
        var memory = new MemoryPlan(offsets.ToEquatableArray(), sizes.ToEquatableArray(), unshared, []);
        return schedule with { Memory = memory with { Readable = Readable(schedule, memory).ToEquatableArray() } };
    }

    /// <summary>The bytes of a value of fixed size, or those a sample of another.</summary>
    public static long BytesOf(Value value) => Aligned((value.Size.PerSample + value.Size.Fixed) * ElementBytes);

    /// <summary>Largest first, each at the lowest place that is free for its whole life.</summary>
    static (List<(MemoryBlock Block, long Place)> Places, long Size) Place(IReadOnlyList<MemoryBlock> blocks)
    {
        // In order of their places, so that one walk finds the first gap.
        var placed = new Placed[blocks.Count];
        var count = 0;
        foreach (var (block, bytes) in blocks.Select(block => (Block: block, block.Bytes))
            .OrderByDescending(pair => pair.Bytes).ThenBy(pair => pair.Block.Life.Min).ThenBy(pair => pair.Block.Values[0].Id))
        {
            var place = FirstGap(placed.AsSpan(0, count), block.Life, bytes);
            var index = Sorted.First(count, number => placed[number].Place >= place);
            Array.Copy(placed, index, placed, index + 1, count - index);
            placed[index] = new(block.Life, place, place + bytes, block);
            count++;
        }

        return ([.. placed.Select(entry => (entry.Block, entry.Place))], placed.Select(entry => entry.End).DefaultIfEmpty().Max());
    }

    /// <summary>The lowest place where a block of so many bytes meets no other that lives when it does.</summary>
    static long FirstGap(ReadOnlySpan<Placed> placed, Interval life, long bytes)
    {
        var place = 0L;
        foreach (ref readonly var other in placed)
        {
            if (place + bytes <= other.Place)
                break;
            if (other.End > place && Lifetimes.Overlap(other.Life, life))
                place = other.End;
        }

        return place;
    }

    /// <summary>What is still there when Forward, and for outputs the schedule, has ended.</summary>
    static IEnumerable<Value> Readable(Schedule schedule, MemoryPlan memory)
    {
        var (ofFixedSize, batched) = (new WrittenRanges(), new WrittenRanges());
        foreach (var touch in schedule.Phases.Items.Where(phase => phase.Kind <= PhaseKind.Forward).SelectMany(phase => phase.Items.Items).SelectMany(item => item.Touches))
        {
            if (!touch.IsWrite || touch.Value.Space.Arena() != Arena.Work)
                continue;
            var (value, offset) = (touch.Value, memory.Offset(touch.Value));
            var (ranges, start) = value.Size.IsStatic ? (ofFixedSize, offset.Fixed) : (batched, offset.PerSample);
            ranges.Write(start, start + BytesOf(value), value.Id);
        }

        var there = new HashSet<int>(ofFixedSize.Writers.Concat(batched.Writers));
        foreach (var phase in schedule.Phases)
            there.ExceptWith(PassedOn.Of(phase.Items.Items));
        return schedule.Values.Items.Where(value => value.Space == Space.Output || there.Contains(value.Id));
    }

    static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    readonly record struct Placed(Interval Life, long Place, long End, MemoryBlock Block);
}
