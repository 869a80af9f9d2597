using System.ComponentModel;
using Lathe.Kernels.Cuda;

namespace Lathe.Abi;

/// <summary>One compiled network's memory on a CUDA device while a phase is recorded: what generated launch code talks to.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CudaRecording : CudaLauncher
{
    /// <summary>The number of samples in the batch at hand.</summary>
    public nint Batch { get; protected set; }

    /// <summary>The number of samples, for what grows with it.</summary>
    public SampleCount Samples => new(Batch);

    /// <summary>The device address of a byte offset in an arena.</summary>
    public abstract nint At(ArenaSpace space, nint offset);

    /// <summary>Where an arena begins.</summary>
    public ArenaBase Arena(ArenaSpace space) => new(At(space, 0), Batch);
}
