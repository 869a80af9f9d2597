// A batch of matrix products over strided views. Each of batch, rows, columns and inner positions has three axes, the first of which may depend on the
// number of samples: constants Rows1, Rows2 are the extents of the other two, RowsLeft0 to RowsLeft2 the strides in the left operand, and so on.

typedef index LeftRow;
typedef index LeftInner;

// The offset of a position along three axes.
DEVICE index offset_of(index position, index extent1, index extent2, index stride0, index stride1, index stride2)
{
    const index outer = position / extent2;
    return outer / extent1 * stride0 + outer % extent1 * stride1 + position % extent2 * stride2;
}

DEVICE LeftRow left_row(index row, index rows) { return row < rows ? offset_of(row, Rows1, Rows2, RowsLeft0, RowsLeft1, RowsLeft2) : -1; }
DEVICE LeftInner left_inner(index inner, index inners) { return inner < inners ? offset_of(inner, Inner1, Inner2, InnerLeft0, InnerLeft1, InnerLeft2) : -1; }
DEVICE index left_at(LeftRow row, LeftInner inner) { return row < 0 || inner < 0 ? -1 : row + inner; }
DEVICE index right_column(index column) { return column < Columns ? offset_of(column, Columns1, Columns2, ColumnsRight0, ColumnsRight1, ColumnsRight2) : -1; }
DEVICE index right_inner(index inner, index inners) { return inner < inners ? offset_of(inner, Inner1, Inner2, InnerRight0, InnerRight1, InnerRight2) : -1; }
DEVICE index result_row(index row) { return offset_of(row, Rows1, Rows2, RowsResult0, RowsResult1, RowsResult2); }
DEVICE index result_column(index column) { return offset_of(column, Columns1, Columns2, ColumnsResult0, ColumnsResult1, ColumnsResult2); }

DEVICE void begin_batch(index number, index& left, index& right, index& result)
{
    left = offset_of(number, Batch1, Batch2, BatchLeft0, BatchLeft1, BatchLeft2);
    right = offset_of(number, Batch1, Batch2, BatchRight0, BatchRight1, BatchRight2);
    result = offset_of(number, Batch1, Batch2, BatchResult0, BatchResult1, BatchResult2);
}
