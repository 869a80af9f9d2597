using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Passes;

/// <summary>The loops that the chunk splits.</summary>
internal sealed class SplitLoops : PlanVisitor
{
    readonly List<Split> splits = [];
    LoopAxis? chunk;

    public IReadOnlyList<Split> Splits => splits;

    /// <summary>Whether the chunk's number matters for more than whole rows and the slots that partial results go to.</summary>
    public bool UsesChunk { get; private set; }

    public static SplitLoops Of(Region region)
    {
        var loops = new SplitLoops { chunk = region.Chunk };
        foreach (var item in region.Items)
            loops.Visit(item);
        return loops;
    }

    public override void Visit(LoopAxis axis)
    {
        if (!axis.Start.Uses(chunk!.Id) && !axis.End.Uses(chunk.Id))
            return;
        if (Split.Of(axis, chunk) is { } split)
            splits.Add(split);
        else
            UsesChunk = true;
    }

    public override void Visit(RegionItem item)
    {
        if (item is not ContractItem { Part: { } part } contraction)
        {
            base.Visit(item);
            return;
        }

        splits.Add(new(part.Rows, contraction.Relation.ExtentOf(part.Axis)));
        UsesChunk = true;
    }

    public override void Visit(Access access, bool isStore)
    {
        if (!isStore || access.Value.Space != Space.Slot)
            base.Visit(access, isStore);
    }

    public override void Visit(Index index) => UsesChunk |= index.Uses(chunk!.Id);
}
