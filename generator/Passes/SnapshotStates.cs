using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>A running statistic is the one of the start of the step for everybody, although it is replaced in place: where something reads it
/// after that, or at another element while it happens, a copy is taken just before.</summary>
internal static class SnapshotStates
{
    public static Schedule Run(Schedule schedule)
    {
        var snapshots = Snapshots(schedule);
        if (snapshots.Count == 0)
            return schedule;
        var taken = snapshots.ToLookup(snapshot => snapshot.Time);
        var rewriter = new ReadReplacement();
        var time = 0;
        var phases = schedule.Phases.Items.Select(phase => phase with { Items = phase.Items.Items.SelectMany(Rewritten).ToEquatableArray() }).ToEquatableArray();
        return schedule with { Values = [.. schedule.Values, .. snapshots.Select(snapshot => snapshot.Copy)], Phases = phases };

        IEnumerable<PlanItem> Rewritten(PlanItem item)
        {
            foreach (var (state, _, copy) in taken[time])
            {
                rewriter.Replace(state, copy);
                yield return Copying(state, copy);
            }

            time++;
            yield return rewriter.Rewrite(item);
        }
    }

    /// <summary>The states that need a copy, when it is taken, and where to.</summary>
    static List<(Value State, int Time, Value Copy)> Snapshots(Schedule schedule)
    {
        var replaced = new Dictionary<int, int>();
        var needed = new HashSet<int>();
        var time = 0;
        foreach (var item in schedule.Phases.Items.SelectMany(phase => phase.Items.Items))
        {
            foreach (var state in item.Touches.Where(touch => touch.Value.Space == Space.State).GroupBy(touch => touch.Value.Id))
            {
                if (state.FirstOrDefault(touch => touch.IsWrite) is { } store)
                {
                    replaced.Add(state.Key, time);
                    if (state.Any(touch => !touch.IsWrite && (touch.IsFolded || touch.Access?.Offset != store.Access?.Offset)))
                        needed.Add(state.Key);
                }
                else if (replaced.ContainsKey(state.Key))
                {
                    needed.Add(state.Key);
                }
            }

            time++;
        }

        return [.. needed.OrderBy(id => id).Select((id, index) =>
        {
            var state = schedule.Values[id];
            return (state, replaced[id], new Value(schedule.Values.Count + index, state.Name + ".before", state.Type, state.Size, Space.Saved));
        })];
    }

    static PlanItem Copying(Value state, Value copy)
    {
        var axis = LoopAxis.Over(1, "c", state.Size);
        var partition = Partition.Of(0, [axis], work: 1);
        var store = new Store(new Access(copy, axis.Variable, []), new Load(new Access(state, axis.Variable, [])));
        return new Region("copy", "", partition.Chunk, [new MapItem(partition.Axes, [store])]);
    }

    /// <summary>Replaces values where they are read.</summary>
    sealed class ReadReplacement : PlanRewriter
    {
        readonly Dictionary<int, Value> replacements = [];

        public void Replace(Value old, Value replacement) => replacements.Add(old.Id, replacement);

        public override Store Rewrite(Store store)
        {
            var value = Rewrite(store.Value);
            return value == (object)store.Value ? store : store with { Value = value };
        }

        public override Value Rewrite(Value value) => replacements.TryGetValue(value.Id, out var replacement) ? replacement : value;

        public override RegionItem Rewrite(RegionItem item)
        {
            if (item is not ContractItem contract)
                return base.Rewrite(item);
            var (left, right) = (Rewrite(contract.Left), Rewrite(contract.Right));
            return left == (object)contract.Left && right == (object)contract.Right ? contract : contract with { Left = left, Right = right };
        }
    }
}
