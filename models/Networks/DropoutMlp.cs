namespace Lathe.Models;

/// <summary>A fully connected network that dropout keeps from overfitting.</summary>
/// <param name="Units">Units of each of the two hidden layers.</param>
/// <param name="InputDropout">The probability of zeroing a pixel.</param>
/// <param name="HiddenDropout">The probability of zeroing a hidden unit.</param>
/// <remarks>
/// Hinton, Srivastava, Krizhevsky, Sutskever, Salakhutdinov: Improving neural networks by preventing co-adaptation of feature
/// detectors, arXiv:1207.0580 (2012). Departure: what survives is scaled up in training, where the paper scales weights down afterwards.
/// </remarks>
public abstract record DropoutMlp(int Units, float InputDropout = 0.2f, float HiddenDropout = 0.5f) : Module
{
    readonly Sequential net =
    [
        new Flatten(), new Dropout(InputDropout),
        Layer(Units), new Sigmoid(), new Dropout(HiddenDropout),
        Layer(Units), new Sigmoid(), new Dropout(HiddenDropout),
        Layer(10),
    ];

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(net);

    static Linear Layer(int features) =>
        new(features) { Initial = new Initial.Normal(0.01), BiasInitial = new Initial.Constant(0) };
}

/// <summary>The 784-800-800-10 network for MNIST.</summary>
[Network(1, 28, 28)]
public sealed partial record DropoutMlp800() : DropoutMlp(Units: 800);
