// The entry points of the CUDA driver that the runtime imports, for an emulated device of compute capability 8.0 whose kernels the emulated compiler built.
#include "stream.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <map>
#include <string>

namespace
{
    constexpr int invalid_value = 1, out_of_memory = 2, invalid_image = 200, not_found = 500;
    constexpr int multiprocessors = 4;
    constexpr std::size_t most_shared = 163 << 10, default_shared = 48 << 10;

    // What went wrong last on this thread of the host; the name of the error tells it.
    thread_local Outcome last;

    struct Function
    {
        Module* module;
        const HostKernel* kernel;
        std::size_t most_dynamic_shared = default_shared;
    };

    struct LoadedModule
    {
        std::unique_ptr<Module> module;
        std::map<std::string, Function> functions;
    };

    int report(Outcome outcome)
    {
        if (outcome.code != 0)
            last = std::move(outcome);
        return outcome.code;
    }

    int report(int code, const char* message) { return report(Outcome { code, message }); }

    // Memory of the device that a copy reads or fills.
    Outcome check(const void* address, std::size_t bytes, const char* action)
    {
        Allocation found;
        if (bytes == 0 || (find_allocation(address, found) && found.has(address, bytes) && found.kind == MemoryKind::Device))
            return {};
        char text[160];
        std::snprintf(text, sizeof text, "%s %zu bytes at %p: that is no memory of the device", action, bytes, address);
        return { invalid_value, text };
    }

    bool is_host_memory(const void* address)
    {
        Allocation found;
        return find_allocation(address, found) && found.has(address, 1) && found.kind == MemoryKind::Host;
    }

    // A launch with arguments of its own.
    Task launch_of(Module* module, const HostKernel* kernel, HostIndex blocks, HostIndex threads, std::size_t shared, void** parameters)
    {
        std::vector<std::vector<char>> values;
        for (unsigned i = 0; i < kernel->parameters; i++)
            values.emplace_back((char*)parameters[i], (char*)parameters[i] + kernel->sizes[i]);
        return [=](std::uint64_t seed) mutable
        {
            std::vector<void*> arguments;
            for (std::vector<char>& value : values)
                arguments.push_back(value.data());
            return run(Launch { module, kernel, blocks, threads, shared, arguments.data(), seed });
        };
    }
}

