// A convolution, or the gradient of its input, by patches. Blocks: x tiles, those of the same pixels next to each other; y groups of channels; z phases.
// Constants: see patch.cuh and sums.cuh; TileColumns, WeightVector, Stages (patches and weights that shared memory holds). Types: Source, Weight, Result.

constexpr int column_tiles = (Columns + TileColumns - 1) / TileColumns, chunks = (SourceChannels + Channels - 1) / Channels;
constexpr int taps = KernelHeight * KernelWidth, phases_across = PASS == 1 ? StrideWidth : 1;

#if PASS == 1

// Weights run along the sum: [tap][column][channel].
constexpr int weight_run = Channels + (LATHE_PRECISION == 1 ? 4 : 8), weights_size = taps * TileColumns * weight_run;

// Whether the pixels of a phase meet a tap, and how far away in the patch.
DEVICE_MEMBER constexpr bool meets(int phase, int tap, int padding, int dilation, int stride) { return (phase + padding - tap * dilation) % stride == 0; }
DEVICE_MEMBER constexpr int distance(int phase, int tap, int padding, int dilation, int stride, int first) { return (phase + padding - tap * dilation) / stride - first; }
#define MEETS(axis, phase, tap) meets(phase, tap, Padding##axis, Dilation##axis, Stride##axis)

DEVICE void bring_weights(Operand* weights, const Weight* weight, index first_column, index first_channel, int phase)
{
    constexpr int run = Channels / WeightVector, pieces = taps * TileColumns * run;
    const int phase_row = phase / phases_across, phase_column = phase % phases_across;
    #pragma unroll (pieces_ahead<Weight, (int)WeightVector>)
    for (int piece = threadIdx.x; piece < pieces; piece += threads)
    {
        const int tap = piece / (run * TileColumns), along = piece % run * WeightVector;
        const index column = first_column + piece / run % TileColumns, channel = first_channel + along;
        if (MEETS(Height, phase_row, tap / KernelWidth) && MEETS(Width, phase_column, tap % KernelWidth))
            bring<(int)WeightVector>(weights + piece / run * weight_run + along, weight, (tap * Columns + column) * SourceChannels + channel, column < Columns && channel < SourceChannels);
    }
}

// How many chunks of channels the pixels of a phase have to see: none where they meet no tap.
DEVICE int chunks_of(int phase)
{
    bool rows = false, columns = false;
    for (int row = 0; row < KernelHeight; row++)
        rows |= MEETS(Height, phase / phases_across, row);
    for (int column = 0; column < KernelWidth; column++)
        columns |= MEETS(Width, phase % phases_across, column);
    return rows && columns ? chunks : 0;
}

DEVICE int right_place(int column)
{
    const int thread = threadIdx.x % 32;
    return (column + thread / 16 * 8 + thread % 8) * weight_run + thread / 8 % 2 * (step / 2);
}

// Sixteen columns.
DEVICE void load_right(const Operand* weights, int columns, uint32 (&to)[4]) { load_matrices<4, false>((const bfloat16*)(weights + columns * weight_run), to); }

#else

// Weights run along columns: [row of taps][tap and channel][column].
constexpr int weight_run = TileColumns + 8, weights_size = KernelHeight * kernel_run * weight_run;

DEVICE void bring_weights(Operand* weights, const Weight* weight, index first_column, index first_channel, int phase)
{
    constexpr int run = TileColumns / WeightVector, pieces = KernelHeight * kernel_run * run;
    #pragma unroll (pieces_ahead<Weight, (int)WeightVector>)
    for (int piece = threadIdx.x; piece < pieces; piece += threads)
    {
        const int place = piece / run, along = piece % run * WeightVector, inner = place % kernel_run, tap = inner / Channels;
        const index channel = first_channel + inner % Channels, column = first_column + along;
        bring<(int)WeightVector>(
            weights + place * weight_run + along, weight, ((place / kernel_run * KernelWidth + tap) * SourceChannels + channel) * Columns + column,
            tap < KernelWidth && channel < SourceChannels && column < Columns);
    }
}

DEVICE int chunks_of(int phase) { return chunks; }

DEVICE int right_place(int column)
{
    const int thread = threadIdx.x % 32;
    return LATHE_PRECISION == 2 ? (thread / 8 % 2 * 8 + thread % 8) * weight_run + column + thread / 16 * 8 : thread % 4 * weight_run + column + thread / 4;
}

// Sixteen columns.
DEVICE void load_right(const Operand* weights, int columns, uint32 (&to)[4])
{
#if LATHE_PRECISION == 2
    load_matrices<4, true>(weights + columns, to);
#else
    for (int each = 0; each < 4; each++)
        to[each] = bits_of(weights[columns + each / 2 * 8 + each % 2 * 4 * weight_run]);
#endif
}

#endif

// Adds what a step of the sums gives, where the patch and the weights hold it.
DEVICE void multiply_step(Sums& sums, const Operand* patch, const Operand* weights, const int (&left_places)[strips])
{
    uint32 a[strips][4], b[fragments / 2][4];
    #pragma unroll
    for (int strip = 0; strip < strips; strip++)
        load_matrices<4, false>((const bfloat16*)(patch + left_places[strip]), a[strip]);
    #pragma unroll
    for (int pair = 0; pair < fragments / 2; pair++)
        load_right(weights, 16 * pair, b[pair]);
    multiply_add(sums, a, b);
}

