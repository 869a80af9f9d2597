namespace Lathe;

/// <summary>Stochastic gradient descent with momentum, as PyTorch computes it: <c>g += decay * p; b = momentum * b + g; p -= rate * (nesterov ? g + momentum * b : b)</c>
/// (Sutskever et al. 2013 for the Nesterov form).</summary>
public sealed class Sgd : Optimizer
{
    /// <summary>An optimiser for a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="learningRate">The learning rate, from 0; a schedule may change it each step.</param>
    /// <param name="momentum">The momentum, in [0, 1).</param>
    /// <param name="weightDecay">Added to the gradient as this times the parameter.</param>
    /// <param name="nesterov">Looks ahead along the momentum; needs one.</param>
    /// <param name="decays">Which parameters decay.</param>
    public Sgd(Network network, double learningRate = 0.1, double momentum = 0, double weightDecay = 0, bool nesterov = false, DecayScope decays = DecayScope.All)
        : base(network, learningRate, weightDecay, decays, momentum > 0 ? ["momentum_buffer"] : [])
    {
        if (momentum is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "Momentum lies in [0, 1).");
        if (nesterov && momentum == 0)
            throw new ArgumentException("Nesterov's form needs a momentum.", nameof(nesterov));
        Momentum = momentum;
        Nesterov = nesterov;
    }

    /// <summary>The momentum.</summary>
    public double Momentum { get; }

    /// <summary>Whether it looks ahead along the momentum.</summary>
    public bool Nesterov { get; }

    internal override string Kind => "sgd";

    private protected override void Update(IParameterUpdate update, float gradientScale) => update.Run(
        new SgdStep((float)LearningRate, (float)Momentum, (float)WeightDecay, gradientScale, Nesterov), States.Length > 0 ? States[0].Memory : null);
}
