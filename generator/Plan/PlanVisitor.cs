using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>Walks over parts of a plan in the order in which they are evaluated; a reader overrides what it wants to see.</summary>
internal abstract class PlanVisitor
{
    public virtual void Visit(PlanItem item)
    {
        switch (item)
        {
            case Region region:
                Visit(region.Chunk);
                foreach (var inner in region.Items)
                    Visit(inner);
                break;
        }
    }

    public virtual void Visit(RegionItem item)
    {
        switch (item)
        {
            case MapItem map:
                foreach (var axis in map.Axes)
                    Visit(axis);
                foreach (var store in map.Stores)
                    Visit(store);
                break;
            case ContractItem contract:
                Visit(contract.Left, isResult: false);
                Visit(contract.Right, isResult: false);
                if (contract.Part is { } part)
                    Visit(ContractOperand.Whole(part.Prepared), isResult: false);
                Visit(contract.Result, isResult: true);
                break;
            case PrepareItem prepare:
                if (prepare.Weight is { } weight)
                    Visit(weight, isResult: false);
                Visit(ContractOperand.Whole(prepare.Prepared), isResult: true);
                break;
            case FoldPartsItem fold:
                Visit(ContractOperand.Whole(fold.Partials), isResult: false);
                Visit(fold.Count);
                Visit(fold.Contraction.Result, isResult: true);
                break;
        }
    }

    public virtual void Visit(Store store)
    {
        Visit(store.Value);
        Visit(store.Target, isStore: true);
    }

    public virtual void Visit(ContractOperand operand, bool isResult) => Visit(operand.Offset);

    public virtual void Visit(LoopAxis axis)
    {
        Visit(axis.Start);
        Visit(axis.End);
    }

    public virtual void Visit(Access access, bool isStore)
    {
        Visit(access.Offset);
        foreach (var guard in access.Guards)
        {
            Visit(guard.Index);
            Visit(guard.End);
        }
    }

    public virtual void Visit(Scalar scalar)
    {
        switch (scalar)
        {
            case Unary unary:
                Visit(unary.Operand);
                break;
            case Binary binary:
                Visit(binary.Left);
                Visit(binary.Right);
                break;
            case FusedMultiplyAdd fused:
                Visit(fused.Left);
                Visit(fused.Right);
                Visit(fused.Addend);
                break;
            case Select select:
                Visit(select.Condition);
                Visit(select.WhenTrue);
                Visit(select.WhenFalse);
                break;
            case Cast cast:
                Visit(cast.Operand);
                break;
            case Load load:
                Visit(load.Access, isStore: false);
                break;
            case Number number:
                Visit(number.Index);
                break;
            case Fold fold:
                foreach (var axis in fold.Axes)
                    Visit(axis);
                Visit(fold.Body);
                break;
            case FoldArgMax fold:
                foreach (var axis in fold.Axes)
                    Visit(axis);
                Visit(fold.Body);
                Visit(fold.Position);
                break;
            case RandomWord random:
                Visit(random.Sample);
                Visit(random.Element);
                break;
        }
    }

    /// <summary>Sees whole indices: offsets, guards, loop ends, numbers. Parts of them are up to the reader.</summary>
    public virtual void Visit(Index index)
    {
    }
}
