using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>Up to three axes of one role, neighbours merged where every operand's strides allow it; missing axes are outermost, with extent 1.</summary>
[InlineArray(MatrixProductShape.MaximumAxes)]
internal struct AxisGroup
{
    ContractionAxis first;

    public AxisGroup(ReadOnlySpan<ContractionAxis> axes)
    {
        if (axes.Length > MatrixProductShape.MaximumAxes)
            throw new ArgumentException($"A role of a matrix product may have at most {MatrixProductShape.MaximumAxes} axes; this one has {axes.Length}.", nameof(axes));
        var none = new ContractionAxis(1, 0, 0, 0);
        this[0] = this[1] = this[2] = none;
        var last = MatrixProductShape.MaximumAxes;
        for (var i = axes.Length - 1; i >= 0; i--)
        {
            var outer = axes[i];
            if (outer.Extent == 1)
                continue;
            if (last < MatrixProductShape.MaximumAxes && Merges(outer, this[last]))
                this[last] = this[last] with { Extent = outer.Extent * this[last].Extent };
            else
                this[--last] = outer;
        }
    }

    /// <summary>The number of elements of all axes together.</summary>
    public readonly nint Extent => this[0].Extent * this[1].Extent * this[2].Extent;

    /// <summary>The same axes with left and right exchanged.</summary>
    public readonly AxisGroup Exchanged()
    {
        var exchanged = this;
        for (var i = 0; i < MatrixProductShape.MaximumAxes; i++)
            exchanged[i] = this[i] with { Left = this[i].Right, Right = this[i].Left };
        return exchanged;
    }

    /// <summary>One axis of rows as pieces of a size, which lie so far apart in the left operand; the last may reach beyond the end.</summary>
    public static AxisGroup Split(ContractionAxis rows, nint size, nint leftStride)
    {
        var split = new AxisGroup([]);
        split[1] = new(ArgumentBlock.CeilingDivide(rows.Extent, size), leftStride, 0, size * rows.Result);
        split[2] = new(size, 1, 0, rows.Result);
        return split;
    }

    static bool Merges(ContractionAxis outer, ContractionAxis inner) =>
        outer.Left == inner.Left * inner.Extent && outer.Right == inner.Right * inner.Extent && outer.Result == inner.Result * inner.Extent;
}

/// <summary>Axes outside a matrix product's rows, columns and sums; missing ones have extent 1.</summary>
[InlineArray(5)]
internal struct OuterAxes
{
    ContractionAxis first;

    public OuterAxes(params ReadOnlySpan<ContractionAxis> axes)
    {
        for (var i = 0; i < 5; i++)
            this[i] = i < axes.Length ? axes[i] : new(1, 0, 0, 0);
    }

    /// <summary>The number of elements of all axes together.</summary>
    public readonly nint Extent => this[0].Extent * this[1].Extent * this[2].Extent * this[3].Extent * this[4].Extent;

    /// <summary>Where an element, counted row-major, lies in each operand.</summary>
    public readonly (nint Left, nint Right, nint Result) Offset(nint element)
    {
        nint left = 0, right = 0, result = 0;
        for (var i = 4; i >= 0; i--)
        {
            (element, var index) = Math.DivRem(element, this[i].Extent);
            left += index * this[i].Left;
            right += index * this[i].Right;
            result += index * this[i].Result;
        }

        return (left, right, result);
    }
}
