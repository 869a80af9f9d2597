// Moving averages of the numbers of a block of memory, four a thread.

extern "C" __global__ void __launch_bounds__(256) MoveAverages(float* averages, const float* numbers, long long count, uint32 decay_bits, uint32 rest_bits)
{
    const long long at = 4 * ((long long)blockIdx.x * 256 + threadIdx.x);
    if (at >= count)
        return;
    const float decay = float_of(decay_bits), rest = float_of(rest_bits);
    float average[4], number[4];
    load4(averages + at, 0, average);
    load4(numbers + at, 0, number);
    for (int lane = 0; lane < 4; lane++)
        average[lane] = average[lane] * decay + number[lane] * rest;
    store4(averages + at, 0, average);
}
