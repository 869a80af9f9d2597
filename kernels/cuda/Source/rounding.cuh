// Rounds the parameters to the type that contractions multiply, eight a thread.

extern "C" __global__ void __launch_bounds__(256) RoundParameters(const float* parameters, bfloat16* rounded, long long count)
{
    const index first = ((index)blockIdx.x * 256 + threadIdx.x) * 8;
    if (first + 8 > (index)count)
    {
        for (index each = first; each < (index)count; each++)
            rounded[each] = narrow(parameters[each]);
        return;
    }
    float numbers[2][4];
    for (int half = 0; half < 2; half++)
        load4(parameters, first + 4 * half, numbers[half]);
    for (int half = 0; half < 2; half++)
        store4(rounded, first + 4 * half, numbers[half]);
}
