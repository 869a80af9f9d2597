// Which threads wrote and read each two bytes of global memory in a launch. It finds accesses of two threads, one of which writes, without a barrier between them, and of two blocks,
// between which nothing is.
#pragma once
#include "moment.h"
#include <cstddef>
#include <memory>
#include <unordered_map>

class GlobalShadow
{
public:
    // Barriers that count from here on are of another launch, of another block of it.
    void begin_launch(std::uint32_t barrier);
    void begin_block(std::uint32_t barrier) { block = barrier; }

    // What is wrong with an access; `other` is the thread of the block that it conflicts with.
    Conflict read(const char* address, std::size_t size, const Moment& now, int& other);
    Conflict write(const char* address, std::size_t size, const Moment& now, int& other);

private:
    static constexpr std::size_t unit_bytes = 2, page_bytes = 4096, most_pages = 4096;

    struct Unit
    {
        Moment write;
        Readers readers;
        bool has_readers_of_blocks; // in the launch, before the block of the last reader
    };

    struct Page { Unit units[page_bytes / unit_bytes]; };

    Unit& unit_of(std::uintptr_t address);
    Conflict with_write(const Unit& unit, const Moment& now, int& other) const;

    std::unordered_map<std::uintptr_t, std::unique_ptr<Page>> pages;
    std::uintptr_t last_page = 0;
    Page* last = nullptr;
    std::uint32_t launch = 0, block = 0;
};
