using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Passes;

/// <summary>Gives slots as many rows as there are chunks after regions were cut anew, and lets those who fold them do so over as many.</summary>
internal sealed class SlotResizing : PlanRewriter
{
    readonly IReadOnlyDictionary<int, (Index Before, Index Now)> counts;

    SlotResizing(IReadOnlyDictionary<int, (Index Before, Index Now)> counts) => this.counts = counts;

    /// <param name="schedule">With regions that write slots by the number of their chunk.</param>
    /// <param name="counts">For slots, how many chunks there were when they were made and how many there are.</param>
    public static Schedule Run(Schedule schedule, IReadOnlyDictionary<int, (Index Before, Index Now)> counts)
    {
        var rewriter = new SlotResizing(counts);
        return schedule with
        {
            Values = schedule.Values.Items.Select(rewriter.Rewrite).ToEquatableArray(),
            Phases = schedule.Phases.Items.Select(phase => phase with { Items = phase.Items.Items.Select(rewriter.Rewrite).ToEquatableArray() }).ToEquatableArray(),
        };
    }

    public override Value Rewrite(Value value)
    {
        if (!counts.TryGetValue(value.Id, out var count))
            return value;
        var row = value.Size.PerSample == 0 ? value.Size.Fixed / Bound(count.Before).Fixed : value.Size.PerSample / Bound(count.Before).PerSample;
        return value with { Size = Bound(count.Now) * new Dim(0, row) };
    }

    public override Scalar Rewrite(Scalar scalar)
    {
        if (scalar is Fold { Body: Load { Access.Value: { Space: Space.Slot } slot } } fold && counts.TryGetValue(slot.Id, out var count))
            scalar = fold with { Axes = Each(fold.Axes, axis => axis.End == count.Before ? axis with { End = count.Now } : axis) };
        return base.Rewrite(scalar);
    }

    /// <summary>At least as many as there are chunks, for every N.</summary>
    static Dim Bound(Index count) => count switch
    {
        IndexConstant constant => new Dim(0, constant.Value),
        IndexDim dim => dim.Dim,
        IndexQuotient { Operand: IndexDim { Dim: var dividend }, Divisor: var divisor } => new(Partition.Ceiling(dividend.PerSample, divisor), (dividend.Fixed / divisor) + 1),
        _ => throw new InvalidOperationException($"{count} is not a number of chunks."),
    };
}
