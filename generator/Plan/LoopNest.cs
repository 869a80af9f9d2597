using System.Collections.Immutable;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>Loops over whole axes, outermost first, and what they store, before they are merged and partitioned.</summary>
internal sealed record LoopNest(EquatableArray<LoopAxis> Axes, EquatableArray<Store> Stores)
{
    /// <summary>The nest with neighbouring axes made one wherever every index moves along both as along one, and without axes of one
    /// position: long loops.</summary>
    public LoopNest Merged(IndexRanges ranges)
    {
        var indices = new IndexCollector();
        foreach (var store in Stores)
            indices.Visit(store);
        var (axes, substitution) = AxisMerging.Merge(Axes.Items, indices.Found, ranges);
        return new(axes.ToEquatableArray(), Stores.Items.Select(substitution.Rewrite).ToEquatableArray());
    }
}

/// <summary>Finds every whole index of an expression.</summary>
internal sealed class IndexCollector : PlanVisitor
{
    public List<Index> Found { get; } = [];

    public override void Visit(Index index) => Found.Add(index);
}

/// <summary>Makes neighbouring loops one.</summary>
internal static class AxisMerging
{
    /// <summary>The axes after merging, and what to replace in the indices.</summary>
    /// <param name="axes">Whole axes, outermost first.</param>
    /// <param name="indices">Every index that the loops compute.</param>
    /// <param name="ranges">Gets the ranges of the merged axes.</param>
    public static (ImmutableArray<LoopAxis> Axes, Substitution Substitution) Merge(
        IReadOnlyList<LoopAxis> axes, IReadOnlyList<Index> indices, IndexRanges ranges)
    {
        var forms = indices.Select(AffineIndex.Of).ToList();
        var replaced = new Dictionary<int, Index>();
        var merged = new List<LoopAxis>();
        foreach (var axis in axes)
        {
            if (axis.Extent().IsOne)
            {
                replaced.Add(axis.Id, 0);
                continue;
            }

            if (merged.Count > 0 && axis.Extent().IsStatic && forms.All(form => MoveAsOne(form, merged[^1], axis)))
            {
                var outer = merged[^1];
                replaced.Add(outer.Id, 0);
                var extent = outer.Extent() * axis.Extent();
                ranges.Set(axis.Id, Interval.Positions(extent));
                merged[^1] = LoopAxis.Over(axis.Id, outer.Name + axis.Name, extent);
                continue;
            }

            merged.Add(axis);
        }

        return ([.. merged], new Substitution(replaced));
    }

    static bool MoveAsOne(AffineIndex form, LoopAxis outer, LoopAxis inner) =>
        form.FactorOf(outer.Id) == form.FactorOf(inner.Id) * inner.Extent().Value
        && form.Terms.All(term => term.Operand is IndexVariable || !(term.Operand.Uses(outer.Id) || term.Operand.Uses(inner.Id)));
}

/// <summary>Replaces loop variables.</summary>
internal sealed class Substitution(IReadOnlyDictionary<int, Index> replaced) : PlanRewriter
{
    public override Index Rewrite(Index index) =>
        index is IndexVariable variable && replaced.TryGetValue(variable.Axis, out var replacement) ? replacement : base.Rewrite(index);
}
