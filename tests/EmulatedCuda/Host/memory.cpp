#include "memory.h"
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

namespace
{
    // What lies between two pieces of memory, so that no access beyond one falls into another.
    constexpr std::size_t alignment = 256, gap = 256;

    std::mutex gate;
    std::map<char*, Allocation> allocations;
    std::size_t used;
}

void* allocate(std::size_t bytes, MemoryKind kind)
{
    const std::lock_guard<std::mutex> lock(gate);
    if (kind == MemoryKind::Device && bytes > device_bytes - used)
        return nullptr;
    char* begin = (char*)std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment + gap);
    if (!begin)
        return nullptr;
    std::memset(begin, 0xff, bytes);
    allocations[begin] = { begin, bytes, kind };
    used += kind == MemoryKind::Device ? bytes : 0;
    return begin;
}

bool release(void* address, MemoryKind kind)
{
    const std::lock_guard<std::mutex> lock(gate);
    const auto found = allocations.find((char*)address);
    if (found == allocations.end() || found->second.kind != kind)
        return false;
    used -= kind == MemoryKind::Device ? found->second.size : 0;
    allocations.erase(found);
    std::free(address);
    return true;
}

bool find_allocation(const void* address, Allocation& found)
{
    const std::lock_guard<std::mutex> lock(gate);
    auto next = allocations.upper_bound((char*)address);
    if (next == allocations.begin())
        return false;
    found = (--next)->second;
    return true;
}

std::size_t free_bytes()
{
    const std::lock_guard<std::mutex> lock(gate);
    return device_bytes - used;
}
