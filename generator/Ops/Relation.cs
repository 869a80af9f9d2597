using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>A labelled axis of a relation.</summary>
internal readonly record struct LabelledAxis(char Label, Dim Extent);

/// <summary>Ties three axes: <c>position = output * Stride + tap * Dilation - Padding</c>. Combinations whose position lies outside its
/// extent do not exist and contribute nothing.</summary>
internal sealed record WindowTie(char Position, char Output, char Tap, int Stride, int Dilation, int Padding);

/// <summary>Which combinations of axes belong together. The same relation serves a contraction and both its gradients: only the roles of
/// the three operands turn. A convolution: axes n h w g i o p q k l, ties h = p*s + k*d - pad and w = q*s + l*d - pad.</summary>
internal sealed record Relation(EquatableArray<LabelledAxis> Axes, EquatableArray<WindowTie> Ties)
{
    public Dim ExtentOf(char label) => Axes[Find(label) is var place and >= 0 ? place : throw new ArgumentOutOfRangeException(nameof(label), label, "There is no such axis.")].Extent;

    public bool Has(char label) => Find(label) >= 0;

    /// <summary>The tie that an axis takes part in; null for a free one.</summary>
    public WindowTie? TieOf(char label)
    {
        foreach (var tie in Ties)
        {
            if (tie.Position == label || tie.Output == label || tie.Tap == label)
                return tie;
        }

        return null;
    }

    int Find(char label)
    {
        for (var place = 0; place < Axes.Count; place++)
        {
            if (Axes[place].Label == label)
                return place;
        }

        return -1;
    }
}
