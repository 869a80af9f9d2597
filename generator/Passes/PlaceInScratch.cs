using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Passes;

/// <summary>Values that only one region uses, each chunk its own rows of them, live in the scratch of a worker: they stay in cache and never reach
/// memory.</summary>
internal static class PlaceInScratch
{
    public static Schedule Run(Schedule schedule)
    {
        var moved = new Dictionary<int, ScratchRows>();
        var regions = schedule.Phases.Items.SelectMany(phase => phase.Items.Items).Select(item => (Item: item, Touches: item.Touches)).ToArray();
        var users = regions.SelectMany(region => region.Touches.Select(touch => touch.Value.Id).Distinct()).GroupBy(id => id).ToDictionary(group => group.Key, group => group.Count());
        foreach (var (item, touches) in regions)
        {
            if (item is not Region { Items.Count: > 1 } region)
                continue;
            foreach (var value in touches.GroupBy(touch => touch.Value))
            {
                if (value.Key is { Space: Space.Temporary, Size: { PerSample: > 0, Fixed: 0 } } && users[value.Key.Id] == 1
                    && value.First().Footprint is { } footprint && value.All(touch => touch.Footprint == footprint) && footprint.Elements(region.Chunk) is { } rows)
                    moved.Add(value.Key.Id, new(value.Key with { Space = Space.Scratch, Size = new Dim(0, rows) }, rows, region.Chunk));
            }
        }

        if (moved.Count == 0)
            return schedule;
        var rewriter = new ScratchAddressing(moved);
        return schedule with
        {
            Values = schedule.Values.Items.Select(rewriter.Rewrite).ToEquatableArray(),
            Phases = schedule.Phases.Items.Select(phase => phase with { Items = phase.Items.Items.Select(rewriter.Rewrite).ToEquatableArray() }).ToEquatableArray(),
        };
    }

    /// <summary>A value in scratch.</summary>
    /// <param name="Value">The value there.</param>
    /// <param name="Rows">Elements of a chunk.</param>
    /// <param name="Chunk">The chunk of its region.</param>
    sealed record ScratchRows(Value Value, long Rows, LoopAxis Chunk)
    {
        public Index Relative(Index offset) => AffineIndex.Of(offset + (Chunk.Variable * -Rows)).ToIndex();
    }

    /// <summary>Counts the elements of values in scratch from the start of their chunk.</summary>
    sealed class ScratchAddressing(IReadOnlyDictionary<int, ScratchRows> moved) : PlanRewriter
    {
        public override Value Rewrite(Value value) => moved.TryGetValue(value.Id, out var rows) ? rows.Value : value;

        public override Access Rewrite(Access access) =>
            base.Rewrite(moved.TryGetValue(access.Value.Id, out var rows) ? access with { Offset = rows.Relative(access.Offset) } : access);

        public override ContractOperand Rewrite(ContractOperand operand) =>
            base.Rewrite(moved.TryGetValue(operand.Value.Id, out var rows) ? operand with { Offset = rows.Relative(operand.Offset) } : operand);
    }
}
