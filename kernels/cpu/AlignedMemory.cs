using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>A block of native memory, aligned to 64 bytes, that grows on demand. New memory is zero; contents do not survive growth.</summary>
/// <remarks>Large blocks lie in <see cref="HugePages"/> and are cleared by the system, a page at a time, when they are first touched.</remarks>
public sealed unsafe class AlignedMemory : IDisposable
{
    const nint Alignment = 64;
    const nint Large = 2 * HugePages.Size;

    void* allocation, address;

    /// <summary>Frees the memory where <see cref="Dispose"/> was not called.</summary>
    ~AlignedMemory() => Free();

    /// <summary>The first byte; 0 before anything was reserved.</summary>
    public nint Address => (nint)address;

    /// <summary>The size of the block in bytes.</summary>
    public nint Size { get; private set; }

    /// <summary>Makes the block at least so large.</summary>
    /// <param name="bytes">How much is needed.</param>
    /// <returns>The address of the block, which stays the same while it does not have to grow.</returns>
    /// <exception cref="OutOfMemoryException">There is not that much memory; the block is empty then.</exception>
    public nint Reserve(nint bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes > Size)
        {
            Free();
            var alignment = bytes < Large ? Alignment : HugePages.Size;
            allocation = NativeMemory.AllocZeroed((nuint)(bytes + alignment));
            address = (void*)(((nint)allocation + alignment - 1) & -alignment);
            Size = bytes;
            if (bytes >= Large)
                HugePages.Request(address, bytes);
        }

        return (nint)address;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    void Free()
    {
        NativeMemory.Free(allocation);
        allocation = address = null;
        Size = 0;
    }
}
