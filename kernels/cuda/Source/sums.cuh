// The sums of a warp: WarpRows x WarpColumns of them in the registers of its threads, and how sixteen rows of them come to shared memory.
// Constants: WarpRows, WarpColumns.

constexpr int strips = WarpRows / 16;

#if LATHE_PRECISION == 0

// Thread 4 i + j of a warp has rows i, i + 8, ... and columns 4 j to 4 j + 3, 4 j + 16, ....
constexpr int own_rows = WarpRows / 8, own_columns = WarpColumns / 4;
struct Sums { float values[own_rows][own_columns]; };

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

// Adds the product of operands in fragments: 16 rows each, and 16 columns each.
DEVICE void multiply_add(Sums& sums, const uint32 (&left)[strips][4], const uint32 (&right)[fragments / 2][4])
{
#if LATHE_PRECISION == 2
    #pragma unroll
    for (int strip = 0; strip < strips; strip++)
        #pragma unroll
        for (int fragment = 0; fragment < fragments; fragment++)
            multiply_add_bf16(sums.values[strip][fragment], left[strip], right[fragment / 2][fragment % 2 * 2], right[fragment / 2][fragment % 2 * 2 + 1]);
#else
    float a[strips][4], b[fragments / 2][4];
    #pragma unroll
    for (int each = 0; each < strips * 4; each++)
        a[each / 4][each % 4] = round_to_tf32(float_of(left[each / 4][each % 4]));
    #pragma unroll
    for (int each = 0; each < fragments / 2 * 4; each++)
        b[each / 4][each % 4] = round_to_tf32(float_of(right[each / 4][each % 4]));
    #pragma unroll
    for (int strip = 0; strip < strips; strip++)
        #pragma unroll
        for (int fragment = 0; fragment < fragments; fragment++)
            multiply_add_tf32(sums.values[strip][fragment], a[strip], b[fragment / 2][fragment % 2 * 2], b[fragment / 2][fragment % 2 * 2 + 1]);
#endif
}

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

// Without tensor cores the compiler would rather spill a register than let one block less share a multiprocessor.
#if LATHE_PRECISION == 0
#define BOUNDS __launch_bounds__(threads, 1)
#else
#define BOUNDS __launch_bounds__(threads)
#endif
