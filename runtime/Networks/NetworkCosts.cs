using Lathe.Abi;

namespace Lathe;

/// <summary>What a network costs.</summary>
public sealed class NetworkCosts
{
    readonly NetworkDescription description;

    internal NetworkCosts(NetworkDescription description, long allocatedBytes)
    {
        this.description = description;
        AllocatedBytes = allocatedBytes;
        foreach (ParameterEntry parameter in description.Parameters)
            Parameters += parameter.Shape.Aggregate(1L, static (product, extent) => product * extent);
    }

    /// <summary>The number of trainable numbers.</summary>
    public long Parameters { get; }

    /// <summary>Multiply-adds of convolutions, linear layers and matrix products for one sample in inference.</summary>
    public long MultiplyAdds => description.MultiplyAdds;

    /// <summary>How many kernels a training step launches, the optimiser's not counted.</summary>
    public int TrainingLaunches => description.Training.Launches;

    /// <summary>How many kernels inference launches.</summary>
    public int InferenceLaunches => description.Inference.Launches;

    /// <summary>How often the kernels of a training step read or write a tensor that grows with the batch.</summary>
    public int TrainingCrossings => description.Training.Crossings;

    /// <summary>How often the kernels of inference read or write a tensor that grows with the batch.</summary>
    public int InferenceCrossings => description.Inference.Crossings;

    /// <summary>Bytes that are allocated at present: parameters, gradients, states and arenas for the largest batches seen.</summary>
    public long AllocatedBytes { get; }

    /// <summary>Bytes of activations and temporaries that a training step needs.</summary>
    /// <param name="batch">The number of samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long TrainingBytes(int batch) => Bytes(description.Training.WorkPerSample, description.Training.WorkFixed, batch);

    /// <summary>Bytes of activations, the input and random masks among them, that a training step's forward pass leaves for its backward pass: a part of
    /// <see cref="TrainingBytes"/>.</summary>
    /// <param name="batch">The number of samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long KeptBytes(int batch) => Bytes(description.Training.KeptPerSample, description.Training.KeptFixed, batch);

    /// <summary>Bytes of activations and temporaries that inference needs.</summary>
    /// <param name="batch">The number of samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long InferenceBytes(int batch) => Bytes(description.Inference.WorkPerSample, description.Inference.WorkFixed, batch);

    /// <summary>Bytes that the kernels of a training step read and write, the optimiser's not counted.</summary>
    /// <param name="batch">The number of samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long TrainingTraffic(int batch) => Bytes(description.Training.MovedPerSample, description.Training.MovedFixed, batch);

    /// <summary>Bytes that the kernels of inference read and write.</summary>
    /// <param name="batch">The number of samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long InferenceTraffic(int batch) => Bytes(description.Inference.MovedPerSample, description.Inference.MovedFixed, batch);

    static long Bytes(long perSample, long rest, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        return (perSample * batch) + rest;
    }
}
