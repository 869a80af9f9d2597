using System.ComponentModel;
using Lathe.Kernels;

namespace Lathe.Abi;

/// <summary>One compiled network's memory and workers while a phase runs: what generated launch code talks to.</summary>
/// <remarks>All addresses are native integers. A step allocates nothing.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Execution
{
    /// <summary>The number of samples in the batch at hand.</summary>
    public nint Batch { get; protected set; }

    /// <summary>The vector width that kernels are instantiated for.</summary>
    public VectorWidth Width { get; protected init; }

    /// <summary>The seed of the run, for random bits.</summary>
    public ulong Seed { get; protected set; }

    /// <summary>The number of training steps so far, for random bits.</summary>
    public ulong Step { get; protected set; }

    /// <summary>The address of a byte offset in an arena.</summary>
    public abstract nint At(ArenaSpace space, nint offset);

    /// <summary>Runs a kernel over chunks 0 to <paramref name="chunks"/> - 1, spread over the workers; returns when all are done.</summary>
    /// <param name="kernel">The kernel, called with a range of chunks at a time.</param>
    /// <param name="chunks">How many chunks there are.</param>
    /// <param name="arguments">Addresses and counts, copied before the call returns.</param>
    public abstract void Launch(Kernel kernel, nint chunks, params ReadOnlySpan<nint> arguments);
}
