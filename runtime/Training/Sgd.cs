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
    /// <param name="decoupled">Takes the decay out of the gradient, and so out of the momentum: parameters are multiplied by 1 - rate * decay instead, as
    /// <see cref="AdamW"/> does (SGDW of Loshchilov and Hutter 2019, whose decay follows the schedule alone).</param>
    /// <param name="rateScale">What the learning rate is multiplied by for the parameter of a name, from 0; 1 for all if null. 0 freezes it: its
    /// gradient then does not count towards <see cref="Optimizer.MaxGradientNorm"/>, nor do limits change it.</param>
    public Sgd(
        Network network, double learningRate = 0.1, double momentum = 0, double weightDecay = 0, bool nesterov = false, DecayScope decays = DecayScope.All, bool decoupled = false,
        Func<string, double>? rateScale = null)
        : base(network, learningRate, weightDecay, decays, rateScale, momentum > 0 ? ["momentum_buffer"] : [])
    {
        if (momentum is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "Momentum lies in [0, 1).");
        if (nesterov && momentum == 0)
            throw new ArgumentException("Nesterov's form needs a momentum.", nameof(nesterov));
        Momentum = momentum;
        Nesterov = nesterov;
        Decoupled = decoupled;
    }

    /// <summary>The momentum.</summary>
    public double Momentum { get; }

    /// <summary>Whether it looks ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <summary>Whether weight decay is apart from the gradient.</summary>
    public bool Decoupled { get; }

    internal override string Kind => Decoupled ? "sgdw" : "sgd";

    private protected override void Update(IParameterUpdate update, float gradientScale) => update.Run(
        new SgdStep(
            (float)LearningRate, (float)Momentum, Decoupled ? 0 : (float)WeightDecay, Decoupled ? (float)(LearningRate * WeightDecay) : 0, gradientScale, Nesterov),
        States.Length > 0 ? States[0].Memory : null);
}
