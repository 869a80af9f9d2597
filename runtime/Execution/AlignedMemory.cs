using System.Runtime.InteropServices;

namespace Lathe;

/// <summary>A block of native memory, aligned to cache lines, that grows on demand and never shrinks. New memory is zero.</summary>
sealed unsafe class AlignedMemory : IDisposable
{
    const nuint Alignment = 64;

    void* memory;

    public AlignedMemory(nint bytes = 0) => Reserve(bytes);

    ~AlignedMemory() => NativeMemory.AlignedFree(memory);

    /// <summary>The first byte; 0 before anything was reserved.</summary>
    public nint Address => (nint)memory;

    /// <summary>How many bytes there are.</summary>
    public nint Bytes { get; private set; }

    /// <summary>Makes room. The contents are lost where the block had to grow.</summary>
    /// <returns>Whether it had to grow, and therefore moved.</returns>
    public bool Reserve(nint bytes)
    {
        if (bytes <= Bytes)
            return false;
        NativeMemory.AlignedFree(memory);
        memory = null;
        Bytes = 0;
        memory = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        NativeMemory.Clear(memory, (nuint)bytes);
        Bytes = bytes;
        return true;
    }

    /// <summary>Sets every byte to zero.</summary>
    public void Clear() => NativeMemory.Clear(memory, (nuint)Bytes);

    /// <summary>A part of the block as numbers.</summary>
    public Span<float> Floats(nint offset, int count) => new((float*)((byte*)memory + offset), count);

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
        Bytes = 0;
        GC.SuppressFinalize(this);
    }
}
