using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Lets regions over the same chunks be one: a region moves up to an earlier one that it shares tensors with, and runs on each chunk while
/// the chunk is hot. Softmax and layer normalisation become one region, the statistics of a batch normalisation another.</summary>
/// <remarks>A region may join an earlier one if both have the same chunks, if whatever one writes and the other touches is touched by the same
/// chunk (<see cref="ChunkFootprint"/>), and if it may pass what stands between them.</remarks>
internal static class FuseRegions
{
    /// <summary>Longer regions would make kernels too large for the just-in-time compiler to optimise.</summary>
    const int MostItems = 8;

    /// <summary>How far back to look for a partner: far enough for the branches of a block.</summary>
    const int Reach = 12;

    public static Schedule Run(Schedule schedule) =>
        schedule with { Phases = schedule.Phases.Items.Select(phase => phase with { Items = Fused(phase.Items) }).ToEquatableArray() };

    static EquatableArray<PlanItem> Fused(EquatableArray<PlanItem> items)
    {
        var fused = new List<Candidate>();
        foreach (var item in items)
            Add(fused, new Candidate(item));
        return fused.Select(candidate => candidate.Item).ToEquatableArray();
    }

    static void Add(List<Candidate> earlier, Candidate candidate)
    {
        for (var index = earlier.Count - 1; index >= Math.Max(0, earlier.Count - Reach); index--)
        {
            if (earlier[index].Joined(candidate) is { } joined)
            {
                earlier[index] = joined;
                return;
            }

            if (earlier[index].Conflicts(candidate))
                break;
        }

        earlier.Add(candidate);
    }

    sealed class Candidate(PlanItem item)
    {
        readonly IReadOnlyList<FootprintCollector.Touch> touches = FootprintCollector.Of(item);

        public PlanItem Item { get; } = item;

        bool IsSingleChunk => Item is Region { Chunk.End: IndexDim { Dim.IsOne: true } or IndexConstant { Value: 1 } };

        /// <summary>One region that does this first and the other one later, chunk by chunk; null where that cannot be.</summary>
        public Candidate? Joined(Candidate later)
        {
            if (Item is not Region region || later.Item is not Region next || !AreRelated(region, next, later))
                return null;
            if (region.Chunk.Start == next.Chunk.Start && region.Chunk.End == next.Chunk.End)
                return CanTake(later) ? new(Join(region, next)) : null;
            if (Repartition.Of(next, region) is { } recut && CanTake(new(recut)))
                return new(Join(region, recut));
            return Repartition.Of(region, next) is { } cut && new Candidate(cut).CanTake(later) ? new(Join(cut, next)) : null;
        }

        /// <summary>Whether the order of both matters.</summary>
        public bool Conflicts(Candidate later) => touches.Any(first => later.touches.Any(second =>
            first.Value.Id == second.Value.Id && (first.IsWrite || second.IsWrite)));

        static Region Join(Region region, Region next)
        {
            var renumbered = (Region)new ShiftedVariables(FootprintCollector.Variables(region)).Rewrite(next);
            var name = string.Join("_", region.Name.Split('_').Concat(next.Name.Split('_')).Distinct().Take(6));
            return region with { Name = name, Items = [.. region.Items, .. renumbered.Items] };
        }

        bool AreRelated(Region region, Region next, Candidate later) =>
            region.Items.Count + next.Items.Count <= MostItems
            && region.Items.Items.Concat(next.Items.Items).All(item => item is MapItem)
            && touches.Any(first => later.touches.Any(second => first.Value.Id == second.Value.Id));

        bool CanTake(Candidate later) => IsSingleChunk || touches.All(first => later.touches.All(second => AreLocal(first, second)));

        static bool AreLocal(FootprintCollector.Touch first, FootprintCollector.Touch second) =>
            first.Value.Id != second.Value.Id || !(first.IsWrite || second.IsWrite)
            || (first.Footprint is { } footprint && footprint == second.Footprint);
    }

    /// <summary>Gives the loops of a region other numbers than another region has, except the chunk, which both share.</summary>
    sealed class ShiftedVariables(int shift) : PlanRewriter
    {
        public override LoopAxis Rewrite(LoopAxis axis) => base.Rewrite(axis) with { Id = Shifted(axis.Id) };

        public override Plan.Index Rewrite(Plan.Index index) =>
            index is IndexVariable variable ? new IndexVariable(Shifted(variable.Axis)) : base.Rewrite(index);

        int Shifted(int axis) => axis == 0 ? 0 : axis + shift;
    }
}

/// <summary>Finds what a region touches, and by which chunk.</summary>
internal sealed class FootprintCollector : PlanVisitor
{
    readonly List<Touch> touches = [];
    readonly List<LoopAxis> loops = [];
    LoopAxis? chunk;
    int variables;

    public static IReadOnlyList<Touch> Of(PlanItem item)
    {
        var collector = new FootprintCollector();
        collector.Visit(item);
        return collector.touches;
    }

    /// <summary>The highest number of a loop variable.</summary>
    public static int Variables(PlanItem item)
    {
        var collector = new FootprintCollector();
        collector.Visit(item);
        return collector.variables;
    }

    public override void Visit(PlanItem item)
    {
        chunk = (item as Region)?.Chunk;
        base.Visit(item);
    }

    public override void Visit(LoopAxis axis)
    {
        variables = Math.Max(variables, axis.Id);
        loops.RemoveAll(known => known.Id == axis.Id);
        loops.Add(axis);
    }

    public override void Visit(Access access, bool isStore) =>
        touches.Add(new(access.Value, isStore, chunk is null ? null : ChunkFootprint.Of(access, chunk, loops)));

    public override void Visit(ContractOperand operand, bool isResult) => touches.Add(new(operand.Value, isResult, null));

    internal sealed record Touch(Value Value, bool IsWrite, ChunkFootprint? Footprint);
}
