// The norms of the weights that go into each unit, a block of threads a bundle of rows.

struct UnitBundle
{
    int first, rows;
    int outer, outer_stride, middle, middle_stride, inner, inner_stride;
};

DEVICE index element_of(const UnitBundle& bundle, int i)
{
    const int k = i % bundle.inner, rest = i / bundle.inner;
    return bundle.first + (index)(rest / bundle.middle) * bundle.outer_stride + (index)(rest % bundle.middle) * bundle.middle_stride + (index)k * bundle.inner_stride;
}

// Scales rows that are longer than the limit, whose bits are given, down to it.
extern "C" __global__ void __launch_bounds__(256) LimitUnitNorms(const UnitBundle* bundles, float* parameters, uint32 limit_bits)
{
    __shared__ double sums[256];
    __shared__ float factors[16];
    const UnitBundle bundle = bundles[blockIdx.x];
    const float limit = float_of(limit_bits);
    const int lanes = bundle.rows == 1 ? 1 : 16, row = threadIdx.x % lanes, elements = bundle.outer * bundle.middle * bundle.inner;
    double sum = 0;
    if (row < bundle.rows)
        for (int i = threadIdx.x / lanes; i < elements; i += 256 / lanes)
        {
            const float element = parameters[element_of(bundle, i) + row];
            sum += (double)element * element;
        }
    sums[threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.x < bundle.rows)
    {
        sum = 0;
        for (int i = threadIdx.x; i < 256; i += lanes)
            sum += sums[i];
        const double norm = sqrt(sum);
        factors[threadIdx.x] = norm > limit ? (float)(limit / norm) : 1.0f;
    }
    __syncthreads();
    if (row < bundle.rows && factors[row] != 1.0f)
        for (int i = threadIdx.x / lanes; i < elements; i += 256 / lanes)
            parameters[element_of(bundle, i) + row] *= factors[row];
}
