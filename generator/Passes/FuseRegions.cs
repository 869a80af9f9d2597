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
        {
            var candidate = new Candidate(item);
            var partner = PartnerOf(candidate, fused);
            if (partner < 0)
                fused.Add(candidate);
            else
                fused[partner] = fused[partner].Joined(candidate);
        }

        return fused.Select(candidate => candidate.Item).ToEquatableArray();
    }

    static int PartnerOf(Candidate candidate, List<Candidate> earlier)
    {
        for (var index = earlier.Count - 1; index >= Math.Max(0, earlier.Count - Reach); index--)
        {
            if (earlier[index].CanTake(candidate))
                return index;
            if (earlier[index].Conflicts(candidate))
                return -1;
        }

        return -1;
    }

    sealed class Candidate(PlanItem item)
    {
        readonly IReadOnlyList<FootprintCollector.Touch> touches = FootprintCollector.Of(item);

        public PlanItem Item { get; } = item;

        bool IsSingleChunk => Item is Region { Chunk.End: IndexDim { Dim.IsOne: true } or IndexConstant { Value: 1 } };

        public Candidate Joined(Candidate later)
        {
            var (region, next) = ((Region)Item, (Region)later.Item);
            var renumbered = (Region)new ShiftedVariables(FootprintCollector.Variables(Item)).Rewrite(next);
            var name = string.Join("_", region.Name.Split('_').Concat(next.Name.Split('_')).Distinct().Take(6));
            return new(region with { Name = name, Items = [.. region.Items, .. renumbered.Items] });
        }

        /// <summary>Whether the order of both matters.</summary>
        public bool Conflicts(Candidate later) => touches.Any(first => later.touches.Any(second =>
            first.Value.Id == second.Value.Id && (first.IsWrite || second.IsWrite)));

        public bool CanTake(Candidate later) =>
            Item is Region region && later.Item is Region next
            && region.Chunk.Start == next.Chunk.Start && region.Chunk.End == next.Chunk.End
            && region.Items.Count + next.Items.Count <= MostItems
            && region.Items.Items.Concat(next.Items.Items).All(item => item is MapItem)
            && touches.Any(first => later.touches.Any(second => first.Value.Id == second.Value.Id))
            && (IsSingleChunk || touches.All(first => later.touches.All(second => AreLocal(first, second))));

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
