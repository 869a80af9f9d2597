// CUDA C for a host compiler: included before the text of a kernel. A thread is a fiber of the emulated device; it changes hands only in what is declared here.
#pragma once
#include "thread.h"

#define __global__
#define __device__
#define __host__
#define __constant__ static const
#define __forceinline__ inline
#define __restrict__ __restrict
#define __launch_bounds__(...)
#define __grid_constant__
// The arrays of a block; the device fills them before each. A module has no other data without an initial value. An access whose place in an array the
// compiler knows is not checked: it instruments no access that cannot miss its array.
#define __shared__ static

#define threadIdx (host_thread.thread)
#define blockIdx (host_thread.block)
#define blockDim (host_thread.threads)
#define gridDim (host_thread.blocks)

extern "C"
{
    float expf(float); float logf(float); float sqrtf(float); float tanhf(float); float erff(float); float sinf(float); float cosf(float);
    float floorf(float); float fabsf(float); float powf(float, float); float fmaf(float, float, float);
    double exp(double); double log(double); double sqrt(double); double tanh(double); double erf(double); double sin(double); double cos(double);
    double floor(double); double fabs(double); double pow(double, double); double fma(double, double, double);
}

static inline void __syncthreads(int line = __builtin_LINE()) { host_barrier(line); }
static inline void __syncwarp(unsigned mask = 0xffffffffu, int line = __builtin_LINE()) { host_warp_barrier(mask, line); }

// A lane's number, the lane it reads, and whether that one exists in its part of the warp.
template <typename T> struct HostShuffle
{
    T value;
    int source;

    static void act(void* const* lanes)
    {
        T values[32];
        for (int lane = 0; lane < 32; lane++)
            if (lanes[lane])
                values[lane] = ((const HostShuffle*)lanes[lane])->value;
        for (int lane = 0; lane < 32; lane++)
        {
            HostShuffle* own = (HostShuffle*)lanes[lane];
            if (!own)
                continue;
            if (!lanes[own->source])
                host_fail("lane %d reads lane %d in a shuffle that it takes no part in", lane, own->source);
            own->value = values[own->source];
        }
    }

    // The lane `source` of this thread's part of the warp, or the thread's own where that is outside.
    static T of(unsigned mask, T value, int source, bool is_inside, int line, const char* operation)
    {
        HostShuffle own = { value, is_inside ? source : (int)(threadIdx.x % 32) };
        host_together(mask, line, operation, &own, act);
        return own.value;
    }
};

template <typename T> static inline T __shfl_sync(unsigned mask, T value, int source, int width = 32, int line = __builtin_LINE())
{
    const int first = (int)(threadIdx.x % 32) / width * width;
    return HostShuffle<T>::of(mask, value, first + (source & (width - 1)), true, line, "__shfl_sync");
}

template <typename T> static inline T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32, int line = __builtin_LINE())
{
    const int lane = threadIdx.x % 32, source = lane ^ bits;
    return HostShuffle<T>::of(mask, value, source, source < lane / width * width + width, line, "__shfl_xor_sync");
}

template <typename T> static inline T __shfl_down_sync(unsigned mask, T value, unsigned distance, int width = 32, int line = __builtin_LINE())
{
    const int lane = threadIdx.x % 32, source = lane + (int)distance;
    return HostShuffle<T>::of(mask, value, source, source < lane / width * width + width, line, "__shfl_down_sync");
}

template <typename T> static inline T __shfl_up_sync(unsigned mask, T value, unsigned distance, int width = 32, int line = __builtin_LINE())
{
    const int lane = threadIdx.x % 32, source = lane - (int)distance;
    return HostShuffle<T>::of(mask, value, source, source >= lane / width * width, line, "__shfl_up_sync");
}

static inline unsigned __ballot_sync(unsigned mask, int predicate, int line = __builtin_LINE())
{
    unsigned own = predicate != 0;
    host_together(mask, line, "__ballot_sync", &own, [](void* const* lanes)
    {
        unsigned votes = 0;
        for (int lane = 0; lane < 32; lane++)
            votes |= lanes[lane] && *(unsigned*)lanes[lane] ? 1u << lane : 0;
        for (int lane = 0; lane < 32; lane++)
            if (lanes[lane])
                *(unsigned*)lanes[lane] = votes;
    });
    return own;
}

static inline int __any_sync(unsigned mask, int predicate, int line = __builtin_LINE()) { return __ballot_sync(mask, predicate, line) != 0; }
static inline int __all_sync(unsigned mask, int predicate, int line = __builtin_LINE()) { return __ballot_sync(mask, !predicate, line) == 0; }

// What the module gives the device: written behind the text, for each of its kernels.
extern "C" char __bss_start[] __attribute__((visibility("hidden")));
extern "C" char _end[] __attribute__((visibility("hidden")));

template <int... > struct HostNumbers {};
template <int N, int... TAIL> struct HostCount : HostCount<N - 1, N - 1, TAIL...> {};
template <int... ALL> struct HostCount<0, ALL...> { typedef HostNumbers<ALL...> numbers; };

template <auto KERNEL, typename SIGNATURE> struct HostEntry;
template <auto KERNEL, typename... PARAMETERS> struct HostEntry<KERNEL, void (*)(PARAMETERS...)>
{
    static constexpr unsigned count = sizeof...(PARAMETERS);
    static constexpr unsigned sizes[count + 1] = { sizeof(PARAMETERS)..., 0 };

    // What a kernel does not do itself is not checked.
    template <int... NUMBERS> __attribute__((no_sanitize_address)) static void call(void* const* arguments, HostNumbers<NUMBERS...>) { KERNEL(*(PARAMETERS*)arguments[NUMBERS]...); }
    static void run(void* const* arguments) { call(arguments, typename HostCount<count>::numbers()); }
};

#define LATHE_HOST_ENTRY(NAME) LATHE_HOST_ENTRY_NAMED(NAME)
#define LATHE_HOST_ENTRY_NAMED(NAME) \
    extern "C" const HostKernel lathe_kernel_##NAME = { #NAME, HostEntry<&NAME, decltype(&NAME)>::run, HostEntry<&NAME, decltype(&NAME)>::count, \
        HostEntry<&NAME, decltype(&NAME)>::sizes, __bss_start, _end };
