// The norms of the weights that go into each unit, a block of threads a bundle of rows.

struct UnitBundle
{
    int first, rows;
    int outer, outer_stride, middle, middle_stride, inner, inner_stride;
};

// The threads of a block along the rows and the elements of a bundle.
struct BundleThread
{
    int lanes, row, first, step, elements;
};

DEVICE BundleThread thread_of(const UnitBundle& bundle)
{
    BundleThread thread;
    thread.lanes = bundle.rows == 1 ? 1 : 16;
    thread.row = threadIdx.x % thread.lanes;
    thread.first = threadIdx.x / thread.lanes;
    thread.step = 256 / thread.lanes;
    thread.elements = thread.row < bundle.rows ? bundle.outer * bundle.middle * bundle.inner : 0;
    return thread;
}

DEVICE index element_of(const UnitBundle& bundle, int i)
{
    const int k = i % bundle.inner, rest = i / bundle.inner;
    return bundle.first + (index)(rest / bundle.middle) * bundle.outer_stride + (index)(rest % bundle.middle) * bundle.middle_stride + (index)k * bundle.inner_stride;
}

// The norm of each row, in the threads whose numbers are the rows'.
DEVICE double row_norm(const UnitBundle& bundle, const BundleThread& thread, const float* numbers, double (&sums)[256])
{
    double sum = 0;
    for (int i = thread.first; i < thread.elements; i += thread.step)
    {
        const float element = numbers[element_of(bundle, i) + thread.row];
        sum += (double)element * element;
    }
    sums[threadIdx.x] = sum;
    __syncthreads();
    sum = 0;
    if (threadIdx.x < bundle.rows)
        for (int i = threadIdx.x; i < 256; i += thread.lanes)
            sum += sums[i];
    __syncthreads();
    return sqrt(sum);
}

// Scales the rows that are longer than a limit down to it; norms and limits are those of the threads whose numbers are the rows'.
DEVICE void limit_rows(const UnitBundle& bundle, const BundleThread& thread, float* numbers, double norm, double limit, float (&factors)[16])
{
    if (threadIdx.x < bundle.rows)
        factors[threadIdx.x] = norm > limit ? (float)(limit / norm) : 1.0f;
    __syncthreads();
    if (thread.row < bundle.rows && factors[thread.row] != 1.0f)
        for (int i = thread.first; i < thread.elements; i += thread.step)
            numbers[element_of(bundle, i) + thread.row] *= factors[thread.row];
}

// Scales rows that are longer than the limit, whose bits are given, down to it.
extern "C" __global__ void __launch_bounds__(256) LimitUnitNorms(const UnitBundle* bundles, float* parameters, uint32 limit_bits)
{
    __shared__ double sums[256];
    __shared__ float factors[16];
    const UnitBundle bundle = bundles[blockIdx.x];
    const BundleThread thread = thread_of(bundle);
    limit_rows(bundle, thread, parameters, row_norm(bundle, thread, parameters, sums), float_of(limit_bits), factors);
}

// Scales the gradients of rows down to a ratio of the row's norm, which is the least norm at least.
extern "C" __global__ void __launch_bounds__(256) LimitUnitGradients(
    const UnitBundle* bundles, const float* parameters, float* gradients, uint32 ratio_bits, uint32 least_bits)
{
    __shared__ double sums[256];
    __shared__ float factors[16];
    const UnitBundle bundle = bundles[blockIdx.x];
    const BundleThread thread = thread_of(bundle);
    const double norm = row_norm(bundle, thread, parameters, sums), least = float_of(least_bits);
    limit_rows(bundle, thread, gradients, row_norm(bundle, thread, gradients, sums), float_of(ratio_bits) * (norm > least ? norm : least), factors);
}
