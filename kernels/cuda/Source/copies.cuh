// Asynchronous copies of 16 bytes to shared memory. They arrive in groups, when their thread waits for them; devices without them copy at once.

DEVICE void copy_async(void* target, const void* source, bool exists)
{
#ifdef LATHE_HOST
    host_copy_async(target, source, 16, exists ? 16 : 0);
#elif __CUDA_ARCH__ >= 800
    asm volatile("cp.async.ca.shared.global [%0], [%1], 16, %2;" :: "r"((uint32)__cvta_generic_to_shared(target)), "l"(source), "r"(exists ? 16 : 0) : "memory");
#else
    *(uint4*)target = exists ? *(const uint4*)source : uint4();
#endif
}

DEVICE void commit_copies()
{
#ifdef LATHE_HOST
    host_commit();
#elif __CUDA_ARCH__ >= 800
    asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}

// Waits for all groups of this thread but so many of the latest.
template <int GROUPS> DEVICE void wait_copies()
{
#ifdef LATHE_HOST
    host_wait(GROUPS);
#elif __CUDA_ARCH__ >= 800
    asm volatile("cp.async.wait_group %0;" :: "n"(GROUPS) : "memory");
#endif
}

// Shared memory whose size a launch says.
DEVICE void* dynamic_shared()
{
#ifdef LATHE_HOST
    return host_dynamic_shared();
#else
    extern __shared__ uint4 memory[];
    return memory;
#endif
}
