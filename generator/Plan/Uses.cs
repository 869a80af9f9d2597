using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>One reading or writing of a value by a region.</summary>
/// <param name="Access">Null for the operand of a contraction.</param>
/// <param name="Item">Which item of the region does it.</param>
/// <param name="IsFolded">Whether a load is repeated by a fold.</param>
internal sealed record Use(Value Value, bool IsWrite, bool Accumulates, Access? Access, int Item, bool IsFolded);

/// <summary>Lists what a plan item reads and writes, in the order of evaluation.</summary>
internal sealed class UseCollector : PlanVisitor
{
    readonly List<Use> uses = [];
    int item;
    int folds;
    bool accumulates;

    public static IReadOnlyList<Use> Of(PlanItem planItem)
    {
        var collector = new UseCollector();
        collector.Visit(planItem);
        return collector.uses;
    }

    public override void Visit(PlanItem planItem)
    {
        if (planItem is Region region)
        {
            for (item = 0; item < region.Items.Count; item++)
                Visit(region.Items[item]);
            return;
        }

        base.Visit(planItem);
    }

    public override void Visit(RegionItem regionItem)
    {
        accumulates = regionItem is ContractItem { Accumulate: true } or FoldPartsItem { Contraction.Accumulate: true };
        base.Visit(regionItem);
    }

    public override void Visit(Store store)
    {
        accumulates = store.Accumulate;
        base.Visit(store);
    }

    public override void Visit(Access access, bool isStore) =>
        uses.Add(new(access.Value, isStore, isStore && accumulates, access, item, folds > 0));

    public override void Visit(ContractOperand operand, bool isResult) =>
        uses.Add(new(operand.Value, isResult, isResult && accumulates, null, item, IsFolded: true));

    public override void Visit(Scalar scalar)
    {
        var isFold = scalar is Fold or FoldArgMax;
        folds += isFold ? 1 : 0;
        base.Visit(scalar);
        folds -= isFold ? 1 : 0;
    }
}
