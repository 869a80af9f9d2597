// What every kernel of Lathe begins with. It includes nothing: NVRTC compiles it without a toolkit, and a host compiler with tests' own definitions of
// the CUDA keywords. Defined from outside: LATHE_INDEX (the type of positions: int, or long long where a tensor is larger), LATHE_STORED (the type
// of stored activations: float or bfloat16), LATHE_PRECISION (0 float32, 1 TF32, 2 bfloat16), LATHE_HOST (not on a device).

typedef LATHE_INDEX index;
typedef unsigned char uint8;
typedef unsigned int uint32;
typedef unsigned long long uint64;

// The upper half of a float32.
struct bfloat16 { unsigned short bits; };
typedef LATHE_STORED stored;

// What changes from step to step; the host writes it before a graph runs. Behind seed and step stand the numbers of an update: see update.cuh.
struct StepBlock
{
    uint64 seed, step;
    float rate, scale;         // the learning rate; what gradients are multiplied by
    float first, firstRest;    // SGD: momentum. Adam: beta1, 1 - beta1
    float second, secondRest;  // Adam: beta2, 1 - beta2
    float correction, epsilon; // Adam: the root of 1 - beta2^t, what is added to the denominator
    float decay;               // what decaying parameters add to their gradients, as a share of themselves
    float decoupledDecay;      // the share of themselves that decaying parameters lose
    float isNesterov;
};

#ifdef LATHE_HOST
#define DEVICE static inline
#define DEVICE_MEMBER inline
#else
#define DEVICE static __device__ __forceinline__
#define DEVICE_MEMBER __device__ __forceinline__
#endif

DEVICE uint32 bits_of(float value)
{
    union { float number; uint32 bits; } both;
    both.number = value;
    return both.bits;
}

DEVICE float float_of(uint32 bits)
{
    union { float number; uint32 bits; } both;
    both.bits = bits;
    return both.number;
}

DEVICE float widen(bfloat16 value) { return float_of((uint32)value.bits << 16); }

// Rounds to nearest, ties to even; what is not a number stays so.
DEVICE bfloat16 narrow(float value)
{
    bfloat16 result;
#if !defined(LATHE_HOST) && __CUDA_ARCH__ >= 800
    asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(result.bits) : "f"(value));
#else
    uint32 bits = bits_of(value);
    uint32 rounded = (bits & 0x7fffffffu) > 0x7f800000u ? bits | 0x400000u : bits + 0x7fffu + ((bits >> 16) & 1u);
    result.bits = (unsigned short)(rounded >> 16);
#endif
    return result;
}

DEVICE float load(const float* from, index at) { return from[at]; }
DEVICE float load(const bfloat16* from, index at) { return widen(from[at]); }
DEVICE int load(const int* from, index at) { return from[at]; }
DEVICE uint32 load(const uint32* from, index at) { return from[at]; }
DEVICE double load(const double* from, index at) { return from[at]; }

DEVICE void store(float* to, index at, float value) { to[at] = value; }
DEVICE void store(bfloat16* to, index at, float value) { to[at] = narrow(value); }
DEVICE void store(int* to, index at, int value) { to[at] = value; }
DEVICE void store(uint32* to, index at, uint32 value) { to[at] = value; }
DEVICE void store(double* to, index at, double value) { to[at] = value; }

// Four neighbours, the first at a multiple of four.
struct alignas(16) Floats { float lanes[4]; };
struct alignas(8) Halves { bfloat16 lanes[4]; };

DEVICE void load4(const float* from, index at, float (&to)[4])
{
    const Floats four = *(const Floats*)(from + at);
    for (int lane = 0; lane < 4; lane++)
        to[lane] = four.lanes[lane];
}

DEVICE void load4(const bfloat16* from, index at, float (&to)[4])
{
    const Halves four = *(const Halves*)(from + at);
    for (int lane = 0; lane < 4; lane++)
        to[lane] = widen(four.lanes[lane]);
}

DEVICE void store4(float* to, index at, const float (&from)[4])
{
    Floats four;
    for (int lane = 0; lane < 4; lane++)
        four.lanes[lane] = from[lane];
    *(Floats*)(to + at) = four;
}

DEVICE void store4(bfloat16* to, index at, const float (&from)[4])
{
    Halves four;
    for (int lane = 0; lane < 4; lane++)
        four.lanes[lane] = narrow(from[lane]);
    *(Halves*)(to + at) = four;
}

// Quotient and remainder, rounded towards negative infinity.
DEVICE index quotient(index dividend, index divisor)
{
    index result = dividend / divisor;
    return dividend % divisor < 0 ? result - 1 : result;
}

DEVICE index remainder_of(index dividend, index divisor)
{
    index result = dividend % divisor;
    return result < 0 ? result + divisor : result;
}

DEVICE index smaller(index left, index right) { return left < right ? left : right; }

DEVICE bool is_within(index at, index end) { return at >= 0 && at < end; }

