#include "global_shadow.h"

void GlobalShadow::begin_launch(std::uint32_t barrier)
{
    launch = block = barrier;
    if (pages.size() < most_pages)
        return;
    pages.clear();
    last = nullptr;
}

GlobalShadow::Unit& GlobalShadow::unit_of(std::uintptr_t address)
{
    const std::uintptr_t number = address / page_bytes;
    if (!last || number != last_page)
    {
        std::unique_ptr<Page>& page = pages[number];
        if (!page)
            page = std::make_unique<Page>();
        last = page.get();
        last_page = number;
    }

    return last->units[address % page_bytes / unit_bytes];
}

Conflict GlobalShadow::with_write(const Unit& unit, const Moment& now, int& other) const
{
    if (unit.write.barrier < launch)
        return Conflict::None;
    if (unit.write.barrier < block)
        return Conflict::WithBlock;
    other = unit.write.thread;
    return unit.write.is_before(now) ? Conflict::None : Conflict::WithWrite;
}

Conflict GlobalShadow::read(const char* address, std::size_t size, const Moment& now, int& other)
{
    for (std::size_t i = 0; i < size; i += unit_bytes)
    {
        Unit& unit = unit_of((std::uintptr_t)address + i);
        const Conflict conflict = with_write(unit, now, other);
        if (conflict != Conflict::None)
            return conflict;
        if (unit.readers.last.barrier < block)
            unit.has_readers_of_blocks = unit.readers.last.barrier >= launch;
        unit.readers.add(now);
    }

    return Conflict::None;
}

Conflict GlobalShadow::write(const char* address, std::size_t size, const Moment& now, int& other)
{
    for (std::size_t i = 0; i < size; i += unit_bytes)
    {
        Unit& unit = unit_of((std::uintptr_t)address + i);
        const Conflict conflict = with_write(unit, now, other);
        if (conflict != Conflict::None)
            return conflict;
        const Readers& readers = unit.readers;
        if (readers.last.barrier >= launch && (readers.last.barrier < block || unit.has_readers_of_blocks))
            return Conflict::WithBlock;
        other = readers.last.thread;
        if (!readers.are_before(now))
            return Conflict::WithRead;
        unit.write = now;
    }

    return Conflict::None;
}
