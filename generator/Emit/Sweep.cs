using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Emit;

/// <summary>One pass over the elements of a chunk: maps of a region that visit the same positions, element by element in their order. A sum over
/// rows is a step of the pass as a store is, so that a tensor and sums of it take one pass.</summary>
internal sealed record Sweep(EquatableArray<LoopAxis> Axes, EquatableArray<SweepStep> Steps) : RegionItem
{
    /// <summary>A vector axis shorter than this gives way to a longer fold in lanes.</summary>
    const int ShortAxis = 8;

    /// <summary>The items of a region, with sweeps in place of maps.</summary>
    public static IReadOnlyList<RegionItem> Joined(IReadOnlyList<RegionItem> items)
    {
        var free = items.Max(HighestVariable.Of) + 1;
        var joined = new List<RegionItem>();
        foreach (var item in items)
        {
            var next = item is MapItem map ? OfSum(map) ?? new Sweep(map.Axes, map.Stores.Items.Select(store => new SweepStep(store)).ToEquatableArray()) : item;
            if (joined.Count > 0 && joined[^1] is Sweep earlier && next is Sweep later && earlier.Joined(later, ref free) is { } both)
                joined[^1] = both;
            else
                joined.Add(next);
        }

        return joined;
    }

    /// <summary>The innermost axis, if sixteen positions along it can be computed at once and it is worth while; else null.</summary>
    public LoopAxis? VectorAxis(ExpressionTable table)
    {
        if (Axes.Count == 0)
            return null;
        var axis = Axes[^1];
        var evenness = new Evenness(axis.Id);
        var values = Steps.Items.Select(step => table.Of(step.Store.Value)).ToArray();
        if (!values.All(evenness.Of) || !Steps.Items.All(step => evenness.Of(step.Store.Target) && AffineIndex.Of(step.Store.Target.Offset).FactorOf(axis.Id) != 0))
            return null;

        // A fold over neighbours runs in lanes itself: sixteen rows side by side would gather their elements from everywhere.
        var isShort = IndexVariables.IsShorter(axis, ShortAxis);
        return (isShort && Steps.Items.Any(step => step.IsSum)) || ((isShort || evenness.HasStridedLoad) && values.Any(HasLongerFold)) ? null : axis;
    }

    static bool HasLongerFold(Expression expression) => expression.Scalar is Fold fold && FoldLanes.AxisOf(fold, expression.Children[0]) is { } lanes
        ? !IndexVariables.IsShorter(lanes, ShortAxis)
        : expression.Children.Any(HasLongerFold);

    /// <summary>A sum over rows, for each element of a row, as loops over rows that add to its result; null if a map is something else.</summary>
    static Sweep? OfSum(MapItem map)
    {
        if (map.Axes.Count != 1 || map.Stores.Count != 1
            || map.Stores[0] is not { Accumulate: false, Target.Guards.Count: 0, Value: Fold { Kind: ReduceKind.Sum, Accumulator: DType.Float32, Axes.Count: > 0 } fold } store
            || new Sweep(map.Axes, [new(store)]).VectorAxis(new ExpressionTable()) is null)
            return null;
        var sweep = new Sweep([.. fold.Axes, .. map.Axes], [new(store with { Value = fold.Body }, IsSum: true)]);
        return sweep.VectorAxis(new ExpressionTable()) is null ? null : sweep;
    }

    /// <summary>This sweep and a later one as one; null where they differ in their positions, or where one reads at a position what the other writes
    /// at another one.</summary>
    Sweep? Joined(Sweep later, ref int free)
    {
        if (LoopAlignment.Of(Axes, later.Axes, ref free) is not { } loops)
            return null;
        var first = Steps.Items.Select(step => step with { Store = loops.First.Rewrite(step.Store) }).ToArray();
        var second = later.Steps.Items.Select(step => step with { Store = loops.Second.Rewrite(step.Store) }).ToArray();
        if (!first.All(step => second.All(step.MayPrecede)))
            return null;

        // What a step reads of what an earlier one stored has the same name in both.
        var stored = first.Where(step => !step.IsSum).Select(step => step.Store.Target).ToArray();
        second = [.. second.Select(step => step with { Store = new SameAccess(stored).Rewrite(step.Store) })];
        var joined = new Sweep(loops.Axes, [.. first, .. second]);
        return joined.SumsOverRows && joined.VectorAxis(new ExpressionTable()) is not null ? joined : null;
    }

    /// <summary>Whether every sum is over all axes but the innermost. Where axes were split to align with another map's, one sum may have become several.</summary>
    bool SumsOverRows => Steps.Items.Where(step => step.IsSum).All(step => Axes.Items.Take(Axes.Count - 1).All(axis => !step.Store.Target.Offset.Uses(axis.Id)));

    sealed class HighestVariable : PlanVisitor
    {
        int found;

        public static int Of(RegionItem item)
        {
            var visitor = new HighestVariable();
            visitor.Visit(item);
            return visitor.found;
        }

        public override void Visit(LoopAxis axis) => found = Math.Max(found, axis.Id);
    }

    sealed class SameAccess(IReadOnlyList<Access> accesses) : PlanRewriter
    {
        public override Access Rewrite(Access access) => accesses.FirstOrDefault(known => known.Value.Id == access.Value.Id) ?? access;
    }
}

/// <summary>What a sweep does with an element.</summary>
/// <param name="Store">Where the element goes.</param>
/// <param name="IsSum">Whether the target is the sum over all rows, which begins at zero.</param>
internal sealed record SweepStep(Store Store, bool IsSum = false)
{
    /// <summary>Whether a step of a later map may run right after this one instead of after all elements of it.</summary>
    public bool MayPrecede(SweepStep later) =>
        later.Store.Target.Value.Id != Store.Target.Value.Id && MayBeReadBy(later) && later.MayBeReadBy(this);

    bool MayBeReadBy(SweepStep other) => LoadsOf(other.Store).Where(load => load.Value.Id == Store.Target.Value.Id).All(load =>
        !IsSum && load.Guards.Count == 0 && Store.Target.Guards.Count == 0 && AffineIndex.AreEqual(load.Offset, Store.Target.Offset));

    static IEnumerable<Access> LoadsOf(Store store)
    {
        var loads = new LoadCollector();
        loads.Visit(store.Value);
        return loads.Found;
    }

    sealed class LoadCollector : PlanVisitor
    {
        public List<Access> Found { get; } = [];

        public override void Visit(Access access, bool isStore) => Found.Add(access);
    }
}
