using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Passes;

/// <summary>Lets regions over the same chunks be one: a region moves up to an earlier one that it shares tensors with, and runs on each chunk while
/// the chunk is hot. Softmax and layer normalisation become one region, the statistics of a batch normalisation another; what prepares a convolution's
/// operands and what goes on with its result run around it.</summary>
/// <remarks>A region may join an earlier one if both have the same chunks, if whatever one writes and the other touches is touched by the same
/// chunk (<see cref="ChunkFootprint"/>), and if it may pass what stands between them. What no region before it feeds joins its reader first: it may
/// share a tensor with an earlier region, but the reader wants its result while it is hot.</remarks>
internal sealed class FuseRegions
{
    /// <summary>More maps would make kernels too large for the just-in-time compiler to optimise.</summary>
    const int MostMaps = 12;

    /// <summary>How far back to look for a partner: far enough for the branches of a block.</summary>
    const int Reach = 12;

    /// <summary>Where regions with partial results were cut anew: how many rows of slots there were and are.</summary>
    readonly Dictionary<int, (Index Before, Index Now)> slots = [];

    public static Schedule Run(Schedule schedule)
    {
        var pass = new FuseRegions();
        var fused = schedule with { Phases = schedule.Phases.Items.Select(phase => phase with { Items = pass.Fused(phase.Items) }).ToEquatableArray() };
        return pass.slots.Count == 0 ? fused : SlotResizing.Run(fused, pass.slots);
    }

    EquatableArray<PlanItem> Fused(EquatableArray<PlanItem> items)
    {
        var fused = new List<Candidate>();
        Candidate? waiting = null;
        foreach (var item in items)
        {
            var next = new Candidate(item);
            if (waiting is not null && waiting.Feeds(next) && Joined(waiting, next) is { } joined)
                next = joined;
            else
                Append(waiting);
            waiting = fused.Skip(fused.Count - Reach).Any(earlier => earlier.Feeds(next)) ? null : next;
            Append(waiting is null ? next : null);
        }

        Append(waiting);
        return fused.Select(candidate => candidate.Item).ToEquatableArray();

        void Append(Candidate? region)
        {
            if (region is null)
                return;
            fused.Add(region);
            MoveUp(fused, fused.Count - 1);
        }
    }

    /// <summary>Joins a region to an earlier one, and both to a still earlier one, as long as there is any.</summary>
    void MoveUp(List<Candidate> regions, int place)
    {
        for (var index = place - 1; index >= Math.Max(0, place - Reach); index--)
        {
            if (Joined(regions[index], regions[place]) is { } joined)
            {
                regions[index] = joined;
                regions.RemoveAt(place);
                MoveUp(regions, index);
                return;
            }

            if (regions[index].Conflicts(regions[place]))
                return;
        }
    }

    /// <summary>One region that does the earlier one first and the other one later, chunk by chunk; null where that cannot be.</summary>
    Candidate? Joined(Candidate earlier, Candidate later)
    {
        if (earlier.Item is not Region region || later.Item is not Region next || !AreRelated(earlier, region, later, next))
            return null;
        if (region.Chunk.Start == next.Chunk.Start && region.Chunk.End == next.Chunk.End)
            return earlier.CanTake(later) ? earlier.With(later, Join(region, next)) : null;
        if (Repartition.Of(next, later.Loops, region, earlier.Loops) is { } recut && new Candidate(recut) is var laterRecut && earlier.CanTake(laterRecut))
        {
            NoteSlots(next, recut);
            return earlier.With(laterRecut, Join(region, recut));
        }

        if (Repartition.Of(region, earlier.Loops, next, later.Loops) is { } cut && new Candidate(cut) is var earlierCut && earlierCut.CanTake(later))
        {
            NoteSlots(region, cut);
            return earlierCut.With(later, Join(cut, next));
        }

        return null;
    }

    void NoteSlots(Region before, Region now)
    {
        foreach (var slot in before.Touches.Where(touch => touch.IsWrite && touch.Value.Space == Space.Slot).Select(touch => touch.Value.Id).Distinct())
            slots[slot] = (slots.TryGetValue(slot, out var known) ? known.Before : before.Chunk.End, now.Chunk.End);
    }

