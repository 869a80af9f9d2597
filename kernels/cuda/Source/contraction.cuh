// result[row, column] = sum over inner of left[row, inner] * right[inner, column], tile by tile; a view before this text says where elements lie.
// Blocks: x tiles, those of one row of tiles next to each other; y batch; z parts of the sum, each with a result of its own, which `fold` adds in order.
// While a tile is multiplied the next ones are on their way from memory.
// Constants: TileRows, TileColumns, WarpRows, WarpColumns (a warp's part of a tile); LeftVector, RightVector, ResultVector (elements that are moved at once);
// LeftRunsInner, RightRunsInner (whether neighbours in memory are neighbours along the sum); Stages (tiles that shared memory holds); Columns; Accumulate; IsPart (the result is a partial sum).
// Types: Left, Right, Result. LATHE_PRECISION chooses the arithmetic.

#if LATHE_PRECISION == 0

DEVICE void multiply(Sums& sums, const Operand* left, const Operand* right, int row, int column)
{
    const int thread = threadIdx.x % 32;
    #pragma unroll
    for (int inner = 0; inner < tile_inner; inner++)
    {
        float a[own_rows], b[own_columns];
        #pragma unroll
        for (int i = 0; i < own_rows; i++)
            a[i] = left[LeftLayout::at(row + thread / 4 + 8 * i, inner)];
        #pragma unroll
        for (int j = 0; j < own_columns; j++)
            b[j] = right[RightLayout::at(column + thread % 4 * 4 + j / 4 * 16 + j % 4, inner)];
        #pragma unroll
        for (int i = 0; i < own_rows; i++)
            #pragma unroll
            for (int j = 0; j < own_columns; j++)
                sums.values[i][j] = fmaf(a[i], b[j], sums.values[i][j]);
    }
}

#else

// How the elements of a fragment come from a tile: rows that run along the sum as they are, others transposed. The instruction transposes only halves.
template <int OUTER, bool RUNS_INNER, bool IS_LEFT>
DEVICE void load_fragment(const Operand* tile, int outer, int inner, uint32 (&to)[4])
{
    typedef TileLayout<OUTER, RUNS_INNER> Layout;
    constexpr int step = 32 / sizeof(Operand);
    const int thread = threadIdx.x % 32;
    if constexpr (RUNS_INNER || LATHE_PRECISION == 2)
    {
        // Of four matrices, the second follows the first along the rows in a left operand, along the sum in a right one; the third the other way.
        const int eight = thread % 8, second = thread / 8 % 2, third = thread / 16;
        const int along = (IS_LEFT ? third : second) * (step / 2), across = (IS_LEFT ? second : third) * 8;
        load_matrices<4, !RUNS_INNER>((const bfloat16*)(tile + Layout::at(outer + across + (RUNS_INNER ? eight : 0), inner + along + (RUNS_INNER ? 0 : eight))), to);
    }
    else
    {
        #pragma unroll
        for (int each = 0; each < 4; each++)
        {
            const int along = (IS_LEFT ? each / 2 : each % 2) * 4, across = (IS_LEFT ? each % 2 : each / 2) * 8;
            to[each] = bits_of(tile[Layout::at(outer + across + thread / 4, inner + along + thread % 4)]);
        }
    }
}

DEVICE void multiply(Sums& sums, const Operand* left, const Operand* right, int row, int column)
{
    #pragma unroll
    for (int inner = 0; inner < tile_inner; inner += 32 / sizeof(Operand))
    {
        uint32 a[strips][4], b[fragments / 2][4];
        #pragma unroll
        for (int strip = 0; strip < strips; strip++)
            load_fragment<(int)TileRows, left_runs_inner, true>(left, row + 16 * strip, inner, a[strip]);
        #pragma unroll
        for (int pair = 0; pair < fragments / 2; pair++)
            load_fragment<(int)TileColumns, right_runs_inner, false>(right, column + 16 * pair, inner, b[pair]);
        multiply_add(sums, a, b);
    }
}

#endif

