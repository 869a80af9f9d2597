#include "module.h"
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <unistd.h>

namespace
{
    // The arrays of the module that this thread loads.
    thread_local std::vector<Global>* registering;
}

// What instrumented code calls when it is loaded: the layout is the compiler's.
extern "C" void __asan_register_globals(const void* table, std::size_t count)
{
    struct Entry { char* begin; std::size_t size, padded; const char* name; const char* module; std::size_t is_dynamic; const void* location; std::size_t indicator; };
    if (registering)
        for (std::size_t i = 0; i < count; i++)
            registering->push_back({ ((const Entry*)table)[i].name, ((const Entry*)table)[i].begin, ((const Entry*)table)[i].size });
}

extern "C" void __asan_unregister_globals(const void*, std::size_t) {}

std::unique_ptr<Module> Module::load(const char* image, std::string& reason)
{
    ImageHeader header;
    std::memcpy(&header, image, sizeof header);
    if (std::memcmp(header.magic, image_magic, sizeof image_magic) != 0)
    {
        reason = "this is no image of the emulated compiler";
        return nullptr;
    }

    char path[] = "/tmp/lathe-emulated-XXXXXX";
    const int file = mkstemp(path);
    const bool is_written = file >= 0 && write(file, image + sizeof header, header.size) == (ssize_t)header.size;
    if (file >= 0)
        close(file);
    auto module = std::make_unique<Module>();
    if (is_written)
    {
        registering = &module->arrays;
        module->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        registering = nullptr;
    }

    reason = !is_written ? "its library could not be written" : module->library ? "" : dlerror();
    unlink(path);
    return module->library ? std::move(module) : nullptr;
}

const HostKernel* Module::find(const std::string& kernel) const
{
    return (const HostKernel*)dlsym(library, ("lathe_kernel_" + kernel).c_str());
}

Module::~Module()
{
    if (library)
        dlclose(library);
}
