namespace Lathe;

/// <summary>A block of a device's memory that tensors lie in. It grows on demand; new memory is zero, contents do not survive growth.</summary>
abstract class MemoryBlock : IDisposable
{
    /// <summary>The address of the first byte on the device; 0 before anything was reserved.</summary>
    public abstract nint Address { get; }

    /// <summary>The size in bytes.</summary>
    public abstract nint Size { get; }

    /// <summary>Makes the block at least so large.</summary>
    public abstract void Reserve(nint bytes);

    /// <summary>Numbers as they are on the device by now. The span is valid until the next call.</summary>
    /// <param name="offset">Bytes from the start of the block.</param>
    /// <param name="count">How many numbers.</param>
    /// <param name="isStored">Whether they have the type that activations are stored in.</param>
    public abstract ReadOnlySpan<float> Read(nint offset, nint count, bool isStored);

    /// <summary>Where to put numbers that are to go to the device with <see cref="EndWrite"/>.</summary>
    public abstract Span<float> BeginWrite(nint offset, nint count);

    /// <summary>Sends what was put where <see cref="BeginWrite"/> said.</summary>
    public abstract void EndWrite(nint offset, nint count, bool isStored);

    /// <summary>Writes the numbers of this block into another one.</summary>
    public void CopyTo(MemoryBlock target)
    {
        const nint most = 1 << 22;
        nint size = Size / sizeof(float);
        for (nint first = 0; first < size; first += most)
        {
            nint offset = first * sizeof(float), count = nint.Min(most, size - first);
            Read(offset, count, isStored: false).CopyTo(target.BeginWrite(offset, count));
            target.EndWrite(offset, count, isStored: false);
        }
    }

    /// <summary>Sets bytes to zero.</summary>
    public abstract void Clear(nint offset, nint bytes);

    /// <summary>Sets all bytes to zero.</summary>
    public void Clear() => Clear(0, Size);

    public abstract void Dispose();
}
