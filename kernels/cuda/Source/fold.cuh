// Adds the parts of a contraction's sums in a fixed order: eight threads add every eighth part of a result, then these eight sums are added.
// Constants: Columns, Accumulate; the view says where results lie.

extern "C" __global__ void __launch_bounds__(256) KERNEL(const float* parts, Result* result, long long wide_rows, long long wide_parts, long long wide_batch)
{
    __shared__ float shared[8][32];
    const index rows = (index)wide_rows, batch = (index)wide_batch, size = rows * Columns;
    const int first = threadIdx.x / 32, place = threadIdx.x % 32;
    const index element = (index)blockIdx.x * 32 + place;
    float sum = 0;
    if (element < size * batch)
    {
        #pragma unroll 4
        for (index part = first; part < (index)wide_parts; part += 8)
            sum += parts[part * size * batch + element];
    }
    shared[first][place] = sum;
    __syncthreads();
    if (first > 0 || element >= size * batch)
        return;
    for (int each = 1; each < 8; each++)
        sum += shared[each][place];
    index left, right, start;
    begin_batch(element / size, left, right, start);
    const index row = element % size / Columns, column = element % Columns;
    const index at = start + result_row(row) + result_column(column);
    store(result, at, Accumulate ? load(result, at) + sum : sum);
}
