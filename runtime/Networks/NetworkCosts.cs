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

    /// <summary>Bytes that are allocated at present: parameters, gradients, states and arenas for the largest batches seen.</summary>
    public long AllocatedBytes { get; }

    /// <summary>Bytes of activations and temporaries that a training step needs.</summary>
    /// <param name="batch">The number of samples.</param>
    public long TrainingBytes(int batch) => Bytes(description.Training, batch);

    /// <summary>Bytes of activations and temporaries that inference needs.</summary>
    /// <param name="batch">The number of samples.</param>
    public long InferenceBytes(int batch) => Bytes(description.Inference, batch);

    static long Bytes(ScheduleEntry schedule, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        return ((long)schedule.WorkPerSample * batch) + schedule.WorkFixed;
    }
}
