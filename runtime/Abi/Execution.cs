using System.ComponentModel;
using Lathe.Kernels;

namespace Lathe.Abi;

/// <summary>One compiled network's memory and workers while a phase runs: what generated launch code talks to.</summary>
/// <remarks>All addresses are native integers. A steady step allocates nothing.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Execution : Launcher
{
    /// <summary>The number of samples in the batch at hand.</summary>
    public nint Batch { get; protected set; }

    /// <summary>The number of samples, for what grows with it.</summary>
    public SampleCount Samples => new(Batch);

    /// <summary>The seed of the run, for random bits.</summary>
    public ulong Seed { get; protected set; }

    /// <summary>The number of training steps so far, for random bits.</summary>
    public ulong Step { get; protected set; }

    /// <summary>The address of a byte offset in an arena.</summary>
    public abstract nint At(ArenaSpace space, nint offset);

    /// <summary>Where an arena begins.</summary>
    public ArenaBase Arena(ArenaSpace space) => new(At(space, 0), Batch);
}
