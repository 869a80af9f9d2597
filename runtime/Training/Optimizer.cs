using Lathe.Abi;

namespace Lathe;

/// <summary>Updates a network's parameters from their gradients. It keeps its state (momentum, moments) beside the parameters, laid out as they are.</summary>
public abstract class Optimizer : IDisposable
{
    readonly ParameterEntry[] learning;
    readonly IParameterUpdate update;
    IUnitNorms? unitNorms;
    IUnitNorms? clippedNorms;
    bool disposed;

    private protected Optimizer(Network network, double learningRate, double weightDecay, DecayScope decays, Func<string, double>? rateScale, params ReadOnlySpan<string> stateNames)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        LearningRate = FromZero(learningRate, nameof(learningRate));
        WeightDecay = FromZero(weightDecay, nameof(weightDecay));
        Decays = Enum.IsDefined(decays) ? decays : throw new ArgumentOutOfRangeException(nameof(decays), decays, "Weight decay applies to all parameters, or to weights.");
        learning = rateScale is null ? network.Description.Parameters : [.. network.Description.Parameters.Where(parameter => rateScale(parameter.Name) != 0)];
        if (learning.Length == 0 && network.Description.Parameters.Length > 0)
            throw new ArgumentException($"All parameters of {network.Name} are frozen: nothing would be learnt.", nameof(rateScale));
        update = network.Execution.CreateUpdate(UpdatePiece.Of(learning, decays, rateScale));
        States = new OptimizerState[stateNames.Length];
        for (int i = 0; i < stateNames.Length; i++)
            States[i] = new OptimizerState(network, stateNames[i]);
    }

    /// <summary>The network whose parameters it updates.</summary>
    public Network Network { get; }

    /// <summary>The learning rate of the next step, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no number.</exception>
    public double LearningRate { get; set => field = FromZero(value, nameof(LearningRate)); }

    /// <summary>The weight decay, from 0.</summary>
    public double WeightDecay { get; }

    /// <summary>Which parameters decay.</summary>
    public DecayScope Decays { get; }

    /// <summary>Limits the gradients of each unit by its weights, before <see cref="MaxGradientNorm"/> limits all of them. No limit if null.</summary>
    public AdaptiveClipping? AdaptiveClipping
    {
        get;
        set
        {
            if (field == value)
                return;
            field = value;
            clippedNorms?.Dispose();
            clippedNorms = null;
        }
    }

    /// <summary>The largest norm of all gradients together; longer ones are scaled down to it before a step, as PyTorch's <c>clip_grad_norm_</c> does. No limit
    /// if null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public double? MaxGradientNorm { get; set => field = Limit(value, "The largest norm of the gradients"); }

    /// <summary>The largest norm of the weights into one unit, a row of a matrix or a filter; longer ones are scaled down to it after a step. This is the
    /// max-norm regularisation of Srivastava et al. (JMLR 2014), whose limits are 2 to 4. No limit if null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public double? MaxUnitNorm { get; set => field = Limit(value, "The largest norm of a unit's weights"); }

    /// <summary>How many steps there were.</summary>
    public long Steps { get; internal set; }

    /// <summary>What checkpoints call it.</summary>
    internal abstract string Kind { get; }

    internal OptimizerState[] States { get; }

    /// <summary>Updates all parameters. The gradients stay: call <see cref="Network.ZeroGradients"/> before the next backward pass.</summary>
    /// <exception cref="ObjectDisposedException">The optimiser or its network was disposed.</exception>
    public void Step()
    {
        ThrowIfDisposed();
        using Network.Pass pass = Network.BeginPass();
        Network.EnsureInitialized();
        Network.Execution.ReserveGradients();
        Steps++;
        if (AdaptiveClipping is { } clipping)
        {
            clippedNorms ??= Network.Execution.CreateUnitNorms(UnitBundle.OfAll(clipping.Clipped(learning, Network.OutputShape[0])));
            clippedNorms.LimitGradients((float)clipping.Ratio, (float)clipping.Epsilon);
        }
        Update(update, MaxGradientNorm is { } limit ? (float)Math.Min(1, limit / (update.GradientNorm() + 1e-6)) : 1f);
        if (MaxUnitNorm is { } most)
            (unitNorms ??= Network.Execution.CreateUnitNorms(UnitBundle.OfWeights(learning))).Limit((float)most);
        Network.MarkChanged();
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        foreach (OptimizerState state in States)
            state.Memory.Dispose();
        update.Dispose();
        unitNorms?.Dispose();
        clippedNorms?.Dispose();
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(disposed, this);

    private protected static double FromZero(double value, string name) =>
        value is >= 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is a number from 0.");

    static double? Limit(double? value, string what) =>
        value is <= 0 or double.NaN ? throw new ArgumentOutOfRangeException(nameof(value), value, $"{what} is above 0.") : value;

    /// <summary>One step over gradients times a factor.</summary>
    private protected abstract void Update(IParameterUpdate update, float gradientScale);
}
