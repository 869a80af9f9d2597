using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>Ties three axes of a contraction, given by their places in the list of axes: <c>position = output * Stride + tap * Dilation - Padding</c>.
/// Combinations whose position lies outside its extent contribute nothing.</summary>
/// <param name="Position">The axis of the positions that windows slide over.</param>
/// <param name="Output">The axis that counts windows.</param>
/// <param name="Tap">The axis that counts elements within a window.</param>
/// <param name="Stride">How far a window moves, at least 1.</param>
/// <param name="Dilation">How far apart the elements of a window lie, at least 1.</param>
/// <param name="Padding">How far the first window starts before the first position.</param>
public readonly record struct AxisTie(nint Position, nint Output, nint Tap, nint Stride, nint Dilation, nint Padding);

/// <summary>Any sum of products over labelled axes: the axes of the result, the axes that are summed, and ties between axes of both kinds.</summary>
public readonly struct GeneralContractionShape
{
    /// <summary>The most axes a contraction may have.</summary>
    public const int MaximumAxes = 12;

    /// <summary>The most ties a contraction may have.</summary>
    public const int MaximumTies = 4;

    readonly nint resultCount;
    readonly nint axisCount;
    readonly nint tieCount;
    readonly AxisList axes;
    readonly TieList ties;

    /// <summary>Lists the axes. Ties count them from the first axis of the result through the last summed one.</summary>
    /// <param name="result">The axes of the result, outermost first.</param>
    /// <param name="summed">The other axes, in the order in which the sum runs, outermost first.</param>
    /// <param name="ties">Which axes are tied.</param>
    /// <exception cref="ArgumentException">There are too many axes or ties, a tie names no axis, or ties depend on each other.</exception>
    public GeneralContractionShape(ReadOnlySpan<ContractionAxis> result, ReadOnlySpan<ContractionAxis> summed, ReadOnlySpan<AxisTie> ties)
    {
        if (result.Length + summed.Length > MaximumAxes)
            throw new ArgumentException($"A contraction may have at most {MaximumAxes} axes; this one has {result.Length + summed.Length}.", nameof(summed));
        if (ties.Length > MaximumTies)
            throw new ArgumentException($"A contraction may have at most {MaximumTies} ties; this one has {ties.Length}.", nameof(ties));
        resultCount = result.Length;
        axisCount = result.Length + summed.Length;
        tieCount = ties.Length;
        Span<ContractionAxis> all = axes;
        result.CopyTo(all);
        summed.CopyTo(all[result.Length..]);
        ties.CopyTo(this.ties);
        Verify(ties);
    }

    /// <summary>The axes of the result.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ReadOnlySpan<ContractionAxis> Result => ((ReadOnlySpan<ContractionAxis>)axes)[..(int)resultCount];

    /// <summary>The summed axes.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ReadOnlySpan<ContractionAxis> Summed => ((ReadOnlySpan<ContractionAxis>)axes)[(int)resultCount..(int)axisCount];

    /// <summary>All axes, those of the result first.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ReadOnlySpan<ContractionAxis> Axes => ((ReadOnlySpan<ContractionAxis>)axes)[..(int)axisCount];

    /// <summary>The ties.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ReadOnlySpan<AxisTie> Ties => ((ReadOnlySpan<AxisTie>)ties)[..(int)tieCount];

    /// <summary>The axis that a tie determines from its other two: a summed one if there is one, else the position.</summary>
    internal int Determined(AxisTie tie) =>
        tie.Position >= resultCount ? (int)tie.Position : tie.Output >= resultCount ? (int)tie.Output : tie.Tap >= resultCount ? (int)tie.Tap : -1;

    void Verify(ReadOnlySpan<AxisTie> given)
    {
        Span<bool> determined = stackalloc bool[MaximumAxes];
        foreach (var tie in given)
        {
            if (Math.Min(tie.Position, Math.Min(tie.Output, tie.Tap)) < 0 || Math.Max(tie.Position, Math.Max(tie.Output, tie.Tap)) >= axisCount)
                throw new ArgumentException($"{tie} names an axis that does not exist; there are {axisCount}.", nameof(given));
            if (tie.Stride < 1 || tie.Dilation < 1)
                throw new ArgumentException($"{tie} needs a stride and a dilation of at least 1.", nameof(given));
            if (Determined(tie) is var axis and >= 0)
            {
                if (determined[axis])
                    throw new ArgumentException($"{tie} determines an axis that another tie determines already.", nameof(given));
                determined[axis] = true;
            }
        }

        foreach (var tie in given)
        {
            var own = Determined(tie);
            if ((tie.Position != own && determined[(int)tie.Position]) || (tie.Output != own && determined[(int)tie.Output]) || (tie.Tap != own && determined[(int)tie.Tap]))
                throw new ArgumentException($"{tie} depends on an axis that another tie determines.", nameof(given));
        }
    }

    [InlineArray(MaximumAxes)]
    struct AxisList
    {
        ContractionAxis first;
    }

    [InlineArray(MaximumTies)]
    struct TieList
    {
        AxisTie first;
    }
}
