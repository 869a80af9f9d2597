// When a thread accesses memory, and what may be wrong with that.
#pragma once
#include <cstdint>

// A thread at a point of its block's time. Barriers of the block and of each warp count upwards, also from block to block.
struct Moment
{
    std::uint32_t barrier, warp_barrier;
    std::uint16_t thread;

    int warp() const { return thread / 32; }

    // Whether this is before a moment of the same block, or of the same thread.
    bool is_before(const Moment& now) const
    {
        return barrier < now.barrier || thread == now.thread || (warp() == now.warp() && warp_barrier < now.warp_barrier);
    }
};

enum class Conflict { None, Outside, Unwritten, OnItsWay, WithWrite, WithRead, WithBlock };

// Who read a piece of memory, as far as a later write has to know: the last reader, and whether there were others.
struct Readers
{
    Moment last;
    bool are_of_warps; // since the block's barrier
    bool are_of_lanes; // in the warp of the last one, since the warp's barrier

    void add(const Moment& now)
    {
        const bool is_first = last.barrier < now.barrier, is_same_warp = last.warp() == now.warp();
        are_of_warps = !is_first && (are_of_warps || !is_same_warp);
        are_of_lanes = !is_first && is_same_warp && last.warp_barrier == now.warp_barrier && (are_of_lanes || last.thread != now.thread);
        last = now;
    }

    // Whether all of them in the block of a moment were before it.
    bool are_before(const Moment& now) const
    {
        const bool are_others = are_of_warps || (are_of_lanes && last.warp_barrier == now.warp_barrier);
        return last.barrier != now.barrier || (!are_others && last.is_before(now));
    }
};
