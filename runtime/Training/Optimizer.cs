namespace Lathe;

/// <summary>Updates a network's parameters from their gradients. It keeps its state (momentum, moments) beside the parameters, laid out as they are.</summary>
public abstract class Optimizer : IDisposable
{
    readonly IParameterUpdate update;

    private protected Optimizer(Network network, double learningRate, double weightDecay, DecayScope decays, params ReadOnlySpan<string> stateNames)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegative(learningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(weightDecay);
        Network = network;
        LearningRate = learningRate;
        WeightDecay = weightDecay;
        Decays = decays;
        update = network.Execution.CreateUpdate(UpdatePiece.Of(network.Description.Parameters, decays));
        States = new OptimizerState[stateNames.Length];
        for (int i = 0; i < stateNames.Length; i++)
            States[i] = new OptimizerState(network, stateNames[i]);
    }

    /// <summary>The network whose parameters it updates.</summary>
    public Network Network { get; }

    /// <summary>The learning rate of the next step, from 0.</summary>
    public double LearningRate { get; set; }

    /// <summary>The weight decay, from 0.</summary>
    public double WeightDecay { get; }

    /// <summary>Which parameters decay.</summary>
    public DecayScope Decays { get; }

    /// <summary>The largest norm of all gradients together; longer ones are scaled down to it before a step, as PyTorch's <c>clip_grad_norm_</c> does. No limit
    /// if null.</summary>
    public double? MaxGradientNorm { get; set; }

    /// <summary>How many steps there were.</summary>
    public long Steps { get; internal set; }

    /// <summary>What checkpoints call it.</summary>
    internal abstract string Kind { get; }

    internal OptimizerState[] States { get; }

    /// <summary>Updates all parameters. The gradients stay: call <see cref="Network.ZeroGradients"/> before the next backward pass.</summary>
    public void Step()
    {
        Network.ThrowIfDisposed();
        Network.Execution.ReserveGradients();
        Steps++;
        Update(update, MaxGradientNorm is { } limit ? (float)Math.Min(1, limit / (update.GradientNorm() + 1e-6)) : 1f);
        Network.MarkChanged();
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        foreach (OptimizerState state in States)
            state.Memory.Dispose();
        update.Dispose();
    }

    /// <summary>One step over gradients times a factor.</summary>
    private protected abstract void Update(IParameterUpdate update, float gradientScale);
}
