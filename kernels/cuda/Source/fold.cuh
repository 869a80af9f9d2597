// Adds the parts of a contraction's sums in a fixed order: every one of Lanes threads adds each Lanes-th part of some results, then their sums are added.
// Constants: Lanes, PartVector (neighbours that a thread adds), Columns, Accumulate; the view says where results lie.

extern "C" __global__ void __launch_bounds__(256) KERNEL(const float* parts, Result* result, long long wide_rows, long long wide_parts, long long wide_batch)
{
    struct alignas(PartVector * sizeof(float)) Numbers { float lanes[PartVector]; };
    constexpr int places = 256 / Lanes;
    __shared__ Numbers shared[Lanes][places];
    const index rows = (index)wide_rows, size = rows * Columns, count = size * (index)wide_batch;
    const int first = threadIdx.x / places, place = threadIdx.x % places;
    const index element = ((index)blockIdx.x * places + place) * PartVector;
    Numbers sum = {};
    if (element < count)
    {
        #pragma unroll 4
        for (index part = first; part < (index)wide_parts; part += Lanes)
        {
            const Numbers numbers = *(const Numbers*)(parts + part * count + element);
            for (int lane = 0; lane < PartVector; lane++)
                sum.lanes[lane] += numbers.lanes[lane];
        }
    }

    if constexpr (Lanes > 1)
    {
        shared[first][place] = sum;
        __syncthreads();
        for (int each = 1; each < Lanes; each++)
            for (int lane = 0; lane < PartVector; lane++)
                sum.lanes[lane] += shared[each][place].lanes[lane];
    }

    if (first > 0 || element >= count)
        return;
    index left, right, start;
    begin_batch(element / size, left, right, start);
    const index row = element % size / Columns, column = element % Columns;
    for (int lane = 0; lane < PartVector; lane++)
    {
        const index at = start + result_row(row) + result_column(column + lane);
        store(result, at, Accumulate ? load(result, at) + sum.lanes[lane] : sum.lanes[lane]);
    }
}
