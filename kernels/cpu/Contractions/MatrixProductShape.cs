using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>A batch of matrix products, <c>result[b, m, n] = sum over k of left[b, m, k] * right[b, k, n]</c>, over strided views. Each of b, m, n and k may be made of
/// several axes (tokens and heads), which are merged where their strides allow it.</summary>
public readonly struct MatrixProductShape
{
    /// <summary>The most axes each role may have.</summary>
    public const int MaximumAxes = 3;

    /// <summary>Axes in both operands and the result.</summary>
    internal readonly AxisGroup Batch;

    /// <summary>Axes in the left operand and the result.</summary>
    internal readonly AxisGroup Rows;

    /// <summary>Axes in the right operand and the result.</summary>
    internal readonly AxisGroup Columns;

    /// <summary>Axes in both operands, which are summed in this order, outermost first.</summary>
    internal readonly AxisGroup Inner;

    /// <summary>Lists the axes of each role, outermost first; a role without axes has one element.</summary>
    /// <param name="batch">Axes that are in both operands and the result.</param>
    /// <param name="rows">Axes that are in the left operand and the result.</param>
    /// <param name="columns">Axes that are in the right operand and the result.</param>
    /// <param name="inner">Axes that are in both operands and not in the result.</param>
    /// <exception cref="ArgumentException">A role has more than <see cref="MaximumAxes"/> axes.</exception>
    public MatrixProductShape(
        ReadOnlySpan<ContractionAxis> batch, ReadOnlySpan<ContractionAxis> rows, ReadOnlySpan<ContractionAxis> columns, ReadOnlySpan<ContractionAxis> inner)
    {
        Batch = new(batch);
        Rows = new(rows);
        Columns = new(columns);
        Inner = new(inner);
    }

    /// <summary>Contiguous row-major matrices: left [m, k], right [k, n], result [m, n].</summary>
    /// <param name="m">Rows of the result.</param>
    /// <param name="n">Columns of the result.</param>
    /// <param name="k">Length of the sums.</param>
    /// <returns>The shape.</returns>
    public static MatrixProductShape Contiguous(nint m, nint n, nint k) => new([], [new(m, k, 0, n)], [new(n, 0, 1, 1)], [new(k, 1, n, 0)]);
}

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

    static bool Merges(ContractionAxis outer, ContractionAxis inner) =>
        outer.Left == inner.Left * inner.Extent && outer.Right == inner.Right * inner.Extent && outer.Result == inner.Result * inner.Extent;
}
