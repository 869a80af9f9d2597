namespace Lathe;

/// <summary>Adam (Kingma and Ba 2015), as PyTorch computes it: <c>m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g²; p -= rate / (1 - beta1^t) * m /
/// (sqrt(v) / sqrt(1 - beta2^t) + epsilon)</c>. <see cref="Adam"/> and <see cref="AdamW"/> differ in what weight decay does.</summary>
public abstract class AdamOptimizer : Optimizer
{
    private protected AdamOptimizer(
        Network network, double learningRate, double beta1, double beta2, double epsilon, double weightDecay, DecayScope decays, Func<string, double>? rateScale)
        : base(network, learningRate, weightDecay, decays, rateScale, "exp_avg", "exp_avg_sq")
    {
        if (beta1 is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta1), beta1, "A decay lies in [0, 1).");
        if (beta2 is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta2), beta2, "A decay lies in [0, 1).");
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = FromZero(epsilon, nameof(epsilon));
    }

    /// <summary>The decay of the mean of gradients.</summary>
    public double Beta1 { get; }

    /// <summary>The decay of the mean of squared gradients.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the denominator.</summary>
    public double Epsilon { get; }

    /// <summary>Whether weight decay is apart from the gradient.</summary>
    private protected abstract bool Decoupled { get; }

    private protected override void Update(IParameterUpdate update, float gradientScale)
    {
        double correction1 = 1 - Math.Pow(Beta1, Steps), correction2 = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        update.Run(
            new AdamStep(
                (float)(LearningRate / correction1), (float)Beta1, (float)(1 - Beta1), (float)Beta2, (float)(1 - Beta2), (float)correction2, (float)Epsilon,
                Decoupled ? 0 : (float)WeightDecay, Decoupled ? (float)(LearningRate * WeightDecay) : 0, gradientScale),
            States[0].Memory, States[1].Memory);
    }
}
