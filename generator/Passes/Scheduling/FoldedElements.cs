using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>How many elements an expression visits for each it computes: 1 without folds.</summary>
internal sealed class FoldedElements : PlanVisitor
{
    /// <summary>What a window whose length varies counts for at most: a pooling window of 3 by 3 counts for about as much.</summary>
    const long UnevenWindow = 4;

    readonly IndexRanges ranges;
    long most = 1;
    long current = 1;

    FoldedElements(IndexRanges ranges) => this.ranges = ranges;

    public static long Of(Scalar scalar, IndexRanges ranges)
    {
        var visitor = new FoldedElements(ranges);
        visitor.Visit(scalar);
        return visitor.most;
    }

    public override void Visit(Scalar scalar)
    {
        if (scalar is not (Fold or FoldArgMax))
        {
            base.Visit(scalar);
            return;
        }

        var outer = current;
        foreach (var axis in scalar is Fold fold ? fold.Axes : ((FoldArgMax)scalar).Axes)
            current *= Length(axis);
        most = Math.Max(most, current);
        base.Visit(scalar);
        current = outer;
    }

    long Length(LoopAxis axis)
    {
        if (axis.IsWhole)
            return Math.Max(1, axis.Extent().At(1));

        // A window moves with its output: the difference of its ends says how long it is, where they are formulas.
        var length = AffineIndex.Of(axis.End + (axis.Start * -1));
        return length.Terms.IsEmpty ? Math.Max(1, length.Constant) : Math.Min(UnevenWindow, ranges.Of(axis.Variable).Max + 1);
    }
}
