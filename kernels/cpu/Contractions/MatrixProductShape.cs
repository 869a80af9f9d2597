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

    MatrixProductShape(AxisGroup batch, AxisGroup rows, AxisGroup columns, AxisGroup inner)
    {
        Batch = batch;
        Rows = rows;
        Columns = columns;
        Inner = inner;
    }

    /// <summary>Contiguous row-major matrices: left [m, k], right [k, n], result [m, n].</summary>
    /// <param name="m">Rows of the result.</param>
    /// <param name="n">Columns of the result.</param>
    /// <param name="k">Length of the sums.</param>
    /// <returns>The shape.</returns>
    public static MatrixProductShape Contiguous(nint m, nint n, nint k) => new([], [new(m, k, 0, n)], [new(n, 0, 1, 1)], [new(k, 1, n, 0)]);

    /// <summary>The same product with the operands' roles exchanged.</summary>
    internal MatrixProductShape Transpose() => new(Batch.Exchanged(), Columns.Exchanged(), Rows.Exchanged(), Inner.Exchanged());
}
