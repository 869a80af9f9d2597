namespace Lathe.Kernels;

/// <summary>Runs kernels over chunks on a set of workers. The contractions of this assembly and the generated code both launch through it.</summary>
public abstract class Launcher
{
    /// <summary>The vector width that kernels are instantiated for.</summary>
    public VectorWidth Width { get; protected init; }

    /// <summary>How many workers there are. Only the spread of chunks may depend on it, never a result.</summary>
    public int Workers { get; protected init; } = 1;

    /// <summary>Runs a kernel over chunks 0 to <paramref name="chunks"/> - 1, spread over the workers in any order; returns when all are done.</summary>
    /// <param name="kernel">The kernel, called with a range of chunks at a time.</param>
    /// <param name="chunks">How many chunks there are.</param>
    /// <param name="arguments">Addresses and counts, copied before the call returns.</param>
    public abstract void Launch(Kernel kernel, nint chunks, params ReadOnlySpan<nint> arguments);

    /// <summary>Memory that all workers share until the next call of this method: packed operands, partial sums. Aligned to 64 bytes; it grows on
    /// demand and is kept, so that steady steps allocate nothing.</summary>
    /// <param name="bytes">How much is needed.</param>
    /// <returns>Its address.</returns>
    public abstract nint Workspace(nint bytes);

    /// <summary>Makes every worker's own memory, which kernels get as their scratch, at least so large and aligned to 64 bytes. It is kept, so that steady steps
    /// allocate nothing; its contents do not outlast a launch.</summary>
    /// <param name="bytes">How much a worker needs.</param>
    public abstract void ReserveScratch(nint bytes);
}
