using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>Rebuilds parts of a plan; a pass overrides what it changes. What stays as it is stays the same object.</summary>
internal abstract class PlanRewriter
{
    public virtual PlanItem Rewrite(PlanItem item)
    {
        switch (item)
        {
            case Region region:
                var (chunk, inner) = (Rewrite(region.Chunk), Each(region.Items, Rewrite));
                return chunk == (object)region.Chunk && Same(inner, region.Items) ? region : region with { Chunk = chunk, Items = inner };
            default:
                throw new InvalidOperationException($"There is no rule for {item}.");
        }
    }

    public virtual RegionItem Rewrite(RegionItem item)
    {
        switch (item)
        {
            case MapItem map:
                var (axes, stores) = (Each(map.Axes, Rewrite), Each(map.Stores, Rewrite));
                return Same(axes, map.Axes) && Same(stores, map.Stores) ? map : new MapItem(axes, stores);
            case ContractItem contract:
                var (left, right, result) = (Rewrite(contract.Left), Rewrite(contract.Right), Rewrite(contract.Result));
                var prepared = contract.Part is { } part ? Rewrite(part.Prepared) : null;
                return left == (object)contract.Left && right == (object)contract.Right && result == (object)contract.Result && prepared == (object?)contract.Part?.Prepared
                    ? contract
                    : contract with { Left = left, Right = right, Result = result, Part = contract.Part is { } known ? known with { Prepared = prepared! } : null };
            case PrepareItem prepare:
                return new PrepareItem(
                    (ContractItem)Rewrite(prepare.Contraction), prepare.Weight is { } weight ? Rewrite(weight) : null, Rewrite(prepare.Prepared));
            case FoldPartsItem fold:
                return fold with { Contraction = (ContractItem)Rewrite(fold.Contraction), Partials = Rewrite(fold.Partials), Count = Rewrite(fold.Count) };
            default:
                throw new InvalidOperationException($"There is no rule for {item}.");
        }
    }

    public virtual Store Rewrite(Store store)
    {
        var (target, value) = (Rewrite(store.Target), Rewrite(store.Value));
        return target == (object)store.Target && value == (object)store.Value ? store : store with { Target = target, Value = value };
    }

    public virtual ContractOperand Rewrite(ContractOperand operand)
    {
        var (value, offset) = (Rewrite(operand.Value), Rewrite(operand.Offset));
        return value == (object)operand.Value && offset == (object)operand.Offset ? operand : operand with { Value = value, Offset = offset };
    }

    public virtual Value Rewrite(Value value) => value;

    public virtual LoopAxis Rewrite(LoopAxis axis)
    {
        var (start, end) = (Rewrite(axis.Start), Rewrite(axis.End));
        return start == (object)axis.Start && end == (object)axis.End ? axis : axis with { Start = start, End = end };
    }

    public virtual Access Rewrite(Access access)
    {
        var (value, offset, guards) = (Rewrite(access.Value), Rewrite(access.Offset), access.Guards.Count == 0 ? access.Guards : Each(access.Guards, Rewrite));
        return value == (object)access.Value && offset == (object)access.Offset && Same(guards, access.Guards)
            ? access
            : access with { Value = value, Offset = offset, Guards = guards };
    }