    static Region Join(Region region, Region next)
    {
        var renumbered = (Region)new ShiftedVariables(TouchCollector.Variables(region)).Rewrite(next);
        var name = string.Join("_", region.Name.Split('_').Concat(next.Name.Split('_')).Distinct().Take(6));
        return region with { Name = name, Items = [.. region.Items, .. renumbered.Items], Groups = Math.Max(region.Groups, next.Groups) };
    }

    static bool AreRelated(Candidate earlier, Region region, Candidate later, Region next) =>
        earlier.IsFusible && later.IsFusible && earlier.Maps + later.Maps <= MostMaps
        && (region.Groups == next.Groups || region.Groups == 0 || next.Groups == 0)
        && earlier.SharesWith(later);

    sealed class Candidate
    {
        readonly Dictionary<int, List<Touch>> touches = [];
        SplitLoops? loops;

        public Candidate(PlanItem item)
        {
            Item = item;
            Add(item.Touches);
            IsFusible = item is Region region && region.Items.Items.All(each => each is MapItem or ContractItem { Part: not null });
            Maps = item is Region { Items: var items } ? items.Items.Count(each => each is MapItem) : 0;
        }

        Candidate(PlanItem item, Candidate earlier, Candidate later)
        {
            Item = item;
            foreach (var group in earlier.touches.Values.Concat(later.touches.Values))
                Add(group);
            IsFusible = true;
            Maps = earlier.Maps + later.Maps;
        }

        public PlanItem Item { get; }

        /// <summary>Whether it may become a part of a kernel.</summary>
        public bool IsFusible { get; }

        /// <summary>How many maps it has.</summary>
        public int Maps { get; }

        /// <summary>The loops that the chunk of a region splits.</summary>
        public SplitLoops Loops => loops ??= SplitLoops.Of((Region)Item);

        bool IsSingleChunk => Item is Region { Chunk.End: IndexDim { Dim.IsOne: true } or IndexConstant { Value: 1 } };

        /// <summary>Both as one item, which touches what they touch.</summary>
        public Candidate With(Candidate later, PlanItem joined) => new(joined, this, later);

        public bool SharesWith(Candidate later) => Any(later, static (first, second) => first.Overlaps(second));

        /// <summary>Whether a later region reads a tensor that this one writes.</summary>
        public bool Feeds(Candidate later) => Any(
            later, static (first, second) => first is { IsWrite: true, Value.Size.IsStatic: false } && !second.IsWrite && first.Overlaps(second));

        /// <summary>Whether the order of both matters.</summary>
        public bool Conflicts(Candidate later) => Any(later, static (first, second) => first.Conflicts(second));

        /// <summary>Whether no chunk of a later region needs what another chunk of this one does.</summary>
        public bool CanTake(Candidate later) => IsSingleChunk || !Any(later, static (first, second) => !AreLocal(first, second));

        void Add(IEnumerable<Touch> added)
        {
            foreach (var touch in added)
            {
                if (!touches.TryGetValue(touch.Value.Id, out var known))
                    touches.Add(touch.Value.Id, known = []);
                known.Add(touch);
            }
        }

        /// <summary>Whether two touches of one value satisfy a condition.</summary>
        bool Any(Candidate later, Func<Touch, Touch, bool> condition)
        {
            foreach (var pair in touches)
            {
                if (!later.touches.TryGetValue(pair.Key, out var seconds))
                    continue;
                foreach (var second in seconds)
                {
                    foreach (var first in pair.Value)
                    {
                        if (condition(first, second))
                            return true;
                    }
                }
            }

            return false;
        }

        static bool AreLocal(Touch first, Touch second) => !first.Conflicts(second) || (first.Footprint is { } footprint && footprint == second.Footprint);
    }

    /// <summary>Gives the loops of a region other numbers than another region has, except the chunk, which both share.</summary>
    sealed class ShiftedVariables(int shift) : PlanRewriter
    {
        public override LoopAxis Rewrite(LoopAxis axis) => base.Rewrite(axis) with { Id = Shifted(axis.Id) };

        public override Index Rewrite(Index index) =>
            index is IndexVariable variable ? new IndexVariable(Shifted(variable.Axis)) : base.Rewrite(index);

        int Shifted(int axis) => axis == 0 ? 0 : axis + shift;
    }
}
