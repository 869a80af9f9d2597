using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes.Repeats;

/// <summary>The steps of a phase with those of the blocks that were left out.</summary>
internal sealed class RestoredSteps
{
    readonly EquatableArray<PlanItem> items;
    readonly RestoredValues values;
    readonly IReadOnlyList<BlockRun> runs;
    readonly (PlanItem Pattern, IReadOnlyList<Value> Values)?[] patterns;
    readonly RestoredOrder order = new();

    RestoredSteps(EquatableArray<PlanItem> items, RestoredValues values, IReadOnlyList<BlockRun> runs)
    {
        (this.items, this.values, this.runs) = (items, values, runs);
        patterns = new (PlanItem, IReadOnlyList<Value>)?[items.Count];
    }

    /// <returns>Null where a run's steps do not repeat themselves.</returns>
    public static IReadOnlyList<PlanItem>? Of(EquatableArray<PlanItem> items, RestoredValues values, IReadOnlyList<BlockRun> runs)
    {
        var steps = new RestoredSteps(items, values, runs);
        return Enumerable.Range(0, runs.Count).All(steps.FindGaps) ? steps.Restored() : null;
    }

    bool FindGaps(int run)
    {
        int[] places = [.. items.Items.Select(item => PlaceOf(item, run))];
        return RunGap.Of(places, (entry, next) => Follows(entry, next, run)) is { } gaps && order.Add(run, runs[run].LeftOut, gaps)
            && Enumerable.Range(0, items.Count).All(position => order.IsBeside(position) || IsOnOneSide(items[position], run));
    }

    IReadOnlyList<PlanItem>? Restored()
    {
        var rewriter = new Rewriter(values);
        PlanItem[] restored = [.. order.Entries(items.Count).Select(entry => Of(entry.Entry, entry.Run, entry.Further))];
        return rewriter.Fails ? null : restored;

        PlanItem Of(int position, int run, int further)
        {
            (rewriter.Run, rewriter.Further) = (run, further);
            var (item, path) = (rewriter.Rewrite(items[position]), PathOf(items[position]));
            var place = run < 0 ? -1 : runs[run].PlaceOf(path);
            return place < 0 || further == values.Natural(run, place) ? item : Moved(item, runs[run].Renamed(path, further - values.Natural(run, place)));
        }
    }

    /// <summary>The block that a step belongs to: that of its module, else the last whose buffers it touches.</summary>
    int PlaceOf(PlanItem item, int run) => runs[run].PlaceOf(PathOf(item)) is var place and >= 0
        ? place
        : item.Touches.Select(touch => values.PlaceOf(touch.Value, run)).DefaultIfEmpty(-1).Max();

    bool IsOnOneSide(PlanItem item, int run)
    {
        var places = item.Touches.Select(touch => values.PlaceOf(touch.Value, run)).Append(PlaceOf(item, run)).Where(place => place >= 0).ToArray();
        return places.All(place => place < BlockRun.Kept) || places.All(place => place >= BlockRun.Kept);
    }

    bool Follows(int entry, int next, int run)
    {
        if (!HasNextPath(PathOf(items[entry]), PathOf(items[next]), run))
            return false;
        var (first, second) = (Numbered(entry), Numbered(next));
        return first.Pattern == second.Pattern && first.Values.Zip(second.Values, (value, following) => values.Follows(value, following, run)).All(follows => follows);
    }

    bool HasNextPath(string path, string next, int run)
    {
        var (from, to) = (runs[run].PlaceOf(path), runs[run].PlaceOf(next));
        return from < 0 || to < 0 ? path == next : next == runs[run].Renamed(path, to + values.Natural(run, to) - from - values.Natural(run, from));
    }

    /// <summary>What a step does, whatever to.</summary>
    (PlanItem Pattern, IReadOnlyList<Value> Values) Numbered(int position)
    {
        if (patterns[position] is not { } pattern)
        {
            var numbering = new ValueNumbering();
            pattern = (numbering.Rewrite(Moved(items[position], "")), numbering.Values);
            patterns[position] = pattern;
        }

        return pattern;
    }

    static string PathOf(PlanItem item) => ((Region)item).Path;

    static PlanItem Moved(PlanItem item, string path) => ((Region)item) with { Path = path };

    /// <summary>Puts the buffers of a block in the place of those of another one.</summary>
    sealed class Rewriter(RestoredValues values) : PlanRewriter
    {
        /// <summary>The run of the step, -1 where it belongs to none.</summary>
        public int Run { get; set; }

        /// <summary>How many blocks further on than its place the step stands.</summary>
        public int Further { get; set; }

        /// <summary>Whether there was no such buffer.</summary>
        public bool Fails { get; private set; }

        public override Value Rewrite(Value value)
        {
            var restored = Run < 0 ? values.Of(value) : values.Of(value, Run, Further);
            Fails |= restored is null;
            return restored ?? value;
        }
    }
}
