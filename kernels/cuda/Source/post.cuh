// What goes on with a contraction's result, over the result in memory. Blocks: x tiles of rows, those of the same rows next to each other.
// Constants: Columns; Across (threads side by side along a row). Type: Result. The text of the post stands before this one: see totals.cuh.

extern "C" __global__ void __launch_bounds__(256) KERNEL(const Result* result, long long wide_rows, long long wide_tile, long long wide_groups, POST_PARAMETERS)
{
    constexpr int lanes = 256 / Across, column_tiles = (Columns + 4 * Across - 1) / (4 * Across);
    const index tile = (index)blockIdx.x / column_tiles, tile_rows = (index)wide_tile;
    const index column = ((index)blockIdx.x % column_tiles * Across + threadIdx.x % Across) * 4;
    const int lane = threadIdx.x / Across;
    float totals[post_totals][4] = {};
    if (column < Columns)
    {
        const index end = smaller((index)wide_rows, (tile + 1) * tile_rows);
        for (index row = tile * tile_rows + lane; row < end; row += lanes)
        {
            float values[4];
            load4(result, row * Columns + column, values);
            post(row * Columns + column, values, totals, POST_ARGUMENTS);
        }
    }
#if POST_SUMS > 0
    for (int sum = 0; sum < POST_SUMS; sum++)
        team_sums<lanes, false>(totals[sum]);
    if (lane == 0 && column < Columns)
        store_totals(tile, (index)gridDim.x / column_tiles, (index)wide_groups, column, totals, POST_ARGUMENTS);
#endif
}
