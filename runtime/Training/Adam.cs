namespace Lathe;

/// <summary>Adam (Kingma and Ba 2015) with weight decay as L2 regularisation: before a step, <c>g += decay * p</c>.</summary>
public sealed class Adam : AdamOptimizer
{
    /// <summary>An optimiser for a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="learningRate">The learning rate, from 0; a schedule may change it each step.</param>
    /// <param name="beta1">The decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of squared gradients, in [0, 1).</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="weightDecay">Added to the gradient as this times the parameter.</param>
    /// <param name="decays">Which parameters decay.</param>
    /// <param name="rateScale">What the learning rate is multiplied by for the parameter of a name, from 0; 1 for all if null. 0 freezes it: its
    /// gradient then does not count towards <see cref="Optimizer.MaxGradientNorm"/>, nor do limits change it.</param>
    public Adam(
        Network network, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, DecayScope decays = DecayScope.All,
        Func<string, double>? rateScale = null)
        : base(network, learningRate, beta1, beta2, epsilon, weightDecay, decays, rateScale)
    {
    }

    internal override string Kind => "adam";

    private protected override bool Decoupled => false;
}
