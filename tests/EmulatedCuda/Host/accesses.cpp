// What instrumented code calls before it reads and writes, and where it found an index or an address to be wrong itself.
#include "machine.h"
#include <algorithm>

void Machine::access(const char* address, std::size_t size, bool is_store)
{
    if ((std::size_t)(address - stacks) < fibers.size() * stack_bytes)
        return;
    if (shared.covers(address))
        return access_shared(shared, address, size, is_store);
    if (dynamic_shadow.covers(address))
        return access_shared(dynamic_shadow, address, size, is_store);
    for (const Allocation& allocation : used)
        if (allocation.has(address, size))
            return access_global(allocation, address, size, is_store);
    access_elsewhere(address, size, is_store);
}

void Machine::access_shared(Shadow& shadow, const char* address, std::size_t size, bool is_store)
{
    int other = 0;
    const Conflict conflict = is_store ? shadow.write(address, size, now(), other) : shadow.read(address, size, now(), other);
    if (conflict != Conflict::None)
        fail_conflict(conflict, name_of(address), size, is_store, other);
}

void Machine::access_global(const Allocation& allocation, const char* address, std::size_t size, bool is_store)
{
    int other = 0;
    const Conflict conflict = is_store ? global.write(address, size, now(), other) : global.read(address, size, now(), other);
    if (conflict != Conflict::None)
        fail_conflict(conflict, "memory of " + std::to_string(allocation.size) + " bytes, byte " + std::to_string(address - allocation.begin), size, is_store, other);
}

// What the launch has not used before.
void Machine::access_elsewhere(const char* address, std::size_t size, bool is_store)
{
    for (const Global& array : launch->module->globals())
        if (!is_store && array.has(address, size))
            return;
    Allocation found;
    if (!find_allocation(address, found) || !found.has(address, size))
        fail_outside(address, size, is_store);
    used.push_back(found);
    access_global(found, address, size, is_store);
}

void Machine::fail_outside(const char* address, std::size_t size, bool is_store)
{
    const char* action = is_store ? "writes" : "reads";
    Allocation found;
    if (!find_allocation(address, found))
        fail(illegal_address, "%s %zu bytes at %p, where there is nothing", action, size, (const void*)address);
    const std::size_t offset = address - found.begin;
    fail(illegal_address, "%s %zu bytes at byte %zu of memory of %zu bytes", action, size, offset, found.size);
}

void Machine::fail_conflict(Conflict conflict, const std::string& place, std::size_t size, bool is_store, int other)
{
    const char* action = is_store ? "writes" : "reads";
    switch (conflict)
    {
    case Conflict::Unwritten: fail(launch_failed, "reads %zu bytes of %s, which no thread has written", size, place.c_str());
    case Conflict::OnItsWay: fail(launch_failed, "%s %zu bytes of %s while a copy of thread %d to there is on its way", action, size, place.c_str(), other);
    case Conflict::WithWrite: fail(launch_failed, "%s %zu bytes of %s, which thread %d writes with no barrier in between", action, size, place.c_str(), other);
    case Conflict::WithRead: fail(launch_failed, "%s %zu bytes of %s, which thread %d reads with no barrier in between", action, size, place.c_str(), other);
    case Conflict::WithBlock: fail(launch_failed, "%s %zu bytes of %s, which another block %s", action, size, place.c_str(), is_store ? "reads or writes" : "writes");
    default: fail(illegal_address, "%s %zu bytes of %s, which is outside of it", action, size, place.c_str());
    }
}

// Where in shared memory an address is: of the last array that begins before it.
std::string Machine::name_of(const char* address) const
{
    if (dynamic_shadow.covers(address))
        return "dynamic shared memory, byte " + std::to_string(address - dynamic.data());
    const Global* last = nullptr;
    for (const Global& array : launch->module->globals())
        if (shared.covers(array.begin) && array.begin <= address && (!last || array.begin > last->begin))
            last = &array;
    return last ? "the shared array '" + last->name + "' of " + std::to_string(last->size) + " bytes, byte " + std::to_string(address - last->begin) : "shared memory";
}

