using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>Rebuilds parts of a plan; a pass overrides what it changes.</summary>
internal abstract class PlanRewriter
{
    public virtual PlanItem Rewrite(PlanItem item) => item switch
    {
        Region region => region with { Chunk = Rewrite(region.Chunk), Items = Each(region.Items, Rewrite) },
        Repeat repeat => repeat with
        {
            Steps = Each(repeat.Steps, step => step with { Value = Rewrite(step.Value) }),
            Items = Each(repeat.Items, Rewrite),
        },
        _ => throw new InvalidOperationException($"There is no rule for {item}."),
    };

    public virtual RegionItem Rewrite(RegionItem item) => item switch
    {
        MapItem map => new MapItem(Each(map.Axes, Rewrite), Each(map.Stores, Rewrite)),
        ContractItem contract => contract with
        {
            Left = Rewrite(contract.Left),
            Right = Rewrite(contract.Right),
            Result = Rewrite(contract.Result),
            Part = contract.Part is { } part ? part with { Prepared = Rewrite(part.Prepared) } : null,
        },
        PrepareItem prepare => new PrepareItem(
            (ContractItem)Rewrite(prepare.Contraction), prepare.Weight is { } weight ? Rewrite(weight) : null, Rewrite(prepare.Prepared)),
        FoldPartsItem fold => fold with
        {
            Contraction = (ContractItem)Rewrite(fold.Contraction),
            Partials = Rewrite(fold.Partials),
            Count = Rewrite(fold.Count),
        },
        _ => throw new InvalidOperationException($"There is no rule for {item}."),
    };

    public virtual Store Rewrite(Store store) => store with { Target = Rewrite(store.Target), Value = Rewrite(store.Value) };

    public virtual ContractOperand Rewrite(ContractOperand operand) =>
        operand with { Value = Rewrite(operand.Value), Offset = Rewrite(operand.Offset) };

    public virtual Value Rewrite(Value value) => value;

    public virtual LoopAxis Rewrite(LoopAxis axis) => axis with { Start = Rewrite(axis.Start), End = Rewrite(axis.End) };

    public virtual Access Rewrite(Access access) => access with
    {
        Value = Rewrite(access.Value),
        Offset = Rewrite(access.Offset),
        Guards = Each(access.Guards, guard => new Guard(Rewrite(guard.Index), Rewrite(guard.End))),
    };

    public virtual Scalar Rewrite(Scalar scalar) => scalar switch
    {
        Constant or Extent => scalar,
        Unary unary => unary with { Operand = Rewrite(unary.Operand) },
        Binary binary => binary with { Left = Rewrite(binary.Left), Right = Rewrite(binary.Right) },
        FusedMultiplyAdd fused => new FusedMultiplyAdd(Rewrite(fused.Left), Rewrite(fused.Right), Rewrite(fused.Addend)),
        Select select => new Select(Rewrite(select.Condition), Rewrite(select.WhenTrue), Rewrite(select.WhenFalse)),
        Cast cast => cast with { Operand = Rewrite(cast.Operand) },
        Load load => new Load(Rewrite(load.Access)),
        Number number => new Number(Rewrite(number.Index)),
        Fold fold => fold with { Axes = Each(fold.Axes, Rewrite), Body = Rewrite(fold.Body) },
        FoldArgMax fold => new FoldArgMax(Each(fold.Axes, Rewrite), Rewrite(fold.Body), Rewrite(fold.Position)),
        RandomWord random => random with { Sample = Rewrite(random.Sample), Element = Rewrite(random.Element) },
        _ => throw new InvalidOperationException($"There is no rule for {scalar}."),
    };

    public virtual Index Rewrite(Index index) => index switch
    {
        IndexConstant or IndexDim or IndexVariable => index,
        IndexSum sum => Rewrite(sum.Left) + Rewrite(sum.Right),
        IndexProduct product => Rewrite(product.Operand) * product.Factor,
        IndexQuotient quotient => quotient with { Operand = Rewrite(quotient.Operand) },
        IndexRemainder remainder => remainder with { Operand = Rewrite(remainder.Operand) },
        IndexMinimum minimum => new IndexMinimum(Rewrite(minimum.Left), Rewrite(minimum.Right)),
        IndexTable table => table with { Position = Rewrite(table.Position) },
        _ => throw new InvalidOperationException($"There is no rule for {index}."),
    };

    protected static EquatableArray<T> Each<T>(EquatableArray<T> items, Func<T, T> rewrite) => items.Items.Select(rewrite).ToEquatableArray();
}
