using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>One reading or writing of a value by a region, and of which part of it. The part is found out when somebody asks.</summary>
/// <param name="value">The value.</param>
/// <param name="isWrite">Whether it is written.</param>
/// <param name="accumulates">Whether what is written is added to what is there.</param>
/// <param name="item">Which item of the region does it.</param>
/// <param name="isFolded">Whether it is repeated by a fold.</param>
internal abstract class Touch(Value value, bool isWrite, bool accumulates, int item, bool isFolded)
{
    // Schedules that are planned side by side ask the same touches: what was found is kept behind a reference, which is read and written as a whole.
    Found<ChunkFootprint?>? footprint;
    Found<Columns?>? columns;

    public Value Value => value;

    public bool IsWrite => isWrite;

    public bool Accumulates => accumulates;

    public int Item => item;

    public bool IsFolded => isFolded;

    /// <summary>Null for the operand of a contraction.</summary>
    public virtual Access? Access => null;

    /// <summary>Which rows a chunk touches; null where chunks have no rows of their own.</summary>
    public ChunkFootprint? Footprint => (footprint ??= new(FindFootprint())).Value;

    /// <summary>Which elements of rows are touched; null where it may be any.</summary>
    public Columns? Columns => (columns ??= new(FindColumns())).Value;

    /// <summary>Whether some element may be touched by both.</summary>
    public bool Overlaps(Touch other) =>
        Value.Id == other.Value.Id && !(Columns is { } mine && other.Columns is { } others && mine.AreApart(others));

    /// <summary>Whether the order of both matters.</summary>
    public bool Conflicts(Touch other) => (IsWrite || other.IsWrite) && Overlaps(other);

    protected abstract ChunkFootprint? FindFootprint();

    protected abstract Columns? FindColumns();

    sealed class Found<T>(T value)
    {
        public T Value => value;
    }
}

/// <summary>Lists what a plan item touches, in the order of evaluation.</summary>
internal sealed class TouchCollector : PlanVisitor
{
    readonly List<Touch> touches = [];
    LoopAxis[] loops = [];
    LoopAxis? chunk;
    ContractItem? contraction;
    bool accumulates;
    int variables;
    int item;
    int folds;

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

    public override void Visit(PlanItem planItem)
    {
        chunk = (planItem as Region)?.Chunk;
        if (planItem is not Region region)
        {
            base.Visit(planItem);
            return;
        }

        Visit(region.Chunk);
        for (item = 0; item < region.Items.Count; item++)
            Visit(region.Items[item]);
    }

    public override void Visit(LoopAxis axis)
    {
        variables = Math.Max(variables, axis.Id);
        loops = Inside(loops, axis);
    }

    public override void Visit(RegionItem regionItem)
    {
        contraction = regionItem as ContractItem;
        accumulates = regionItem is ContractItem { Accumulate: true } or FoldPartsItem { Contraction.Accumulate: true };
        base.Visit(regionItem);
    }

    public override void Visit(Store store)
    {
        accumulates = store.Accumulate;
        base.Visit(store);
    }

    public override void Visit(Access access, bool isStore) => touches.Add(new AccessTouch(access, isStore, isStore && accumulates, item, folds > 0, chunk, loops));

    public override void Visit(ContractOperand operand, bool isResult) => touches.Add(new OperandTouch(operand, isResult, isResult && accumulates, item, chunk, contraction));

    public override void Visit(Scalar scalar)
    {
        var isFold = scalar is Fold or FoldArgMax;
        folds += isFold ? 1 : 0;
        base.Visit(scalar);
        folds -= isFold ? 1 : 0;
    }

    /// <summary>The loops with one more within them, which replaces one of the same number.</summary>
    static LoopAxis[] Inside(LoopAxis[] loops, LoopAxis axis)
    {
        var count = 0;
        foreach (var loop in loops)
            count += loop.Id == axis.Id ? 0 : 1;
        var all = new LoopAxis[count + 1];
        var place = 0;
        foreach (var loop in loops)
        {
            if (loop.Id != axis.Id)
                all[place++] = loop;
        }

        all[place] = axis;
        return all;
    }

    sealed class AccessTouch(Access access, bool isWrite, bool accumulates, int item, bool isFolded, LoopAxis? chunk, LoopAxis[] loops)
        : Touch(access.Value, isWrite, accumulates, item, isFolded)
    {
        public override Access Access => access;

        protected override ChunkFootprint? FindFootprint() => chunk is null ? null : ChunkFootprint.Of(access, chunk, loops);

        protected override Columns? FindColumns() => Plan.Columns.Of(access, loops);
    }

    sealed class OperandTouch(ContractOperand operand, bool isWrite, bool accumulates, int item, LoopAxis? chunk, ContractItem? contraction)
        : Touch(operand.Value, isWrite, accumulates, item, isFolded: true)
    {
        protected override ChunkFootprint? FindFootprint() => contraction?.Part is { } part && chunk is not null ? ChunkFootprint.Of(operand, part, contraction.Relation.ExtentOf(part.Axis), chunk) : null;

        protected override Columns? FindColumns() => contraction is null || operand.Labels.Length == 0 ? null : Plan.Columns.Of(operand, contraction.Relation);
    }
}
