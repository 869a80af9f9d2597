#include "machine.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <sys/mman.h>

namespace
{
    constexpr unsigned most_threads = 1024, warp_threads = 32;

    // Stacks begin at different places of a page: else all of them would share a few lines of the cache.
    constexpr std::size_t shift_bytes = 320, shifts = 24;

    // Machines that run nothing now.
    std::mutex gate;
    std::vector<std::unique_ptr<Machine>> idle;

    thread_local Machine* machine_here;
}

extern "C"
{
    __thread HostThread host_thread __attribute__((tls_model("initial-exec")));

    void host_barrier(int line) { Machine::here().barrier(line); }
    void host_together(unsigned mask, int line, const char* operation, void* own, void (*act)(void* const* lanes)) { Machine::here().together(mask, line, operation, own, act); }
    void host_warp_barrier(unsigned mask, int line) { Machine::here().warp_barrier(mask, line); }
    void* host_dynamic_shared() { return Machine::here().dynamic_shared(); }

    void host_fail(const char* format, ...)
    {
        std::va_list values;
        va_start(values, format);
        Machine::here().fail(launch_failed, format, values);
    }
}

Machine& Machine::here() { return *machine_here; }

Outcome run(const Launch& launch)
{
    std::unique_ptr<Machine> machine;
    {
        const std::lock_guard<std::mutex> lock(gate);
        if (!idle.empty())
        {
            machine = std::move(idle.back());
            idle.pop_back();
        }
    }

    if (!machine)
        machine = std::make_unique<Machine>();
    machine_here = machine.get();
    Outcome outcome = machine->run(launch);
    machine_here = nullptr;
    const std::lock_guard<std::mutex> lock(gate);
    idle.push_back(std::move(machine));
    return outcome;
}

