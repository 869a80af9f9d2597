// A text of kernels that was built for the host, and the arrays that it has.
#pragma once
#include "thread.h"
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

// An array of a module: shared memory, or a table of constants.
struct Global
{
    std::string name;
    char* begin;
    std::size_t size;

    bool has(const void* address, std::size_t bytes) const
    {
        return (const char*)address >= begin && (const char*)address + bytes <= begin + size;
    }
};

class Module
{
public:
    // Null, with a reason, where an image is none of the emulated compiler's or cannot be loaded.
    static std::unique_ptr<Module> load(const char* image, std::string& reason);
    ~Module();

    // Null where it has none of that name.
    const HostKernel* find(const std::string& kernel) const;
    const std::vector<Global>& globals() const { return arrays; }

    // Its shared arrays lie at fixed places: one launch at a time.
    std::mutex running;

private:
    void* library = nullptr;
    std::vector<Global> arrays;
};

// What stands before a library in an image.
struct ImageHeader
{
    char magic[8];
    unsigned long long size;
};

constexpr char image_magic[8] = { 'L', 'A', 'T', 'H', 'E', 'H', 'S', 'T' };
