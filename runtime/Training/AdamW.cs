namespace Lathe;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch computes it: <c>p *= 1 - rate * decay; m = beta1 * m + (1 - beta1) * g;
/// v = beta2 * v + (1 - beta2) * g²; p -= rate / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)</c>.</summary>
public sealed class AdamW : Optimizer
{
    /// <summary>An optimiser for a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="learningRate">The learning rate, from 0; a schedule may change it each step.</param>
    /// <param name="beta1">The decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of squared gradients, in [0, 1).</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="weightDecay">The weight decay, decoupled from the gradient.</param>
    /// <param name="decays">Which parameters decay.</param>
    public AdamW(
        Network network, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01, DecayScope decays = DecayScope.All)
        : base(network, learningRate, weightDecay, decays, "exp_avg", "exp_avg_sq")
    {
        if (beta1 is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta1), beta1, "A decay lies in [0, 1).");
        if (beta2 is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta2), beta2, "A decay lies in [0, 1).");
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
    }

    /// <summary>The decay of the mean of gradients.</summary>
    public double Beta1 { get; }

    /// <summary>The decay of the mean of squared gradients.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the denominator.</summary>
    public double Epsilon { get; }

    internal override string Kind => "adamw";

    private protected override void Update(IParameterUpdate update, float gradientScale)
    {
        double correction1 = 1 - Math.Pow(Beta1, Steps), correction2 = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        update.Run(
            new AdamWStep(
                (float)(LearningRate / correction1), (float)Beta1, (float)(1 - Beta1), (float)Beta2, (float)(1 - Beta2), (float)correction2, (float)Epsilon,
                (float)(1 - (LearningRate * WeightDecay)), gradientScale),
            States[0].Memory, States[1].Memory);
    }
}
