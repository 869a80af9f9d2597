// The gradient of a convolution's weights by patches: partial sums over the pixels of some tiles, which `fold` adds. Blocks: x columns, then rows of taps and
// channels; y groups of channels; z parts. A warp has all taps of 16 input channels, or of packed ones 16 elements of each row of taps.
// Constants: see patch.cuh and sums.cuh; TileColumns, GradientVector, KernelRows (rows of taps of a block). Types: Source, Gradient.

constexpr int column_tiles = (Columns + TileColumns - 1) / TileColumns, chunks = (SourceChannels + Channels - 1) / Channels, row_groups = (KernelHeight + KernelRows - 1) / KernelRows;
constexpr int strips_across = IsPacked ? 1 : KernelWidth, strip_groups = kernel_run / 16 / strips_across, column_groups = TileColumns / WarpColumns;
constexpr int pixel_groups = threads / 32 / (strip_groups * column_groups);
constexpr int gradient_rows = (tile_pixels + 15) / 16 * 16, gradient_run = TileColumns + 8, gradient_size = gradient_rows * gradient_run;

// Brings the gradients of a tile's pixels.
DEVICE void bring_gradients(Operand* gradients, const Gradient* gradient, const Tile& tile, index images, index first_column)
{
    constexpr int run = TileColumns / GradientVector, pieces = gradient_rows * run;
    #pragma unroll (pieces_ahead<Gradient, (int)GradientVector>)
    for (int piece = threadIdx.x; piece < pieces; piece += threads)
    {
        const int number = piece / run, along = piece % run * GradientVector;
        const Tile pixel = pixel_of(tile, number);
        const bool exists = number < tile_pixels && pixel.image < images && pixel.row < OutputHeight && pixel.column < OutputWidth && first_column + along < Columns;
        bring<(int)GradientVector>(gradients + number * gradient_run + along, gradient, pixel.image * OutputImage + pixel.row * OutputRow + pixel.column * OutputPixel + first_column + along, exists);
    }
}

// Where a patch holds a strip of a warp.
DEVICE_MEMBER constexpr int strip_place(int strip)
{
    return (strip / strips_across * DilationHeight * PatchWidth + strip % strips_across * DilationWidth) * patch_pixel;
}

// Adds what a tile's pixels of a group give.
DEVICE void multiply_tile(Sums& sums, const Operand* patch, const Operand* gradients, int pixel_group)
{
    const int thread = threadIdx.x % 32;
    for (int first = pixel_group * step; first < gradient_rows; first += pixel_groups * step)
    {
        uint32 a[strips][4], b[fragments / 2][4];
#if LATHE_PRECISION == 2
        const Operand* const left = patch + place_of(first + thread / 16 * 8 + thread % 8) + thread / 8 % 2 * 8;
        const Operand* const right = gradients + (first + thread / 8 % 2 * 8 + thread % 8) * gradient_run + thread / 16 * 8;
        #pragma unroll
        for (int pair = 0; pair < fragments / 2; pair++)
            load_matrices<4, true>(right + 16 * pair, b[pair]);
        #pragma unroll
        for (int strip = 0; strip < strips; strip++)
            load_matrices<4, true>(left + strip_place(strip), a[strip]);
#else
        const Operand* const lefts[2] = { patch + place_of(first + thread % 4) + thread / 4, patch + place_of(first + thread % 4 + 4) + thread / 4 };
        const Operand* const right = gradients + (first + thread % 4) * gradient_run + thread / 4;
        #pragma unroll
        for (int pair = 0; pair < fragments / 2; pair++)
            #pragma unroll
            for (int each = 0; each < 4; each++)
                b[pair][each] = bits_of(right[16 * pair + each / 2 * 8 + each % 2 * 4 * gradient_run]);
        #pragma unroll
        for (int strip = 0; strip < strips; strip++)
            #pragma unroll
            for (int each = 0; each < 4; each++)
                a[strip][each] = bits_of(lefts[each / 2][strip_place(strip) + each % 2 * 8]);
#endif
        multiply_add(sums, a, b);
    }
}

