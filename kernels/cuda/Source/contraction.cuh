// result[row, column] = sum over inner of left[row, inner] * right[inner, column], tile by tile; a view before this text says where elements lie.
// Blocks: x tiles, those of one row of tiles next to each other; y batch; z parts of the sum, each with a result of its own, which `fold` adds in order.
// While a tile is multiplied the next ones are on their way from memory.
// Constants: TileRows, TileColumns, WarpRows, WarpColumns (a warp's part of a tile); LeftVector, RightVector, ResultVector (elements that are moved at once);
// LeftRunsInner, RightRunsInner (whether neighbours in memory are neighbours along the sum); Stages (tiles that shared memory holds); Columns; Accumulate; IsPart (the result is a partial sum).
// Types: Left, Right, Result. LATHE_PRECISION chooses the arithmetic.

constexpr int strips = WarpRows / 16;

#if LATHE_PRECISION == 0

// Thread 4 i + j of a warp has rows i, i + 8, ... and columns 4 j to 4 j + 3, 4 j + 16, ....
constexpr int own_rows = WarpRows / 8, own_columns = WarpColumns / 4;
struct Sums { float values[own_rows][own_columns]; };

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

// Writes sixteen rows of a warp's sums.
DEVICE void spill(const Sums& sums, int strip, float* to, int stride)
{
    const int thread = threadIdx.x % 32;
    #pragma unroll
    for (int i = 0; i < 2; i++)
        #pragma unroll
        for (int j = 0; j < own_columns; j++)
            to[(thread / 4 + 8 * i) * stride + thread % 4 * 4 + j / 4 * 16 + j % 4] = sums.values[2 * strip + i][j];
}

#else

// Fragments of 16 rows and 8 columns: thread 4 i + j of a warp has columns 2 j and 2 j + 1 of rows i and i + 8.
constexpr int fragments = WarpColumns / 8;
struct Sums { float values[strips][fragments][4]; };

#if LATHE_PRECISION == 1

// What went through registers is rounded already.
template <bool COPIED> DEVICE float rounded(float value) { return COPIED ? round_to_tf32(value) : value; }

DEVICE void multiply(Sums& sums, const Operand* left, const Operand* right, int row, int column)
{
    const int i = threadIdx.x % 32 / 4, j = threadIdx.x % 4;
    #pragma unroll
    for (int inner = 0; inner < tile_inner; inner += 8)
    {
        float a[strips][4], b[fragments][2];
        #pragma unroll
        for (int strip = 0; strip < strips; strip++)
            #pragma unroll
            for (int each = 0; each < 4; each++)
                a[strip][each] = rounded<copies_left>(left[LeftLayout::at(row + 16 * strip + i + each % 2 * 8, inner + j + each / 2 * 4)]);
        #pragma unroll
        for (int fragment = 0; fragment < fragments; fragment++)
            #pragma unroll
            for (int each = 0; each < 2; each++)
                b[fragment][each] = rounded<copies_right>(right[RightLayout::at(column + 8 * fragment + i, inner + j + each * 4)]);
        #pragma unroll
        for (int strip = 0; strip < strips; strip++)
            #pragma unroll
            for (int fragment = 0; fragment < fragments; fragment++)
                multiply_add_tf32(sums.values[strip][fragment], a[strip], b[fragment][0], b[fragment][1]);
    }
}

#else

DEVICE void multiply(Sums& sums, const Operand* left, const Operand* right, int row, int column)
{
    const int thread = threadIdx.x % 32;
    #pragma unroll
    for (int inner = 0; inner < tile_inner; inner += 16)
    {
        uint32 a[strips][4], b[fragments / 2][4];
        #pragma unroll
        for (int strip = 0; strip < strips; strip++)
        {
            const int outer = left_runs_inner ? thread % 16 : thread / 8 % 2 * 8, along = left_runs_inner ? thread / 16 * 8 : thread / 16 * 8 + thread % 8;
            load_matrices<4, !left_runs_inner>(left + LeftLayout::at(row + 16 * strip + outer, inner + along), a[strip]);
        }
        #pragma unroll
        for (int pair = 0; pair < fragments / 2; pair++)
        {
            const int outer = right_runs_inner ? thread / 16 * 8 + thread % 8 : thread / 16 * 8, along = right_runs_inner ? thread / 8 % 2 * 8 : thread / 8 % 2 * 8 + thread % 8;
            load_matrices<4, !right_runs_inner>(right + RightLayout::at(column + 16 * pair + outer, inner + along), b[pair]);
        }
        #pragma unroll
        for (int strip = 0; strip < strips; strip++)
            #pragma unroll
            for (int fragment = 0; fragment < fragments; fragment++)
                multiply_add_bf16(sums.values[strip][fragment], a[strip], b[fragment / 2][fragment % 2 * 2], b[fragment / 2][fragment % 2 * 2 + 1]);
    }
}

#endif

// Writes sixteen rows of a warp's sums.
DEVICE void spill(const Sums& sums, int strip, float* to, int stride)
{
    const int i = threadIdx.x % 32 / 4, j = threadIdx.x % 4;
    #pragma unroll
    for (int fragment = 0; fragment < fragments; fragment++)
        #pragma unroll
        for (int each = 0; each < 4; each++)
            to[(i + each / 2 * 8) * stride + 8 * fragment + 2 * j + each % 2] = sums.values[strip][fragment][each];
}

#endif

// Stores neighbours of a row, or adds them to what is there.
DEVICE void store_results(Result* result, index at, const float (&values)[ResultVector])
{
    Pack<Result, ResultVector>* place = (Pack<Result, ResultVector>*)(result + at);
    float sums[ResultVector];
    Pack<Result, ResultVector> pack;
    if (Accumulate && !IsPart)
        pack = *place;
    for (int each = 0; each < ResultVector; each++)
        sums[each] = values[each] + (Accumulate && !IsPart ? load(pack.elements, each) : 0.0f);
    for (int each = 0; each < ResultVector; each++)
        store(pack.elements, each, sums[each]);
    *place = pack;
}

constexpr int spill_stride = WarpColumns + 4;

// Without tensor cores the compiler would rather spill a register than let one block less share a multiprocessor.
#if LATHE_PRECISION == 0
#define BOUNDS __launch_bounds__(threads, 1)
#else
#define BOUNDS __launch_bounds__(threads)
#endif

extern "C" __global__ void BOUNDS KERNEL(const Left* left, const Right* right, Result* result, long long wide_rows, long long wide_inners, long long wide_part)
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

    constexpr int warps_across = TileColumns / WarpColumns;
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
        result += ((index)blockIdx.z * gridDim.y + blockIdx.y) * rows * Columns;
    else
        result += result_start;
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
            store_results(result, IsPart ? at_row * Columns + at_column : result_row(at_row) + result_column(at_column), values);
        }
        __syncwarp();
    }
}
