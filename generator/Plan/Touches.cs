namespace Lathe.Generator.Plan;

/// <summary>One reading or writing of a value by a region, and of which part of it.</summary>
/// <param name="Accumulates">Whether what is written is added to what is there.</param>
/// <param name="Access">Null for the operand of a contraction.</param>
/// <param name="Footprint">Which rows a chunk touches; null where chunks have no rows of their own.</param>
/// <param name="Columns">Which elements of rows are touched; null where it may be any.</param>
internal sealed record Touch(Value Value, bool IsWrite, bool Accumulates, Access? Access, ChunkFootprint? Footprint, Columns? Columns)
{
    /// <summary>Whether some element may be touched by both.</summary>
    public bool Overlaps(Touch other) =>
        Value.Id == other.Value.Id && !(Columns is { } columns && other.Columns is { } others && columns.AreApart(others));

    /// <summary>Whether the order of both matters.</summary>
    public bool Conflicts(Touch other) => (IsWrite || other.IsWrite) && Overlaps(other);
}

/// <summary>Lists what a plan item touches, in the order of evaluation.</summary>
internal sealed class TouchCollector : PlanVisitor
{
    readonly List<Touch> touches = [];
    readonly List<LoopAxis> loops = [];
    LoopAxis? chunk;
    ContractItem? contraction;
    bool accumulates;
    int variables;

    public static IReadOnlyList<Touch> Of(PlanItem item)
    {
        var collector = new TouchCollector();
        collector.Visit(item);
        return collector.touches;
    }

    /// <summary>The highest number of a loop variable.</summary>
    public static int Variables(PlanItem item)
    {
        var collector = new TouchCollector();
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

    public override void Visit(RegionItem item)
    {
        contraction = item as ContractItem;
        accumulates = item is ContractItem { Accumulate: true } or FoldPartsItem { Contraction.Accumulate: true };
        base.Visit(item);
    }

    public override void Visit(Store store)
    {
        accumulates = store.Accumulate;
        base.Visit(store);
    }

    public override void Visit(Access access, bool isStore) => touches.Add(new(
        access.Value, isStore, isStore && accumulates, access, chunk is null ? null : ChunkFootprint.Of(access, chunk, loops), Columns.Of(access, loops)));

    public override void Visit(ContractOperand operand, bool isResult) => touches.Add(new(
        operand.Value,
        isResult,
        isResult && accumulates,
        null,
        contraction?.Part is not { } part || chunk is null ? null : ChunkFootprint.Of(operand, part, chunk),
        contraction is null || operand.Labels.Length == 0 ? null : Columns.Of(operand, contraction.Relation)));
}
