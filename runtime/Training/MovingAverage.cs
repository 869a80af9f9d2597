namespace Lathe;

/// <summary>The exponential moving average of a network's weights and running statistics in training (Polyak and Juditsky 1992), which often classifies better
/// than the last weights: <c>average = decay * average + (1 - decay) * weight</c>. The first update takes the weights as they are, as PyTorch's <c>AveragedModel</c> does.</summary>
/// <remarks>Call <see cref="Update"/> after each step of an optimiser; a <see cref="Trainer"/> with <see cref="TrainingOptions.AverageDecay"/> does.</remarks>
public sealed class MovingAverage : IDisposable
{
    readonly Network source;
    readonly IAveraging averaging;
    Network? averaged;
    bool isCurrent;
    bool disposed;

    /// <summary>An average of a network's weights.</summary>
    /// <param name="network">The network in training; it stays the caller's.</param>
    /// <param name="decay">How much of the average stays in an update, in [0, 1); with 0.9999 it is that of some 10,000 steps.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decay"/> is out of its range.</exception>
    public MovingAverage(Network network, double decay)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (decay is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay of a moving average lies in [0, 1).");
        source = network;
        Decay = decay;
        averaging = network.Execution.CreateAveraging();
        Tensors = [.. network.ParameterViews("average", averaging.Parameters), .. network.StateViews("average", averaging.States)];
    }

    /// <summary>How much of the average stays in an update.</summary>
    public double Decay { get; }

    /// <summary>How many updates there were.</summary>
    public long Updates { get; private set; }

    /// <summary>A network with the averages as its weights, as of the last update, on the same device; with the weights as they are before the first. It is the same object each
    /// time, and is freed with this one.</summary>
    /// <exception cref="ObjectDisposedException">The average or its network was disposed.</exception>
    public Network Network
    {
        get
        {
            ThrowIfDisposed();
            if (Updates == 0)
                Move(0);
            averaged ??= source.Twin();
            if (!isCurrent)
                averaged.Take(source, averaging.Parameters, averaging.States);
            isCurrent = true;
            return averaged;
        }
    }

    /// <summary>The averages by the names of the weights and statistics.</summary>
    internal IReadOnlyList<NetworkTensor> Tensors { get; }

    /// <summary>Takes the weights as they are by now into the average.</summary>
    /// <exception cref="ObjectDisposedException">The average or its network was disposed.</exception>
    public void Update()
    {
        ThrowIfDisposed();
        Move(Updates == 0 ? 0 : Decay);
        Updates++;
    }

    /// <summary>Gives the network in training the averages as its own weights and statistics: the end of a training run.</summary>
    /// <exception cref="ObjectDisposedException">The average or its network was disposed.</exception>
    public void Apply()
    {
        ThrowIfDisposed();
        if (Updates > 0)
            source.Take(source, averaging.Parameters, averaging.States);
    }

    /// <summary>Goes on where another average stood, whose numbers were written to <see cref="Tensors"/>.</summary>
    internal void Restore(long updates)
    {
        Updates = updates;
        isCurrent = false;
    }

    /// <summary>Frees the averages and their network.</summary>
    public void Dispose()
    {
        disposed = true;
        averaging.Dispose();
        averaged?.Dispose();
    }

    void Move(double decay)
    {
        using Network.Pass pass = source.BeginPass();
        source.EnsureInitialized();
        averaging.Move((float)decay, (float)(1 - decay));
        isCurrent = false;
    }

    void ThrowIfDisposed()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        source.ThrowIfDisposed();
    }
}
