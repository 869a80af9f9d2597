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

// What changes from step to step; the host writes it before a graph runs.
struct StepBlock
{
    uint64 seed;
    uint64 step;
    float learningRate;
    float gradientScale;
    float first;            // SGD: momentum; Adam: beta1
    float second;           // Adam: beta2
    float epsilon;
    float weightDecay;
    float firstCorrection;  // Adam: 1 - beta1^t
    float secondCorrection; // Adam: 1 - beta2^t
};

#ifdef LATHE_HOST
#define DEVICE static inline
#else
#define DEVICE static __device__ __forceinline__
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
    uint32 bits = bits_of(value);
    uint32 rounded = (bits & 0x7fffffffu) > 0x7f800000u ? bits | 0x400000u : bits + 0x7fffu + ((bits >> 16) & 1u);
    bfloat16 result;
    result.bits = (unsigned short)(rounded >> 16);
    return result;
}

DEVICE float load(const float* from, index at) { return from[at]; }
DEVICE float load(const bfloat16* from, index at) { return widen(from[at]); }
DEVICE int load(const int* from, index at) { return from[at]; }
DEVICE double load(const double* from, index at) { return from[at]; }

DEVICE void store(float* to, index at, float value) { to[at] = value; }
DEVICE void store(bfloat16* to, index at, float value) { to[at] = narrow(value); }
DEVICE void store(int* to, index at, int value) { to[at] = value; }
DEVICE void store(double* to, index at, double value) { to[at] = value; }

// Four neighbours, the first at a multiple of four.
struct alignas(16) float4s { float x, y, z, w; };
struct alignas(8) bfloat16x4 { bfloat16 x, y, z, w; };

DEVICE float4s load4(const float* from, index at) { return *(const float4s*)(from + at); }

DEVICE float4s load4(const bfloat16* from, index at)
{
    bfloat16x4 four = *(const bfloat16x4*)(from + at);
    float4s result = { widen(four.x), widen(four.y), widen(four.z), widen(four.w) };
    return result;
}

DEVICE void store4(float* to, index at, float4s value) { *(float4s*)(to + at) = value; }

DEVICE void store4(bfloat16* to, index at, float4s value)
{
    bfloat16x4 four = { narrow(value.x), narrow(value.y), narrow(value.z), narrow(value.w) };
    *(bfloat16x4*)(to + at) = four;
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

// Word `element % 4` of the block (element / 4, sample, step) of Philox4x32-10 (Salmon et al. 2011): the same bits as on the processor.
DEVICE uint32 random_word(const StepBlock* block, uint64 stream, uint64 sample, uint64 element)
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
    uint32 word = (uint32)(element & 3);
    return word == 0 ? x0 : word == 1 ? x1 : word == 2 ? x2 : x3;
}
