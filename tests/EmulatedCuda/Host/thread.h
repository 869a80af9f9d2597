// What the text of a kernel, built for the host, and the emulated device that runs it know of each other.
#pragma once

struct HostIndex { unsigned x, y, z; };

// A CUDA thread. The fields of its block and grid are the same for all threads of a block.
struct HostThread { HostIndex thread, block, threads, blocks; };

// An entry point: how it is called, and the bytes of its parameters.
struct HostKernel
{
    const char* name;
    void (*run)(void* const* arguments);
    unsigned parameters;
    const unsigned* sizes;
    char* shared_begin;
    char* shared_end;
};

extern "C"
{
    // The CUDA thread that runs on this thread of the host.
    extern __thread HostThread host_thread __attribute__((tls_model("initial-exec")));

    // Waits for all threads of the block that have not returned.
    void host_barrier(int line);

    // Waits for the lanes of a mask; the last one to come lets `act` work on what all of them brought. Absent lanes are null.
    void host_together(unsigned mask, int line, const char* operation, void* own, void (*act)(void* const* lanes));

    // As host_together without a task; what lanes wrote before it is there for the others behind it.
    void host_warp_barrier(unsigned mask, int line);

    // Shared memory whose size a launch says.
    void* host_dynamic_shared();

    // Copies to shared memory that are on their way until the thread waits for their group: then, and not before, the first `source_bytes` arrive, and
    // zeros behind them up to `bytes`. What is read before is not a number.
    void host_copy_async(void* target, const void* source, unsigned bytes, unsigned source_bytes);
    void host_commit();

    // Waits for all groups but so many of the latest.
    void host_wait(unsigned groups);

    // Ends the launch with a message.
    [[noreturn]] void host_fail(const char* format, ...) __attribute__((format(printf, 1, 2)));
}