// Adds what all taps of a phase give for a chunk of channels.
template <int PHASE>
DEVICE void multiply_taps(Sums& sums, const Operand* patch, const Operand* weights, const int (&left_places)[strips])
{
    // Whether a phase meets a row is known where rows are unrolled; else the compiler would load too much ahead.
    #pragma unroll (PASS == 1 && StrideHeight > 1 ? KernelHeight : 1)
    for (int row = 0; row < KernelHeight; row++)
    {
#if PASS == 1
        if (MEETS(Height, PHASE / phases_across, row))
            #pragma unroll
            for (int column = 0; column < KernelWidth; column++)
                if (MEETS(Width, PHASE % phases_across, column))
                {
                    const int down = distance(PHASE / phases_across, row, PaddingHeight, DilationHeight, StrideHeight, FirstRow);
                    const int across = distance(PHASE % phases_across, column, PaddingWidth, DilationWidth, StrideWidth, FirstColumn);
                    #pragma unroll
                    for (int channel = 0; channel < Channels; channel += step)
                        multiply_step(sums, patch + (down * PatchWidth + across) * patch_pixel + channel, weights + (row * KernelWidth + column) * TileColumns * weight_run + channel, left_places);
                }
#else
        #pragma unroll
        for (int inner = 0; inner < kernel_run; inner += step)
        {
            const int tap = IsPacked ? inner : inner / Channels * DilationWidth * patch_pixel + inner % Channels;
            multiply_step(sums, patch + row * DilationHeight * PatchWidth * patch_pixel + tap, weights + (row * kernel_run + inner) * weight_run, left_places);
        }
#endif
    }
}

// The phase of a block, as a constant.
template <int PHASE, int PHASES>
DEVICE void multiply_phase(Sums& sums, const Operand* patch, const Operand* weights, const int (&left_places)[strips])
{
    if constexpr (PHASE + 1 < PHASES)
        if ((int)blockIdx.z != PHASE)
            return multiply_phase<PHASE + 1, PHASES>(sums, patch, weights, left_places);
    multiply_taps<PHASE>(sums, patch, weights, left_places);
}

// Where the result of a pixel lies, or -1 where there is none.
DEVICE index result_at(const Tile& pixel, index images)
{
#if PASS == 1
    const index row = pixel.row * StrideHeight + (index)blockIdx.z / phases_across, column = pixel.column * StrideWidth + (index)blockIdx.z % phases_across;
    return pixel.image < images && row < InputHeight && column < InputWidth ? pixel.image * InputImage + row * InputRow + column * InputPixel : -1;
#else
    return pixel.image < images && pixel.row < OutputHeight && pixel.column < OutputWidth ? pixel.image * OutputImage + pixel.row * OutputRow + pixel.column * OutputPixel : -1;
#endif
}

// Registers for two blocks a multiprocessor, so that one multiplies while the other waits. TF32 would spill some.
extern "C" __global__ void __launch_bounds__(threads, LATHE_PRECISION == 2 ? 2 : 1) KERNEL(const Source* source, const Weight* weight, Result* result, long long wide_images RESULT_PARAMETERS)
{
    Operand* const shared = (Operand*)dynamic_shared();
    constexpr int stage_size = patch_size + weights_size;
    const index images = (index)wide_images, group = blockIdx.y, first_column = (index)blockIdx.x % column_tiles * TileColumns;
    const Tile tile = tile_of((index)blockIdx.x / column_tiles);
    source += group * SourceChannels;
    weight += group * taps * SourceChannels * Columns;

    const int warp = threadIdx.x / 32, thread = threadIdx.x % 32;
    const int first_pixel = warp / warps_across * WarpRows, column = warp % warps_across * WarpColumns;
    int left_places[strips];
    #pragma unroll
    for (int strip = 0; strip < strips; strip++)
        left_places[strip] = place_of(first_pixel + 16 * strip + thread % 16) + thread / 16 * (step / 2);

    Sums sums = {};
    const int own_chunks = chunks_of(blockIdx.z);
    if (own_chunks > 0)
    {
        bring_patch(shared, source, tile, images, 0, 0);
        bring_weights(shared + patch_size, weight, first_column, 0, blockIdx.z);
    }
    commit_copies();
    for (int chunk = 0; chunk < own_chunks; chunk++)
    {
        const int stage = chunk % Stages;
        if (chunk + 1 < own_chunks)
        {
            Operand* const next = shared + (chunk + 1) % Stages * stage_size;
            bring_patch(next, source, tile, images, 0, (chunk + 1) * Channels);
            bring_weights(next + patch_size, weight, first_column, (chunk + 1) * Channels, blockIdx.z);
        }
        commit_copies();
        wait_copies<1>();
        __syncthreads();
        const Operand* const patch = shared + stage * stage_size;
        multiply_phase<0, (PASS == 1 ? StrideHeight * StrideWidth : 1)>(sums, patch, patch + patch_size + right_place(column), left_places);
        __syncthreads();
    }

    float* const spilled = (float*)shared + warp * 16 * spill_stride;
    constexpr int run = WarpColumns / ResultVector;
    Totals totals = {};
    #pragma unroll
    for (int strip = 0; strip < strips; strip++)
    {
        spill(sums, strip, spilled, spill_stride);
        __syncwarp();
        for (int place = thread; place < 16 * run; place += 32)
        {
            const int number = first_pixel + 16 * strip + place / run;
            const index at_column = first_column + column + place % run * ResultVector, at = result_at(pixel_of(tile, number), images);
            if (number >= tile_pixels || at < 0 || at_column >= Columns)
                continue;
            float values[ResultVector];
            for (int each = 0; each < ResultVector; each++)
                values[each] = spilled[place / run * spill_stride + place % run * ResultVector + each];
            finish(result, at + group * Columns + at_column, values, totals RESULT_ARGUMENTS);
        }
        __syncwarp();
    }
    const index tiles = (index)gridDim.x / column_tiles;
    finish_block(totals, (float*)shared, first_column, group * Columns, (index)blockIdx.z * tiles + (index)blockIdx.x / column_tiles, tiles * gridDim.z RESULT_ARGUMENTS);
}