    public virtual Scalar Rewrite(Scalar scalar)
    {
        switch (scalar)
        {
            case Constant or Setting or Extent:
                return scalar;
            case Unary unary:
                var operand = Rewrite(unary.Operand);
                return operand == (object)unary.Operand ? unary : unary with { Operand = operand };
            case Binary binary:
                var (left, right) = (Rewrite(binary.Left), Rewrite(binary.Right));
                return left == (object)binary.Left && right == (object)binary.Right ? binary : binary with { Left = left, Right = right };
            case FusedMultiplyAdd fused:
                var (multiplier, multiplicand, addend) = (Rewrite(fused.Left), Rewrite(fused.Right), Rewrite(fused.Addend));
                return multiplier == (object)fused.Left && multiplicand == (object)fused.Right && addend == (object)fused.Addend
                    ? fused
                    : new FusedMultiplyAdd(multiplier, multiplicand, addend);
            case Select select:
                var (condition, whenTrue, whenFalse) = (Rewrite(select.Condition), Rewrite(select.WhenTrue), Rewrite(select.WhenFalse));
                return condition == (object)select.Condition && whenTrue == (object)select.WhenTrue && whenFalse == (object)select.WhenFalse
                    ? select
                    : new Select(condition, whenTrue, whenFalse);
            case Cast cast:
                var source = Rewrite(cast.Operand);
                return source == (object)cast.Operand ? cast : cast with { Operand = source };
            case Load load:
                var access = Rewrite(load.Access);
                return access == (object)load.Access ? load : new Load(access);
            case Number number:
                var counted = Rewrite(number.Index);
                return counted == (object)number.Index ? number : new Number(counted);
            case Fold fold:
                var (axes, body) = (Each(fold.Axes, Rewrite), Rewrite(fold.Body));
                return Same(axes, fold.Axes) && body == (object)fold.Body ? fold : fold with { Axes = axes, Body = body };
            case FoldArgMax fold:
                return new FoldArgMax(Each(fold.Axes, Rewrite), Rewrite(fold.Body), Rewrite(fold.Position));
            case RandomWord random:
                return random with { Sample = Rewrite(random.Sample), Element = Rewrite(random.Element) };
            default:
                throw new InvalidOperationException($"There is no rule for {scalar}.");
        }
    }

    public virtual Index Rewrite(Index index)
    {
        switch (index)
        {
            case IndexConstant or IndexDim or IndexVariable:
                return index;
            case IndexSum sum:
                var (left, right) = (Rewrite(sum.Left), Rewrite(sum.Right));
                return left == (object)sum.Left && right == (object)sum.Right ? sum : left + right;
            case IndexProduct product:
                var factor = Rewrite(product.Operand);
                return factor == (object)product.Operand ? product : factor * product.Factor;
            case IndexQuotient quotient:
                var dividend = Rewrite(quotient.Operand);
                return dividend == (object)quotient.Operand ? quotient : quotient with { Operand = dividend };
            case IndexRemainder remainder:
                var divided = Rewrite(remainder.Operand);
                return divided == (object)remainder.Operand ? remainder : remainder with { Operand = divided };
            case IndexMinimum minimum:
                var (one, other) = (Rewrite(minimum.Left), Rewrite(minimum.Right));
                return one == (object)minimum.Left && other == (object)minimum.Right ? minimum : IndexMinimum.Of(one, other);
            case IndexGroup group:
                var (chunk, chunks) = (Rewrite(group.Chunk), Rewrite(group.Chunks));
                return chunk == (object)group.Chunk && chunks == (object)group.Chunks ? group : group with { Chunk = chunk, Chunks = chunks };
            case IndexTable table:
                var position = Rewrite(table.Position);
                return position == (object)table.Position ? table : IndexTable.Of(table.Values, position);
            default:
                throw new InvalidOperationException($"There is no rule for {index}.");
        }
    }

    protected static EquatableArray<T> Each<T>(EquatableArray<T> items, Func<T, T> rewrite)
        where T : class
    {
        ImmutableArray<T>.Builder? changed = null;
        for (var place = 0; place < items.Count; place++)
        {
            var (item, rewritten) = (items[place], rewrite(items[place]));
            if (changed is null && rewritten == (object)item)
                continue;
            if (changed is null)
            {
                changed = ImmutableArray.CreateBuilder<T>(items.Count);
                changed.AddRange(items.Items, place);
            }

            changed.Add(rewritten);
        }

        return changed?.MoveToImmutable() ?? items;
    }

    Guard Rewrite(Guard guard)
    {
        var (index, end) = (Rewrite(guard.Index), Rewrite(guard.End));
        return index == (object)guard.Index && end == (object)guard.End ? guard : new Guard(index, end);
    }

    static bool Same<T>(EquatableArray<T> left, EquatableArray<T> right) => left.Items == right.Items;
}
