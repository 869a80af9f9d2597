using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>A running statistic is the one of the start of the step for everybody, although it is replaced in place: where something reads it
/// after that, or at another element while it happens, a copy is taken just before.</summary>
internal static class SnapshotStates
{
    public static Schedule Run(Schedule schedule)
    {
        foreach (var state in schedule.Values.Items.Where(value => value.Space == Space.State))
            schedule = Run(schedule, state);
        return schedule;
    }

    static Schedule Run(Schedule schedule, Value state)
    {
        var items = schedule.Phases.Items.SelectMany(phase => phase.Items.Items).Select(item => UsesOf(item, state)).ToList();
        var replaced = items.FindIndex(uses => uses.Any(use => use.IsWrite));
        if (replaced < 0)
            return schedule;
        var store = items[replaced].First(use => use.IsWrite);
        var isReadElsewhere = items[replaced].Any(use => !use.IsWrite && (use.IsFolded || use.Access?.Offset != store.Access?.Offset));
        if (!isReadElsewhere && !items.Skip(replaced + 1).Any(uses => uses.Any(use => !use.IsWrite)))
            return schedule;

        var copy = new Value(schedule.Values.Count, state.Name + ".before", state.Type, state.Size, Space.Saved);
        var rewriter = new ReadReplacement(state, copy);
        var seen = 0;
        var phases = schedule.Phases.Items.Select(phase => phase with
        {
            Items = phase.Items.Items.SelectMany(item => seen++ switch
            {
                var time when time < replaced => new[] { item },
                var time when time == replaced => [Copy(state, copy), rewriter.Rewrite(item)],
                _ => [rewriter.Rewrite(item)],
            }).ToEquatableArray(),
        }).ToEquatableArray();
        return schedule with { Values = [.. schedule.Values, copy], Phases = phases };
    }

    static IReadOnlyList<Use> UsesOf(PlanItem item, Value value) => [.. UseCollector.Of(item).Where(use => use.Value.Id == value.Id)];

    static PlanItem Copy(Value state, Value copy)
    {
        var axis = LoopAxis.Over(1, "c", state.Size);
        var partition = Partition.Of(0, [axis], work: 1);
        var store = new Store(new Access(copy, axis.Variable, []), new Load(new Access(state, axis.Variable, [])));
        return new Region("copy", "", partition.Chunk, [new MapItem(partition.Axes, [store])]);
    }

    /// <summary>Replaces a value where it is read.</summary>
    sealed class ReadReplacement(Value old, Value replacement) : PlanRewriter
    {
        public override Store Rewrite(Store store) => store with { Value = Rewrite(store.Value) };

        public override Value Rewrite(Value value) => value.Id == old.Id ? replacement : value;

        public override RegionItem Rewrite(RegionItem item) => item is ContractItem contract
            ? contract with { Left = Rewrite(contract.Left), Right = Rewrite(contract.Right) }
            : base.Rewrite(item);
    }
}
