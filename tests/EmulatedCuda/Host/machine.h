// Runs the blocks of a launch, one after the other, on this thread of the host: a fiber a CUDA thread. Fibers change hands at barriers and where lanes of a
// warp meet; which one goes on is drawn by lot.
#pragma once
#include "context.h"
#include "global_shadow.h"
#include "memory.h"
#include "module.h"
#include "shadow.h"
#include "thread.h"
#include <cstdarg>
#include <cstdint>
#include <string>
#include <vector>

struct Launch
{
    Module* module;
    const HostKernel* kernel;
    HostIndex blocks, threads;
    std::size_t dynamic_shared;
    void* const* arguments;
    std::uint64_t seed;
};

// The stack of a fiber.
constexpr std::size_t stack_bytes = 64 << 10;

// How a launch ended: 0, or one of the driver's numbers with what happened.
struct Outcome
{
    int code = 0;
    std::string message;
};

constexpr int illegal_address = 700, misaligned_address = 716, launch_failed = 719;

// A copy to shared memory that a thread began.
struct Copy
{
    char* target;
    const char* source;
    unsigned bytes, source_bytes, group;
};

enum class State : unsigned char { Ready, AtBarrier, InWarp, Returned };

struct Fiber
{
    Context context;
    State state;
    unsigned number;
    HostIndex thread;

    // Where it waits; for lanes that meet, who takes part and what this one brings.
    int line;
    const char* operation;
    unsigned mask;
    void* own;
    void (*act)(void* const* lanes);

    // Copies on their way; groups that were committed.
    std::vector<Copy> copies;
    unsigned groups;

    unsigned lane() const { return number % 32; }
};

// Runs a launch to its end.
Outcome run(const Launch& launch);

class Machine
{
public:
    Machine();

    // The machine whose fiber runs on this thread of the host.
    static Machine& here();

    Outcome run(const Launch& launch);

    // What the fiber that runs calls.
    void barrier(int line);
    void together(unsigned mask, int line, const char* operation, void* own, void (*act)(void* const* lanes));
    void warp_barrier(unsigned mask, int line);
    void finish();
    [[noreturn]] void fail(int code, const char* format, std::va_list values);
    [[noreturn]] void fail(int code, const char* format, ...) __attribute__((format(printf, 3, 4)));

    // Whether an access of it is to memory that a kernel has; ends the launch if it is not.
    void access(const char* address, std::size_t size, bool is_store);
    void send(const Copy& copy);
    void arrive(unsigned groups);

    Fiber& running() { return *current; }
    void* dynamic_shared() { return dynamic.data(); }

private:
    void run_block();
    Fiber* take_ready();
    void leave();
    void release_barrier();
    void meet(unsigned warp);
    void meet(unsigned warp, const Fiber& one);
    [[noreturn]] void fail_stalled();
    void access_shared(Shadow& shadow, const char* address, std::size_t size, bool is_store);
    void access_global(const Allocation& allocation, const char* address, std::size_t size, bool is_store);
    void access_elsewhere(const char* address, std::size_t size, bool is_store);
    [[noreturn]] void fail_conflict(Conflict conflict, const std::string& place, std::size_t size, bool is_store, int other);
    [[noreturn]] void fail_outside(const char* address, std::size_t size, bool is_store);
    std::string name_of(const char* address) const;
    Moment now() const { return { barriers, warp_barriers[current->number / 32], (std::uint16_t)current->number }; }
    std::uint32_t draw(std::uint32_t below);

    // Stacks of all fibers, one behind the other.
    char* stacks;
    std::vector<Fiber> fibers;
    std::vector<Fiber*> ready;
    Fiber* current = nullptr;
    HostIndex block;
    Context outside;
    unsigned count = 0, waiting = 0, returned = 0;

    // By warp: lanes that wait for others, and lanes that returned or never were.
    unsigned meeting[32], gone[32];

    const Launch* launch = nullptr;
    Outcome outcome;
    std::uint64_t random = 1;
    std::vector<char> dynamic;
    Shadow shared, dynamic_shadow;
    GlobalShadow global;
    std::uint32_t barriers = 1, warp_barriers[32] = {};

    // What the launch was seen to use.
    std::vector<Allocation> used;
};
