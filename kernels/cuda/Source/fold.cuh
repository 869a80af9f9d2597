// Adds the parts of a contraction's sums in their order. Constants: Columns, Accumulate; the view says where results lie.

extern "C" __global__ void __launch_bounds__(256) KERNEL(const float* parts, Result* result, long long wide_rows, long long wide_parts, long long wide_batch)
{
    const index rows = (index)wide_rows, batch = (index)wide_batch;
    const index size = rows * Columns;
    const index element = (index)blockIdx.x * 256 + threadIdx.x;
    if (element >= size * batch)
        return;
    index left, right, start;
    begin_batch(element / size, left, right, start);
    const index row = element % size / Columns, column = element % Columns;
    const index at = start + result_row(row) + result_column(column);
    float sum = 0;
    for (index part = 0; part < (index)wide_parts; part++)
        sum += parts[part * size * batch + element];
    store(result, at, Accumulate ? load(result, at) + sum : sum);
}
