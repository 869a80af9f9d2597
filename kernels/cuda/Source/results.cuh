// How the sums of a block become results: stored, or handed on element by element to a post, whose text stands before this one (see totals.cuh).
// Constants: TileColumns; those of sums.cuh; ResultVector (elements that are moved at once; 4 where there is a post), Accumulate, IsPart (the result is a
// partial sum). Type: Result.

constexpr int spill_stride = WarpColumns + 4, warps_across = TileColumns / WarpColumns;

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

#ifdef POST

#define RESULT_PARAMETERS , long long wide_groups, POST_PARAMETERS
#define RESULT_ARGUMENTS , wide_groups, POST_ARGUMENTS
struct Totals { float values[post_totals][4]; };

// Neighbours of a row are done. What is stored is what goes on: rounded, where it is.
DEVICE void finish(Result* result, index at, float (&values)[ResultVector], Totals& totals RESULT_PARAMETERS)
{
    if constexpr (POST_KEEPS)
    {
        Result stored_values[4];
        for (int each = 0; each < 4; each++)
        {
            store(stored_values, each, values[each]);
            values[each] = load(stored_values, each);
        }
        store4(result, at, values);
    }
    post(at, values, totals.values, POST_ARGUMENTS);
}

// All results of a block are done: its warps add up their totals, those above first. `own` is the number of its rows' group among `used`.
DEVICE void finish_block(Totals& totals, float* shared, index first_column, index first_channel, index own, index used RESULT_PARAMETERS)
{
#if POST_SUMS > 0
    // Threads a run apart have the same channels.
    constexpr int run = WarpColumns / 4;
    const int warp = threadIdx.x / 32, thread = threadIdx.x % 32;
    #pragma unroll
    for (int half = 16; half >= run; half /= 2)
        for (int sum = 0; sum < POST_SUMS; sum++)
            for (int each = 0; each < 4; each++)
                totals.values[sum][each] += __shfl_xor_sync(0xffffffffu, totals.values[sum][each], half);
    __syncthreads();
    if (thread < run)
        for (int sum = 0; sum < POST_SUMS; sum++)
            for (int each = 0; each < 4; each++)
                shared[(warp * POST_SUMS + sum) * WarpColumns + thread * 4 + each] = totals.values[sum][each];
    __syncthreads();
    for (int place = threadIdx.x; place < TileColumns / 4; place += threads)
    {
        const int across = place * 4 / WarpColumns, along = place * 4 % WarpColumns;
        if (first_column + place * 4 >= Columns)
            continue;
        Totals block = {};
        for (int down = 0; down < threads / 32 / warps_across; down++)
            for (int sum = 0; sum < POST_SUMS; sum++)
                for (int each = 0; each < 4; each++)
                    block.values[sum][each] += shared[((down * warps_across + across) * POST_SUMS + sum) * WarpColumns + along + each];
        store_totals(own, used, (index)wide_groups, first_channel + first_column + place * 4, block.values, POST_ARGUMENTS);
    }
#endif
}

#else

#define RESULT_PARAMETERS
#define RESULT_ARGUMENTS
struct Totals {};

DEVICE void finish(Result* result, index at, float (&values)[ResultVector], Totals&) { store_results(result, at, values); }

DEVICE void finish_block(Totals&, float*, index, index, index, index) {}

#endif