// Adds the sums of all groups of pixels in their order; the last one has the totals.
DEVICE void add_groups(Sums& sums, float* shared, int unit, int pixel_group)
{
    constexpr int count = strips * fragments * 4;
    float* const own = shared + unit * count * 32 + threadIdx.x % 32;
    float* const values = &sums.values[0][0][0];
    for (int group = 0; group < pixel_groups; group++)
    {
        if (group == pixel_group)
            #pragma unroll
            for (int each = 0; each < count; each++)
            {
                values[each] = group == 0 ? values[each] : own[each * 32] + values[each];
                own[each * 32] = values[each];
            }
        __syncthreads();
    }
}

// Two blocks share a multiprocessor where the sums leave enough registers: small pieces of the patch take more of them for addresses.
constexpr int blocks_together = strips * fragments <= 18 && SourceVector * sizeof(Operand) >= 16 ? 2 : 1;

extern "C" __global__ void __launch_bounds__(threads, blocks_together) KERNEL(const Source* source, const Gradient* gradient, float* parts, long long wide_images, long long wide_tiles, long long wide_part)
{
    Operand* const shared = (Operand*)dynamic_shared();
    constexpr int stage_size = patch_size + gradient_size;
    const index images = (index)wide_images, group = blockIdx.y;
    const index begin = (index)blockIdx.z * (index)wide_part, end = smaller((index)wide_tiles, begin + (index)wide_part);
    const index first_column = (index)blockIdx.x % column_tiles * TileColumns, first_channel = (index)blockIdx.x / column_tiles % chunks * Channels;
    const int first_tap = (int)(blockIdx.x / (column_tiles * chunks) * KernelRows);
    source += group * SourceChannels;
    gradient += group * Columns;

    const int warp = threadIdx.x / 32, unit = warp % (strip_groups * column_groups), pixel_group = warp / (strip_groups * column_groups);
    const int left = unit / column_groups * 16, right = unit % column_groups * WarpColumns;
    Sums sums = {};
    bring_patch(shared, source, tile_of(begin), images, first_tap * DilationHeight, first_channel);
    bring_gradients(shared + patch_size, gradient, tile_of(begin), images, first_column);
    commit_copies();
    for (index number = begin; number < end; number++)
    {
        const Operand* const patch = shared + (number - begin) % 2 * stage_size;
        if (number + 1 < end)
        {
            Operand* const next = shared + (number + 1 - begin) % 2 * stage_size;
            bring_patch(next, source, tile_of(number + 1), images, first_tap * DilationHeight, first_channel);
            bring_gradients(next + patch_size, gradient, tile_of(number + 1), images, first_column);
        }
        commit_copies();
        wait_copies<1>();
        __syncthreads();
        multiply_tile(sums, patch + left, patch + patch_size + right, pixel_group);
        __syncthreads();
    }

    if constexpr (pixel_groups > 1)
        add_groups(sums, (float*)shared, unit, pixel_group);
    if (pixel_group != pixel_groups - 1)
        return;
    parts += ((index)blockIdx.z * gridDim.y + group) * (KernelHeight * KernelWidth * SourceChannels) * Columns;
    const int thread = threadIdx.x % 32;
    #pragma unroll
    for (int strip = 0; strip < strips; strip++)
        #pragma unroll
        for (int half = 0; half < 2; half++)
        {
            const int inner = left + thread / 4 + half * 8, row = first_tap + strip / strips_across;
            const int tap = IsPacked ? inner / Channels : strip % strips_across;
            const index channel = IsPacked ? inner % Channels : first_channel + inner;
            if (row >= KernelHeight || tap >= KernelWidth || channel >= SourceChannels)
                continue;
            float* const to = parts + ((row * KernelWidth + tap) * SourceChannels + channel) * Columns;
            #pragma unroll
            for (int fragment = 0; fragment < fragments; fragment++)
                #pragma unroll
                for (int each = 0; each < 2; each++)
                {
                    const index column = first_column + right + 8 * fragment + thread % 4 * 2 + each;
                    if (column < Columns)
                        to[column] = sums.values[strip][fragment][half * 2 + each];
                }
        }
}