Machine::Machine() : fibers(most_threads)
{
    void* memory = mmap(nullptr, most_threads * stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    stacks = memory == MAP_FAILED ? nullptr : (char*)memory;
}

Outcome Machine::run(const Launch& what)
{
    const std::lock_guard<std::mutex> lock(what.module->running);
    launch = &what;
    outcome = {};
    random = what.seed * 0x9e3779b97f4a7c15u + 1;
    const HostKernel& kernel = *what.kernel;
    const HostIndex blocks = what.blocks;
    count = what.threads.x * what.threads.y * what.threads.z;
    if (!stacks || count == 0 || count > most_threads || blocks.x == 0 || blocks.y == 0 || blocks.z == 0 || blocks.y > 65535 || blocks.z > 65535)
        return { 1, std::string("kernel ") + kernel.name + ": a grid that no device takes" };
    shared.cover(kernel.shared_begin, kernel.shared_end - kernel.shared_begin);
    for (const Global& array : what.module->globals())
        if (shared.covers(array.begin))
            shared.allow(array.begin, array.size);
    dynamic.assign(what.dynamic_shared, 0);
    dynamic_shadow.cover(dynamic.data(), dynamic.size());
    dynamic_shadow.allow(dynamic.data(), dynamic.size());
    used.clear();
    global.begin_launch(barriers + 1);

    std::vector<std::uint64_t> order((std::uint64_t)blocks.x * blocks.y * blocks.z);
    for (std::size_t i = 0; i < order.size(); i++)
    {
        const std::size_t other = draw((std::uint32_t)i + 1);
        order[i] = order[other];
        order[other] = i;
    }

    for (std::size_t i = 0; i < order.size() && outcome.code == 0; i++)
    {
        block = { (unsigned)(order[i] % blocks.x), (unsigned)(order[i] / blocks.x % blocks.y), (unsigned)(order[i] / blocks.x / blocks.y) };
        run_block();
    }

    return outcome;
}

void Machine::run_block()
{
    waiting = returned = 0;
    barriers++;
    shared.begin_block(barriers);
    dynamic_shadow.begin_block(barriers);
    global.begin_block(barriers);
    ready.clear();
    const HostIndex threads = launch->threads;
    for (unsigned warp = 0; warp < warp_threads; warp++)
    {
        meeting[warp] = 0;
        const unsigned lanes = count > warp * warp_threads ? std::min(count - warp * warp_threads, warp_threads) : 0;
        gone[warp] = lanes == warp_threads ? 0 : ~0u << lanes;
    }

    for (unsigned number = 0; number < count; number++)
    {
        Fiber& fiber = fibers[number];
        fiber.thread = { number % threads.x, number / threads.x % threads.y, number / threads.x / threads.y };
        fiber.state = State::Ready;
        fiber.number = number;
        fiber.copies.clear();
        fiber.groups = 0;
        begin_context(fiber.context, stacks + number * stack_bytes, stack_bytes - number % shifts * shift_bytes, []
        {
            Machine& machine = here();
            machine.launch->kernel->run(machine.launch->arguments);
            machine.finish();
        });
        ready.push_back(&fiber);
    }

    host_thread = { {}, block, threads, launch->blocks };
    current = take_ready();
    change_context(outside, current->context);
}

// One of those that can go on; it is the CUDA thread from now on.
Fiber* Machine::take_ready()
{
    const unsigned place = draw((std::uint32_t)ready.size());
    Fiber* fiber = ready[place];
    ready[place] = ready.back();
    ready.pop_back();
    host_thread.thread = fiber->thread;
    return fiber;
}

std::uint32_t Machine::draw(std::uint32_t below)
{
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    return (std::uint32_t)((random >> 32) * below >> 32);
}

// The fiber that runs waits or has returned: another one goes on.
void Machine::leave()
{
    if (ready.empty())
    {
        if (returned < count)
            fail_stalled();
        change_context(current->context, outside);
    }

    Fiber* from = current;
    current = take_ready();
    if (current != from)
        change_context(from->context, current->context);
}

void Machine::finish()
{
    const unsigned warp = current->number / warp_threads;
    current->state = State::Returned;
    returned++;
    gone[warp] |= 1u << current->lane();
    meet(warp);
    if (waiting > 0 && waiting + returned == count)
        release_barrier();
    leave();
    __builtin_unreachable();
}

void Machine::barrier(int line)
{
    current->state = State::AtBarrier;
    current->line = line;
    current->operation = "__syncthreads";
    waiting++;
    if (waiting + returned == count)
        release_barrier();
    leave();
}

void Machine::release_barrier()
{
    const Fiber* first = nullptr;
    for (unsigned number = 0; number < count; number++)
    {
        Fiber& fiber = fibers[number];
        if (fiber.state != State::AtBarrier)
            continue;
        if (first && first->line != fiber.line)
            fail(launch_failed, "divergent barrier: thread %u waits at __syncthreads in line %d, thread %u at that in line %d", first->number, first->line, number, fiber.line);
        first = first ? first : &fiber;
        fiber.state = State::Ready;
        ready.push_back(&fiber);
    }

    waiting = 0;
    barriers++;
}

void Machine::together(unsigned mask, int line, const char* operation, void* own, void (*act)(void* const* lanes))
{
    const unsigned warp = current->number / warp_threads;
    if (!(mask >> current->lane() & 1))
        fail(launch_failed, "%s in line %d with a mask 0x%08x that does not name the lane %u itself", operation, line, mask, current->lane());
    current->state = State::InWarp;
    current->line = line;
    current->operation = operation;
    current->mask = mask;
    current->own = own;
    current->act = act;
    meeting[warp] |= 1u << current->lane();
    meet(warp);
    leave();
}

void Machine::warp_barrier(unsigned mask, int line)
{
    together(mask, line, "__syncwarp", nullptr, nullptr);
}

// Lets those lanes of a warp go on that wait for no other.
void Machine::meet(unsigned warp)
{
    for (unsigned rest = meeting[warp]; rest; rest &= rest - 1)
    {
        const Fiber& one = fibers[warp * warp_threads + __builtin_ctz(rest)];
        if (one.state == State::InWarp && !(one.mask & ~(meeting[warp] | gone[warp])))
            meet(warp, one);
    }
}

// All that a lane waits for are there.
void Machine::meet(unsigned warp, const Fiber& one)
{
    const unsigned met = one.mask & meeting[warp];
    void* lanes[warp_threads] = {};
    for (unsigned lane = 0; lane < warp_threads; lane++)
    {
        if (!(met >> lane & 1))
            continue;
        const Fiber& other = fibers[warp * warp_threads + lane];
        if (other.mask != one.mask || other.line != one.line || std::strcmp(other.operation, one.operation) != 0)
            fail(launch_failed, "divergent warp: thread %u waits at %s(0x%08x) in line %d, thread %u at %s(0x%08x) in line %d",
                one.number, one.operation, one.mask, one.line, other.number, other.operation, other.mask, other.line);
        lanes[lane] = other.own;
    }

    if (one.act)
        one.act(lanes);
    else if ((one.mask | gone[warp]) == ~0u)
        warp_barriers[warp]++;
    meeting[warp] &= ~met;
    for (unsigned lane = 0; lane < warp_threads; lane++)
    {
        if (met >> lane & 1)
        {
            fibers[warp * warp_threads + lane].state = State::Ready;
            ready.push_back(&fibers[warp * warp_threads + lane]);
        }
    }
}

// Nobody can go on. Some lane waits for another of its warp: were all at a barrier, it would have let them go.
void Machine::fail_stalled()
{
    Fiber* lane = &*std::find_if(fibers.begin(), fibers.begin() + count, [](const Fiber& fiber) { return fiber.state == State::InWarp; });
    const unsigned warp = lane->number / warp_threads;
    const Fiber& missing = fibers[warp * warp_threads + __builtin_ctz(lane->mask & ~(meeting[warp] | gone[warp]))];
    current = lane;
    fail(launch_failed, "divergent warp: it waits at %s in line %d for thread %u, which waits at %s in line %d",
        lane->operation, lane->line, missing.number, missing.operation, missing.line);
}

void Machine::fail(int code, const char* format, ...)
{
    std::va_list values;
    va_start(values, format);
    fail(code, format, values);
}

void Machine::fail(int code, const char* format, std::va_list values)
{
    char text[1024], place[256];
    std::vsnprintf(text, sizeof text, format, values);
    va_end(values);
    std::snprintf(place, sizeof place, "kernel %s, block (%u, %u, %u), thread %u: ", launch->kernel->name, block.x, block.y, block.z, current->number);
    outcome = { code, std::string(place) + text };

    // Fibers that had not returned are given up: nothing of theirs needs to be undone.
    Context given_up;
    change_context(given_up, outside);
    __builtin_unreachable();
}
