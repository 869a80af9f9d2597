using Lathe.Generator.Plan;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>Numbers the loop variables of a region in the order in which they are bound, the chunk first, so that equal regions are equal.</summary>
internal sealed class CanonicalVariables : PlanRewriter
{
    readonly Dictionary<int, int> numbers = [];

    public static Region Of(Region region) => (Region)new CanonicalVariables().Rewrite(region);

    public override LoopAxis Rewrite(LoopAxis axis)
    {
        // Bounds name outer variables only; a variable may be bound again by a later item.
        var (start, end) = (Rewrite(axis.Start), Rewrite(axis.End));
        if (!numbers.TryGetValue(axis.Id, out var number))
        {
            number = numbers.Count;
            numbers.Add(axis.Id, number);
        }

        return new(number, axis.Name, start, end);
    }

    public override Plan.Index Rewrite(Plan.Index index) =>
        index is IndexVariable variable ? new IndexVariable(numbers[variable.Axis]) : base.Rewrite(index);
}
