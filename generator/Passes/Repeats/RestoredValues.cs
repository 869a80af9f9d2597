using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Passes.Repeats;

/// <summary>The buffers of a schedule with those of the blocks that were left out, numbered anew.</summary>
internal sealed class RestoredValues
{
    readonly IReadOnlyList<Value> old;
    readonly IReadOnlyList<BlockRun> runs;
    readonly int[] runOf;
    readonly int[] placeOf;
    readonly Chain?[] chainOf;
    readonly Value[] restored;
    readonly List<Value> values = [];

    RestoredValues(IReadOnlyList<Value> old, IReadOnlyList<BlockRun> runs)
    {
        (this.old, this.runs) = (old, runs);
        (runOf, placeOf, chainOf, restored) = (new int[old.Count], new int[old.Count], new Chain?[old.Count], new Value[old.Count]);
        for (var id = 0; id < old.Count; id++)
        {
            runOf[id] = Enumerable.Range(0, runs.Count).Where(run => runs[run].PlaceOf(old[id].Name) >= 0).DefaultIfEmpty(-1).First();
            placeOf[id] = runOf[id] < 0 ? -1 : runs[runOf[id]].PlaceOf(old[id].Name);
        }
    }

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<Value> All => values;

    /// <returns>Null where the buffers of a run do not repeat themselves.</returns>
    public static RestoredValues? Of(IReadOnlyList<Value> old, IReadOnlyList<BlockRun> runs)
    {
        var result = new RestoredValues(old, runs);
        return result.Restore() ? result : null;
    }

    /// <summary>Whether the buffers of a space are these, in order.</summary>
    public bool Are(Space space, IEnumerable<(string Name, Dim Size)> expected) =>
        values.Where(value => value.Space == space).Select(value => (value.Name, value.Size)).SequenceEqual(expected);

    /// <summary>The block of a run that a buffer belongs to, -1 where it belongs to none.</summary>
    public int PlaceOf(Value value, int run) => runOf[value.Id] == run ? placeOf[value.Id] : -1;

    /// <summary>Whether a buffer is to the next block of a run what another one is to its own.</summary>
    public bool Follows(Value value, Value next, int run) => PlaceOf(value, run) < 0
        ? value.Id == next.Id
        : chainOf[value.Id] is { } chain && chainOf[next.Id] == chain && placeOf[next.Id] == placeOf[value.Id] + 1;

    /// <summary>The buffer that takes the place of an old one, for a step that is the same wherever it stands.</summary>
    public Value Of(Value value) => restored[value.Id];

    /// <summary>The buffer that takes the place of an old one for a step of a run.</summary>
    /// <param name="value">The old one.</param>
    /// <param name="run">The run.</param>
    /// <param name="further">How many blocks further on than its place the step stands.</param>
    /// <returns>Null where there is none.</returns>
    public Value? Of(Value value, int run, int further)
    {
        var place = PlaceOf(value, run);
        return place < 0 || Natural(run, place) == further ? restored[value.Id] : chainOf[value.Id]?.Restored[place + further];
    }

    /// <summary>How many blocks further on a block is when all are there.</summary>
    public int Natural(int run, int place) => place < BlockRun.Kept ? 0 : runs[run].LeftOut;

    bool Restore()
    {
        var order = new RestoredOrder();
        for (var run = 0; run < runs.Count; run++)
        {
            var number = run;
            if (RunGap.Of([.. old.Select(value => PlaceOf(value, number))], (entry, next) => IsLike(entry, next, number)) is not { } gaps
                || !order.Add(run, runs[run].LeftOut, gaps) || !gaps.All(gap => Link(gap, number)))
                return false;
        }

        foreach (var (entry, run, further) in order.Entries(old.Count))
        {
            var own = runOf[entry];
            Add(entry, own, run >= 0 ? further : own < 0 ? 0 : Natural(own, placeOf[entry]));
        }

        return restored.All(value => value is not null);
    }

    /// <summary>Adds the buffer that is so many blocks further on than the one that an old one stood for.</summary>
    void Add(int id, int run, int further)
    {
        var value = old[id] with { Id = values.Count };
        if (run >= 0)
            value = value with { Name = runs[run].Renamed(value.Name, further - Natural(run, placeOf[id])) };
        values.Add(value);
        if (chainOf[id] is not { } chain)
        {
            restored[id] = value;
            return;
        }

        var block = placeOf[id] + further;
        chain.Restored[block] = value;
        if (chain.OldOf(block) is { } same)
            restored[same.Id] = value;
    }

    /// <summary>Buffers beside a gap that are the same thing to different blocks.</summary>
    bool Link(RunGap gap, int run)
    {
        for (var entry = gap.Boundary - gap.Period; entry < gap.Boundary; entry++)
        {
            var (near, far) = gap.IsDescending ? (entry + gap.Period, entry) : (entry, entry + gap.Period);
            var chain = new Chain(runs[run].Count);
            if (chainOf[near] is not null || chainOf[far] is not null)
                return false;
            chain.Link(old[near], placeOf[near]);
            chain.Link(old[far], placeOf[far]);
            (chainOf[near], chainOf[far]) = (chain, chain);
            Extend(chain, near, gap.IsDescending ? gap.Period : -gap.Period, -1, run);
            Extend(chain, far, gap.IsDescending ? -gap.Period : gap.Period, 1, run);
        }

        return true;
    }

    void Extend(Chain chain, int from, int distance, int step, int run)
    {
        for (var next = from + distance; next >= 0 && next < old.Count && PlaceOf(old[next], run) == placeOf[next - distance] + step; next += distance)
        {
            var (before, behind) = step > 0 ? (next - distance, next) : (next, next - distance);
            if (chainOf[next] is not null || !IsLike(before, behind, run))
                return;
            chain.Link(old[next], placeOf[next]);
            chainOf[next] = chain;
        }
    }

    bool IsLike(int entry, int next, int run)
    {
        var (value, other) = (old[entry], old[next]);
        var (from, to) = (placeOf[entry] + Natural(run, placeOf[entry]), placeOf[next] + Natural(run, placeOf[next]));
        return value.Type == other.Type && value.Size == other.Size && value.Space == other.Space && runs[run].Renamed(value.Name, to - from) == other.Name;
    }

    /// <summary>The same thing in the blocks of a run.</summary>
    sealed class Chain(int count)
    {
        readonly Value?[] old = new Value?[2 * BlockRun.Kept];

        /// <summary>By the block.</summary>
        public Value?[] Restored { get; } = new Value?[count];

        public void Link(Value value, int place) => old[place] = value;

        /// <summary>What was planned for a block.</summary>
        public Value? OldOf(int block) => block < BlockRun.Kept ? old[block] : block >= count - BlockRun.Kept ? old[block - count + old.Length] : null;
    }
}