extern "C"
{
    int cuInit(unsigned)
    {
        // Kernels call the device: what it exports has to be there for all libraries.
        Dl_info own;
        if (!dladdr((void*)&cuInit, &own) || !dlopen(own.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD))
            return report(launch_failed, "the emulated driver does not find itself");
        return 0;
    }

    int cuGetErrorName(int error, const char** name)
    {
        thread_local std::string text;
        text = error == last.code && !last.message.empty() ? last.message : "an error of the emulated device";
        *name = text.c_str();
        return 0;
    }

    int cuDriverGetVersion(int* version) { *version = 12000; return 0; }
    int cuDeviceGetCount(int* count) { *count = 1; return 0; }
    int cuDeviceGet(int* device, int ordinal) { *device = ordinal; return ordinal == 0 ? 0 : report(101, "there is one device"); }
    int cuDeviceGetName(char* name, int length, int) { std::snprintf(name, length, "Emulated device"); return 0; }

    int cuDeviceGetAttribute(int* value, int attribute, int)
    {
        switch (attribute)
        {
        case 16: *value = multiprocessors; return 0;
        case 75: *value = 8; return 0;
        case 76: *value = 0; return 0;
        case 97: *value = most_shared; return 0;
        default: return report(invalid_value, "an attribute that the emulated device does not have");
        }
    }

    int cuDevicePrimaryCtxRetain(void** context, int) { static int only; *context = &only; return 0; }
    int cuDevicePrimaryCtxRelease_v2(int) { return 0; }
    int cuCtxSetCurrent(void*) { return 0; }
    int cuMemGetInfo_v2(std::size_t* free, std::size_t* total) { *free = free_bytes(); *total = device_bytes; return 0; }

    int cuMemAlloc_v2(void** address, std::size_t bytes)
    {
        *address = bytes > 0 ? allocate(bytes, MemoryKind::Device) : nullptr;
        return *address ? 0 : report(bytes > 0 ? out_of_memory : invalid_value, "CUDA_ERROR_OUT_OF_MEMORY");
    }

    int cuMemAllocHost_v2(void** address, std::size_t bytes)
    {
        *address = bytes > 0 ? allocate(bytes, MemoryKind::Host) : nullptr;
        return *address ? 0 : report(bytes > 0 ? out_of_memory : invalid_value, "CUDA_ERROR_OUT_OF_MEMORY");
    }

    int cuMemFree_v2(void* address) { return release(address, MemoryKind::Device) ? 0 : report(invalid_value, "frees what was not allocated"); }
    int cuMemFreeHost(void* address) { return release(address, MemoryKind::Host) ? 0 : report(invalid_value, "frees what was not allocated"); }

    int cuMemcpyHtoDAsync_v2(char* target, const char* source, std::size_t bytes, Stream* stream)
    {
        const auto copy = [=](const char* from)
        {
            const Outcome outcome = check(target, bytes, "copies");
            if (outcome.code == 0)
                std::copy(from, from + bytes, target);
            return outcome;
        };

        // Ordinary memory is read before the call returns.
        if (is_host_memory(source))
            stream->add([=](std::uint64_t) { return copy(source); });
        else
            stream->add([copy, kept = std::vector<char>(source, source + bytes)](std::uint64_t) { return copy(kept.data()); });
        return 0;
    }

    int cuMemcpyDtoHAsync_v2(char* target, const char* source, std::size_t bytes, Stream* stream)
    {
        stream->add([=](std::uint64_t)
        {
            const Outcome outcome = check(source, bytes, "copies");
            if (outcome.code == 0)
                std::copy(source, source + bytes, target);
            return outcome;
        });

        // Ordinary memory is written before the call returns.
        return is_host_memory(target) ? 0 : report(stream->run());
    }

    int cuMemcpyDtoDAsync_v2(char* target, const char* source, std::size_t bytes, Stream* stream)
    {
        stream->add([=](std::uint64_t)
        {
            Outcome outcome = check(source, bytes, "copies");
            outcome = outcome.code != 0 ? outcome : check(target, bytes, "copies to");
            if (outcome.code == 0)
                std::memmove(target, source, bytes);
            return outcome;
        });
        return 0;
    }

    int cuMemsetD32Async(unsigned* target, unsigned word, std::size_t words, Stream* stream)
    {
        stream->add([=](std::uint64_t)
        {
            const Outcome outcome = check(target, words * sizeof word, "fills");
            if (outcome.code == 0)
                std::fill(target, target + words, word);
            return outcome;
        });
        return 0;
    }

    int cuStreamCreate(Stream** stream, unsigned) { *stream = new Stream(); return 0; }
    int cuStreamSynchronize(Stream* stream) { return stream->is_capturing() ? report(900, "waits for a stream that notes a graph") : report(stream->run()); }

    int cuStreamDestroy_v2(Stream* stream)
    {
        const Outcome outcome = stream->run();
        delete stream;
        return report(outcome);
    }

    int cuStreamBeginCapture_v2(Stream* stream, int) { stream->begin_capture(); return 0; }
    int cuStreamEndCapture(Stream* stream, Graph** graph) { *graph = stream->end_capture().release(); return *graph ? 0 : report(901, "ends a graph that was not begun"); }
    int cuGraphInstantiateWithFlags(Graph** executable, const Graph* graph, unsigned long long) { *executable = new Graph(*graph); return 0; }
    int cuGraphDestroy(Graph* graph) { delete graph; return 0; }
    int cuGraphExecDestroy(Graph* graph) { delete graph; return 0; }

    int cuGraphLaunch(const Graph* graph, Stream* stream)
    {
        for (const Task& task : graph->tasks)
            stream->add(task);
        return 0;
    }

    int cuEventCreate(Event** event, unsigned) { *event = new Event(); return 0; }
    int cuEventRecord(Event* event, Stream* stream) { stream->record(*event); return 0; }
    int cuEventElapsedTime(float* milliseconds, const Event* first, const Event* last) { *milliseconds = (float)((last->time - first->time) / 1000); return 0; }

    int cuEventSynchronize(Event* event) { return event->stream ? report(event->stream->run(event->place)) : 0; }

    int cuEventDestroy_v2(Event* event)
    {
        const int code = cuEventSynchronize(event);
        delete event;
        return code;
    }

    int cuModuleLoadData(LoadedModule** module, const char* image)
    {
        auto loaded = std::make_unique<LoadedModule>();
        std::string reason;
        loaded->module = Module::load(image, reason);
        if (!loaded->module)
            return report(invalid_image, reason.c_str());
        *module = loaded.release();
        return 0;
    }

    int cuModuleUnload(LoadedModule* module) { delete module; return 0; }

    int cuModuleGetFunction(Function** function, LoadedModule* module, const char* name)
    {
        const HostKernel* kernel = module->module->find(name);
        if (!kernel)
            return report(not_found, name);
        *function = &module->functions.try_emplace(name, Function { module->module.get(), kernel }).first->second;
        return 0;
    }

    int cuFuncSetAttribute(Function* function, int attribute, int value)
    {
        if (attribute != 8 || value < 0 || (std::size_t)value > most_shared)
            return report(invalid_value, "more shared memory than a block can have");
        function->most_dynamic_shared = value;
        return 0;
    }

    int cuLaunchKernel(Function* function, unsigned x, unsigned y, unsigned z, unsigned threads_x, unsigned threads_y, unsigned threads_z, unsigned shared, Stream* stream,
        void** parameters, void**)
    {
        const HostKernel& kernel = *function->kernel;
        if (shared > function->most_dynamic_shared || kernel.shared_end - kernel.shared_begin > (std::ptrdiff_t)(default_shared + default_shared / 8))
            return report(invalid_value, (std::string(kernel.name) + ": more shared memory than a block may have").c_str());
        stream->add(launch_of(function->module, function->kernel, { x, y, z }, { threads_x, threads_y, threads_z }, shared, parameters));
        return 0;
    }
}
