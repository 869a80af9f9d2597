// Memory-bound kernels as an expert writes them: each number is read once and written once, four at a time where rows allow it.

DEVICE float larger_of(float a, float b) { return a > b ? a : b; }

// max(0, x * slope + offset), a line for each of 64 channels: batch norm of known statistics whose input is added before ReLU.
extern "C" __global__ void __launch_bounds__(256) JoinByHand(const stored* x, const float* slopes, const float* offsets, stored* y, long long count)
{
    const index at = 4 * ((index)blockIdx.x * 256 + threadIdx.x);
    if (at >= count)
        return;
    float numbers[4], slope[4], offset[4];
    load4(x, at, numbers);
    load4(slopes, at % 64, slope);
    load4(offsets, at % 64, offset);
    for (int lane = 0; lane < 4; lane++)
        numbers[lane] = larger_of(fmaf(numbers[lane], slope[lane], offset[lane]), 0.0f);
    store4(y, at, numbers);
}

DEVICE float warp_sum(float value)
{
    for (int distance = 16; distance > 0; distance /= 2)
        value += __shfl_xor_sync(0xffffffffu, value, distance);
    return value;
}

DEVICE float warp_maximum(float value)
{
    for (int distance = 16; distance > 0; distance /= 2)
        value = larger_of(value, __shfl_xor_sync(0xffffffffu, value, distance));
    return value;
}

// The softmax of rows of 197 numbers, a warp a row, which stays in registers.
extern "C" __global__ void __launch_bounds__(256) SoftmaxByHand(const stored* x, stored* y, long long rows)
{
    const int columns = 197, turns = (columns + 31) / 32, lane = threadIdx.x % 32;
    const index row = (index)blockIdx.x * 8 + threadIdx.x / 32;
    if (row >= rows)
        return;
    float numbers[turns], most = -3e38f, sum = 0.0f;
    #pragma unroll
    for (int turn = 0; turn < turns; turn++)
    {
        const int column = 32 * turn + lane;
        numbers[turn] = column < columns ? load(x, row * columns + column) : -3e38f;
        most = larger_of(most, numbers[turn]);
    }
    most = warp_maximum(most);
    #pragma unroll
    for (int turn = 0; turn < turns; turn++)
    {
        numbers[turn] = 32 * turn + lane < columns ? expf(numbers[turn] - most) : 0.0f;
        sum += numbers[turn];
    }
    const float factor = 1.0f / warp_sum(sum);
    #pragma unroll
    for (int turn = 0; turn < turns; turn++)
        if (32 * turn + lane < columns)
            store(y, row * columns + 32 * turn + lane, numbers[turn] * factor);
}

// The layer norm of rows of 384 numbers, a warp a row, which stays in registers.
extern "C" __global__ void __launch_bounds__(256) LayerNormByHand(const stored* x, const float* scale, const float* shift, stored* y, long long rows)
{
    const int columns = 384, turns = columns / 128, lane = 4 * (threadIdx.x % 32);
    const index row = (index)blockIdx.x * 8 + threadIdx.x / 32;
    if (row >= rows)
        return;
    float numbers[turns][4], sum = 0.0f, squares = 0.0f;
    #pragma unroll
    for (int turn = 0; turn < turns; turn++)
    {
        load4(x, row * columns + 128 * turn + lane, numbers[turn]);
        for (int each = 0; each < 4; each++)
            sum += numbers[turn][each];
    }
    const float mean = warp_sum(sum) / columns;
    #pragma unroll
    for (int turn = 0; turn < turns; turn++)
        for (int each = 0; each < 4; each++)
        {
            numbers[turn][each] -= mean;
            squares = fmaf(numbers[turn][each], numbers[turn][each], squares);
        }
    const float factor = 1.0f / sqrtf(warp_sum(squares) / columns + 1e-5f);
    #pragma unroll
    for (int turn = 0; turn < turns; turn++)
    {
        float scales[4], shifts[4];
        load4(scale, 128 * turn + lane, scales);
        load4(shift, 128 * turn + lane, shifts);
        for (int each = 0; each < 4; each++)
            numbers[turn][each] = fmaf(numbers[turn][each] * factor, scales[each], shifts[each]);
        store4(y, row * columns + 128 * turn + lane, numbers[turn]);
    }
}

// Stochastic gradient descent with Nesterov momentum 0.9, weight decay 5e-4 and learning rate 0.01.
extern "C" __global__ void __launch_bounds__(256) UpdateByHand(float* parameters, const float* gradients, float* momenta, long long count)
{
    const index at = 4 * ((index)blockIdx.x * 256 + threadIdx.x);
    if (at >= count)
        return;
    float numbers[4], slopes[4], velocities[4];
    load4(parameters, at, numbers);
    load4(gradients, at, slopes);
    load4(momenta, at, velocities);
    for (int lane = 0; lane < 4; lane++)
    {
        const float descent = fmaf(5e-4f, numbers[lane], slopes[lane]);
        velocities[lane] = fmaf(0.9f, velocities[lane], descent);
        numbers[lane] = fmaf(-0.01f, fmaf(0.9f, velocities[lane], descent), numbers[lane]);
    }
    store4(momenta, at, velocities);
    store4(parameters, at, numbers);
}
