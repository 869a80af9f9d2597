namespace Lathe.Kernels;

/// <summary>Memory of its own for every worker, in one block; each part starts on a cache line.</summary>
/// <param name="workers">How many workers there are.</param>
public sealed class WorkerScratch(int workers) : IDisposable
{
    const nint LineBytes = 64;

    readonly AlignedMemory memory = new();

    /// <summary>The first worker's memory; 0 before anything was reserved.</summary>
    public nint Address => memory.Address;

    /// <summary>Bytes from one worker's memory to the next one's.</summary>
    public nint Stride { get; private set; }

    /// <summary>The size of the block in bytes.</summary>
    public nint Size => memory.Size;

    /// <summary>Makes every worker's memory at least so large; contents do not survive growth.</summary>
    /// <param name="bytes">How much a worker needs.</param>
    public void Reserve(nint bytes)
    {
        if (bytes <= Stride)
            return;
        nint stride = (bytes + LineBytes - 1) / LineBytes * LineBytes;
        memory.Reserve(stride * workers);
        Stride = stride;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => memory.Dispose();
}
