#include "shadow.h"
#include <cstring>

void Shadow::cover(char* begin, std::size_t size)
{
    memory = begin;
    bytes.assign(size, Byte());
}

void Shadow::allow(const char* begin, std::size_t size)
{
    for (std::size_t i = 0; i < size; i++)
        bytes[begin - memory + i].is_array = true;
}

void Shadow::begin_block(std::uint32_t barrier)
{
    first = barrier;
    if (!bytes.empty())
        std::memset(memory, 0xff, bytes.size());
}

Conflict Shadow::read(const char* address, std::size_t size, const Moment& now, int& other)
{
    for (std::size_t i = 0; i < size; i++)
    {
        if (!covers(address + i) || !bytes[address + i - memory].is_array)
            return Conflict::Outside;
        Byte& byte = bytes[address + i - memory];
        other = byte.write.thread;
        if (byte.write.barrier < first)
            return Conflict::Unwritten;
        if (byte.is_on_its_way)
            return Conflict::OnItsWay;
        if (!byte.write.is_before(now))
            return Conflict::WithWrite;
        byte.readers.add(now);
    }

    return Conflict::None;
}

Conflict Shadow::write(const char* address, std::size_t size, const Moment& now, int& other)
{
    for (std::size_t i = 0; i < size; i++)
    {
        if (!covers(address + i) || !bytes[address + i - memory].is_array)
            return Conflict::Outside;
        Byte& byte = bytes[address + i - memory];
        other = byte.write.thread;
        if (byte.write.barrier >= first && byte.is_on_its_way)
            return Conflict::OnItsWay;
        if (byte.write.barrier >= first && !byte.write.is_before(now))
            return Conflict::WithWrite;
        other = byte.readers.last.thread;
        if (!byte.readers.are_before(now))
            return Conflict::WithRead;
        byte.write = now;
        byte.is_on_its_way = false;
    }

    return Conflict::None;
}

Conflict Shadow::send(char* address, std::size_t size, const Moment& now, int& other)
{
    const Conflict conflict = write(address, size, now, other);
    if (conflict != Conflict::None)
        return conflict;
    std::memset(address, 0xff, size);
    for (std::size_t i = 0; i < size; i++)
        bytes[address + i - memory].is_on_its_way = true;
    return Conflict::None;
}

void Shadow::arrive(const char* address, std::size_t size, const Moment& now)
{
    for (std::size_t i = 0; i < size; i++)
    {
        bytes[address + i - memory].is_on_its_way = false;
        bytes[address + i - memory].write = now;
    }
}
