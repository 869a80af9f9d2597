using System.ComponentModel;
using Lathe.Kernels.Cuda;

namespace Lathe.Abi;

/// <summary>What the compiler generates for a network: tables that describe it and one method a phase. One instance serves one compiled network.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class NetworkProgram
{
    /// <summary>Changes whenever generated code and runtime stop fitting each other.</summary>
    public const int Version = 1;

    /// <summary>The <see cref="Version"/> that its code was generated for.</summary>
    public abstract int BuiltFor { get; }

    /// <summary>What the network is made of.</summary>
    public abstract NetworkDescription Description { get; }

    /// <summary>Runs one phase of the training or the inference schedule over the batch in <paramref name="execution"/>.</summary>
    public abstract void Run(Phase phase, Execution execution);

    /// <summary>Records the launches of one phase for a CUDA device, over the batch in <paramref name="recording"/>.</summary>
    /// <exception cref="NotSupportedException">The program was generated without CUDA.</exception>
    public virtual void Record(Phase phase, CudaRecording recording) =>
        throw new NotSupportedException($"{Description.Name} was built without CUDA: build its project without the property LatheCuda=false.");

    /// <summary>An activation on a CUDA device.</summary>
    /// <param name="address">Where it lies.</param>
    /// <param name="offset">Elements from there to its first one.</param>
    protected static CudaTensor Stored(nint address, nint offset = 0) => new(address, CudaElement.Stored, offset);

    /// <summary>The rows of a table that repeat from block to block.</summary>
    /// <typeparam name="T">The type of a row.</typeparam>
    /// <param name="count">How many blocks there are.</param>
    /// <param name="rows">The rows of a block, by its number from 0.</param>
    protected static IEnumerable<T> Repeat<T>(int count, Func<int, T[]> rows) => Enumerable.Range(0, count).SelectMany(rows);
}

/// <summary>The callable parts of a schedule.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum Phase
{
    /// <summary>Once an update, before training steps.</summary>
    TrainingPrepare,

    /// <summary>Inputs to outputs, keeping what the backward pass needs.</summary>
    TrainingForward,

    /// <summary>Outputs and targets to the loss and the gradients of the outputs.</summary>
    TrainingLoss,

    /// <summary>Gradients of the outputs to those of the parameters, which it adds to.</summary>
    TrainingBackward,

    /// <summary>The gradient of the input.</summary>
    TrainingBackwardInput,

    /// <summary>Once an update, before inference.</summary>
    InferencePrepare,

    /// <summary>Inputs to outputs.</summary>
    InferenceForward,
}