void Machine::send(const Copy& copy)
{
    if (copy.source_bytes > 0)
        access(copy.source, copy.source_bytes, false);
    Shadow& shadow = dynamic_shadow.covers(copy.target) ? dynamic_shadow : shared;
    int other = 0;
    const Conflict conflict = shadow.covers(copy.target) ? shadow.send(copy.target, copy.bytes, now(), other) : Conflict::Outside;
    if (conflict != Conflict::None)
        fail_conflict(conflict, name_of(copy.target), copy.bytes, true, other);
    current->copies.push_back(copy);
}

void Machine::arrive(unsigned groups)
{
    std::vector<Copy>& copies = current->copies;
    const auto last = std::find_if(copies.begin(), copies.end(), [&](const Copy& copy) { return copy.group + groups >= current->groups; });
    for (auto copy = copies.begin(); copy != last; ++copy)
    {
        std::copy(copy->source, copy->source + copy->source_bytes, copy->target);
        std::fill(copy->target + copy->source_bytes, copy->target + copy->bytes, 0);
        (dynamic_shadow.covers(copy->target) ? dynamic_shadow : shared).arrive(copy->target, copy->bytes, now());
    }

    copies.erase(copies.begin(), last);
}

extern "C"
{
    void host_copy_async(void* target, const void* source, unsigned bytes, unsigned source_bytes)
    {
        Machine& machine = Machine::here();
        if ((std::size_t)target % bytes != 0 || (std::size_t)source % bytes != 0)
            machine.fail(misaligned_address, "copies %u bytes from %p to %p, which both have to be multiples of that", bytes, source, target);
        machine.send({ (char*)target, (const char*)source, bytes, source_bytes, machine.running().groups });
    }

    void host_commit() { Machine::here().running().groups++; }

    void host_wait(unsigned groups) { Machine::here().arrive(groups); }

#define LATHE_ACCESS(SIZE) \
    void __asan_load##SIZE##_noabort(const char* address) { Machine::here().access(address, SIZE, false); } \
    void __asan_store##SIZE##_noabort(const char* address) { Machine::here().access(address, SIZE, true); }
    LATHE_ACCESS(1)
    LATHE_ACCESS(2)
    LATHE_ACCESS(4)
    LATHE_ACCESS(8)
    LATHE_ACCESS(16)
#undef LATHE_ACCESS

    void __asan_loadN_noabort(const char* address, std::size_t size) { Machine::here().access(address, size, false); }
    void __asan_storeN_noabort(const char* address, std::size_t size) { Machine::here().access(address, size, true); }
    void __asan_handle_no_return() {}

    // The layouts of what follows are the compiler's.
    struct Place { const char* file; unsigned line, column; };
    struct Type { unsigned short kind, info; char name[1]; };
    struct IndexPlace { Place place; const Type* array; const Type* index; };
    struct AddressPlace { Place place; const Type* type; unsigned char log_alignment, kind; };

    void __ubsan_handle_out_of_bounds(const IndexPlace* data, std::size_t index)
    {
        Machine::here().fail(illegal_address, "uses the index %d of %s in line %u", (int)index, data->array->name, data->place.line);
    }

    void __ubsan_handle_type_mismatch_v1(const AddressPlace* data, const void* address)
    {
        Machine::here().fail(address ? misaligned_address : illegal_address, "uses %p as an address of %s, which has to be a multiple of %u, in line %u", address, data->type->name,
            1u << data->log_alignment, data->place.line);
    }

    void __ubsan_handle_divrem_overflow(const Place* place, std::size_t, std::size_t)
    {
        Machine::here().fail(launch_failed, "divides by zero in line %u", place->line);
    }
}
