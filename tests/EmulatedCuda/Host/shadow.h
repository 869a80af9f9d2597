// What is known of each byte of a block's shared memory: whether it was written, and which threads wrote and read it since when. It finds reads of what
// nobody wrote, and accesses of two threads without a barrier between them.
#pragma once
#include "moment.h"
#include <cstddef>
#include <vector>

class Shadow
{
public:
    // Shadows memory of which, at first, nothing is an array.
    void cover(char* begin, std::size_t size);

    // Bytes that are an array's.
    void allow(const char* begin, std::size_t size);

    // Fills all with what is not a number; nothing has been written since the given barrier.
    void begin_block(std::uint32_t barrier);

    bool covers(const char* address) const { return (std::size_t)(address - memory) < bytes.size(); }

    // What is wrong with an access; `other` is the thread that it conflicts with.
    Conflict read(const char* address, std::size_t size, const Moment& now, int& other);
    Conflict write(const char* address, std::size_t size, const Moment& now, int& other);

    // A copy that begins or arrives.
    Conflict send(char* address, std::size_t size, const Moment& now, int& other);
    void arrive(const char* address, std::size_t size, const Moment& now);

private:
    struct Byte
    {
        Moment write;
        Readers readers;
        bool is_array, is_on_its_way;
    };

    char* memory = nullptr;
    std::vector<Byte> bytes;
    std::uint32_t first = 0;
};
