// The memory of the emulated device, and that of the host which it may read and write. All of it is in one table, so that a kernel's accesses can be checked.
#pragma once
#include <cstddef>
#include <cstdint>

enum class MemoryKind { Device, Host };

// A piece of memory.
struct Allocation
{
    char* begin;
    std::size_t size;
    MemoryKind kind;

    bool has(const void* address, std::size_t bytes) const
    {
        return (const char*)address >= begin && (std::size_t)((const char*)address - begin) <= size && bytes <= size - (std::size_t)((const char*)address - begin);
    }
};

constexpr std::size_t device_bytes = std::size_t(1) << 30;

// Memory filled with bits that are not a number; null where the device has too little.
void* allocate(std::size_t bytes, MemoryKind kind);

// False where nothing was allocated at that address.
bool release(void* address, MemoryKind kind);

// The memory that an address lies in, or the nearest one before it; false if there is none.
bool find_allocation(const void* address, Allocation& found);

// Bytes of the device that are free.
std::size_t free_bytes();