extern "C" __global__ void BOUNDS KERNEL(const Left* left, const Right* right, Result* result, long long wide_rows, long long wide_inners, long long wide_part RESULT_PARAMETERS)
{
    Operand* const lefts = (Operand*)dynamic_shared();
    Operand* const rights = lefts + Stages * LeftLayout::size;
    const index rows = (index)wide_rows, part = (index)wide_part;
    constexpr index column_tiles = (Columns + TileColumns - 1) / TileColumns;
    const index first_row = (index)blockIdx.x / column_tiles * TileRows, first_column = (index)blockIdx.x % column_tiles * TileColumns;
    const index begin = (index)blockIdx.z * part;
    const index inners = smaller((index)wide_inners, begin + part);
    index left_start, right_start, result_start;
    begin_batch(blockIdx.y, left_start, right_start, result_start);
    left += left_start;
    right += right_start;

    Places places;
    #pragma unroll
    for (int each = 0; each < LeftShare::count; each++)
        places.rows[each] = left_row(first_row + LeftShare::outer(each), rows);
    #pragma unroll
    for (int each = 0; each < RightShare::count; each++)
        places.columns[each] = right_column(first_column + RightShare::outer(each));

    const int warp = threadIdx.x / 32;
    const int row = warp / warps_across * WarpRows, column = warp % warps_across * WarpColumns;
    Sums sums = {};
    Fetched fetched;
    fetch(fetched, places, left, right, begin, inners);
    #pragma unroll
    for (int stage = 0; stage < Stages - 1; stage++)
    {
        const index inner = begin + stage * tile_inner;
        if (inner < inners)
            copy(places, left, right, inner, inners, lefts + stage * LeftLayout::size, rights + stage * RightLayout::size);
        commit_copies();
    }

    int stage = 0;
    for (index inner = begin; inner < inners; inner += tile_inner)
    {
        Operand* const left_tile = lefts + stage * LeftLayout::size;
        Operand* const right_tile = rights + stage * RightLayout::size;
        wait_copies<(int)Stages - 2>();
        put(fetched, left_tile, right_tile);
        __syncthreads();

        // All have multiplied the tile before this one: its place is free.
        const int free = stage == 0 ? (int)Stages - 1 : stage - 1;
        const index last = inner + (Stages - 1) * tile_inner;
        if (last < inners)
            copy(places, left, right, last, inners, lefts + free * LeftLayout::size, rights + free * RightLayout::size);
        commit_copies();
        if (inner + tile_inner < inners)
            fetch(fetched, places, left, right, inner + tile_inner, inners);
        multiply(sums, left_tile, right_tile, row, column);
        stage = stage == Stages - 1 ? 0 : stage + 1;
    }

    __syncthreads();
    float* const spilled = (float*)lefts + warp * 16 * spill_stride;
    const int thread = threadIdx.x % 32;
    constexpr int run = WarpColumns / ResultVector;
    if (IsPart)
        result_start = ((index)blockIdx.z * gridDim.y + blockIdx.y) * rows * Columns;
    Totals totals = {};
    #pragma unroll
    for (int strip = 0; strip < strips; strip++)
    {
        spill(sums, strip, spilled, spill_stride);
        __syncwarp();
        for (int place = thread; place < 16 * run; place += 32)
        {
            const index at_row = first_row + row + 16 * strip + place / run, at_column = first_column + column + place % run * ResultVector;
            if (at_row >= rows || at_column >= Columns)
                continue;
            float values[ResultVector];
            for (int each = 0; each < ResultVector; each++)
                values[each] = spilled[place / run * spill_stride + place % run * ResultVector + each];
            const index at = IsPart ? at_row * Columns + at_column : result_row(at_row) + result_column(at_column);
            finish(result, result_start + at, values, totals RESULT_ARGUMENTS);
        }
        __syncwarp();
    }
    finish_block(totals, (float*)lefts, first_column, result_start, first_row / TileRows, (index)gridDim.x / column_tiles RESULT_ARGUMENTS);
}
