using Lathe.Generator.Plan;

namespace Lathe.Generator.Passes;

/// <summary>Finds what a region touches, and by which chunk.</summary>
internal sealed class FootprintCollector : PlanVisitor
{
    readonly List<Touch> touches = [];
    readonly List<LoopAxis> loops = [];
    LoopAxis? chunk;
    ImagePart? part;
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

    public override void Visit(RegionItem item)
    {
        part = (item as ContractItem)?.Part;
        base.Visit(item);
    }

    public override void Visit(ContractOperand operand, bool isResult) =>
        touches.Add(new(operand.Value, isResult, part is null || chunk is null ? null : ChunkFootprint.Of(operand, part, chunk)));

    internal sealed record Touch(Value Value, bool IsWrite, ChunkFootprint? Footprint);
}
