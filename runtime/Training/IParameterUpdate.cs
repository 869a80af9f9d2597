namespace Lathe;

/// <summary>The updates of optimisers on a device, over the pieces of all parameters.</summary>
interface IParameterUpdate : IDisposable
{
    /// <summary>The norm of all gradients together.</summary>
    double GradientNorm();

    /// <summary>A step of stochastic gradient descent.</summary>
    /// <param name="step">Its numbers.</param>
    /// <param name="momentum">The momentum buffer; null without momentum.</param>
    void Run(in SgdStep step, MemoryBlock? momentum);

    /// <summary>A step of Adam.</summary>
    /// <param name="step">Its numbers.</param>
    /// <param name="means">The means of the gradients.</param>
    /// <param name="squares">The means of the squared gradients.</param>
    void Run(in AdamStep step, MemoryBlock means, MemoryBlock squares);
}

/// <summary>The numbers of a step of <see cref="Sgd"/>.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Momentum">The momentum.</param>
/// <param name="Decay">The share of parameters that pieces that decay add to their gradients.</param>
/// <param name="DecoupledDecay">The share of themselves that parameters of pieces that decay lose, where their learning rate is <paramref name="Rate"/>.</param>
/// <param name="Scale">What gradients are multiplied by.</param>
/// <param name="Nesterov">Whether it looks ahead.</param>
readonly record struct SgdStep(float Rate, float Momentum, float Decay, float DecoupledDecay, float Scale, bool Nesterov);

/// <summary>The numbers of a step of <see cref="AdamOptimizer"/>.</summary>
/// <param name="Rate">The learning rate over the first correction.</param>
/// <param name="Beta1">The decay of the means.</param>
/// <param name="Rest1">1 - <paramref name="Beta1"/>.</param>
/// <param name="Beta2">The decay of the means of squares.</param>
/// <param name="Rest2">1 - <paramref name="Beta2"/>.</param>
/// <param name="Correction2">The root of the second correction.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="Decay">The share of parameters that pieces that decay add to their gradients.</param>
/// <param name="DecoupledDecay">The share of themselves that parameters of pieces that decay lose, where no other learning rate is theirs.</param>
/// <param name="Scale">What gradients are multiplied by.</param>
readonly record struct AdamStep(float Rate, float Beta1, float Rest1, float Beta2, float Rest2, float Correction2, float Epsilon, float Decay, float DecoupledDecay, float Scale);
