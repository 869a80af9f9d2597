using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>A block of native memory, aligned to 64 bytes, that grows on demand. New memory is zero; contents do not survive growth.</summary>
public sealed unsafe class AlignedMemory : IDisposable
{
    const nuint Alignment = 64;

    void* address;

    /// <summary>Frees the memory where <see cref="Dispose"/> was not called.</summary>
    ~AlignedMemory() => Free();

    /// <summary>The first byte; 0 before anything was reserved.</summary>
    public nint Address => (nint)address;

    /// <summary>The size of the block in bytes.</summary>
    public nint Size { get; private set; }

    /// <summary>Makes the block at least so large.</summary>
    /// <param name="bytes">How much is needed.</param>
    /// <returns>The address of the block, which stays the same while it does not have to grow.</returns>
    /// <exception cref="OutOfMemoryException">There is not that much memory.</exception>
    public nint Reserve(nint bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes > Size)
        {
            Free();
            address = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            Size = bytes;
            Clear();
        }

        return (nint)address;
    }

    /// <summary>Sets every byte to zero.</summary>
    public void Clear() => NativeMemory.Clear(address, (nuint)Size);

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    void Free()
    {
        NativeMemory.AlignedFree(address);
        address = null;
        Size = 0;
    }
}