// The smaller and the larger; not a number if either is none.
DEVICE float minimum(float x, float y) { return x < y || x != x ? x : y; }
DEVICE float maximum(float x, float y) { return x > y || x != x ? x : y; }
DEVICE double minimum(double x, double y) { return x < y || x != x ? x : y; }
DEVICE double maximum(double x, double y) { return x > y || x != x ? x : y; }
DEVICE int minimum(int x, int y) { return x < y ? x : y; }
DEVICE int maximum(int x, int y) { return x > y ? x : y; }

// 1 / (1 + exp(-x)), without overflow.
DEVICE float logistic(float x)
{
    float power = expf(-fabsf(x));
    return (x < 0 ? power : 1.0f) / (1.0f + power);
}

DEVICE double logistic(double x)
{
    double power = exp(-fabs(x));
    return (x < 0 ? power : 1.0) / (1.0 + power);
}

// The block of counter (element / 4, sample, step) of Philox4x32-10 (Salmon et al. 2011): the same bits as on the processor.
DEVICE void random_words(const StepBlock* block, uint64 stream, uint64 sample, uint64 element, uint32 (&words)[4])
{
    uint64 key = block->seed ^ stream;
    uint32 key0 = (uint32)key, key1 = (uint32)(key >> 32);
    uint32 x0 = (uint32)(element >> 2), x1 = (uint32)sample, x2 = (uint32)block->step, x3 = (uint32)(block->step >> 32);
    for (int round = 0; round < 10; round++)
    {
        uint64 product0 = (uint64)0xD2511F53u * x0, product1 = (uint64)0xCD9E8D57u * x2;
        x0 = (uint32)(product1 >> 32) ^ x1 ^ key0;
        x1 = (uint32)product1;
        x2 = (uint32)(product0 >> 32) ^ x3 ^ key1;
        x3 = (uint32)product0;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    words[0] = x0;
    words[1] = x1;
    words[2] = x2;
    words[3] = x3;
}

DEVICE uint32 random_word(const StepBlock* block, uint64 stream, uint64 sample, uint64 element)
{
    uint32 words[4];
    random_words(block, stream, sample, element, words);
    uint32 word = (uint32)(element & 3);
    return word == 0 ? words[0] : word == 1 ? words[1] : word == 2 ? words[2] : words[3];
}

// Teams: LANES of a block's 256 threads, neighbours or 256 / LANES apart. Every lane gets what a fixed tree makes of all lanes' values. All threads of
// the block call these functions together.
constexpr int team_threads = 256;

struct Sum { template <typename T> static DEVICE_MEMBER T of(T x, T y) { return x + y; } };
struct Minimum { template <typename T> static DEVICE_MEMBER T of(T x, T y) { return minimum(x, y); } };
struct Maximum { template <typename T> static DEVICE_MEMBER T of(T x, T y) { return maximum(x, y); } };

template <int LANES, bool NEIGHBOURS, typename OPERATION, typename T, int COUNT>
DEVICE void team_fold(T (&values)[COUNT])
{
    if constexpr (NEIGHBOURS && LANES <= 32)
    {
        for (int half = LANES / 2; half > 0; half /= 2)
            for (int each = 0; each < COUNT; each++)
                values[each] = OPERATION::of(values[each], __shfl_xor_sync(0xffffffffu, values[each], half));
    }
    else if constexpr (LANES > 1)
    {
        __shared__ T shared[COUNT][team_threads];
        constexpr int stride = NEIGHBOURS ? 1 : team_threads / LANES;
        const int thread = threadIdx.x;
        const int lane = NEIGHBOURS ? thread % LANES : thread / stride;
        __syncthreads();
        for (int each = 0; each < COUNT; each++)
            shared[each][thread] = values[each];
        for (int half = LANES / 2; half > 0; half /= 2)
        {
            __syncthreads();
            if (lane < half)
                for (int each = 0; each < COUNT; each++)
                    shared[each][thread] = OPERATION::of(shared[each][thread], shared[each][thread + half * stride]);
        }
        __syncthreads();
        for (int each = 0; each < COUNT; each++)
            values[each] = shared[each][thread - lane * stride];
    }
}

template <int LANES, bool NEIGHBOURS, int COUNT> DEVICE void team_sums(float (&values)[COUNT]) { team_fold<LANES, NEIGHBOURS, Sum>(values); }

template <int LANES, bool NEIGHBOURS, typename T> DEVICE T team_sum(T value)
{
    T values[1] = { value };
    team_fold<LANES, NEIGHBOURS, Sum>(values);
    return values[0];
}

template <int LANES, bool NEIGHBOURS, typename T> DEVICE T team_minimum(T value)
{
    T values[1] = { value };
    team_fold<LANES, NEIGHBOURS, Minimum>(values);
    return values[0];
}

template <int LANES, bool NEIGHBOURS, typename T> DEVICE T team_maximum(T value)
{
    T values[1] = { value };
    team_fold<LANES, NEIGHBOURS, Maximum>(values);
    return values[0];
}
