namespace Lathe.Models;

/// <summary>A fully connected network that dropout keeps from overfitting.</summary>
/// <param name="Units">Units of each hidden layer.</param>
/// <param name="Rectified">Hidden units are rectified; they are logistic without.</param>
/// <param name="InputDropout">The probability of zeroing a pixel.</param>
/// <param name="HiddenDropout">The probability of zeroing a hidden unit.</param>
/// <remarks>
/// Hinton, Srivastava, Krizhevsky, Sutskever, Salakhutdinov: Improving neural networks by preventing co-adaptation of feature
/// detectors, arXiv:1207.0580 (2012); the rectified ones are those of Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout, a
/// simple way to prevent neural networks from overfitting, JMLR 15 (2014). Departure: what survives is scaled up in training, where the papers
/// scale weights down afterwards.
/// </remarks>
public abstract record DropoutMlp(int[] Units, bool Rectified = false, float InputDropout = 0.2f, float HiddenDropout = 0.5f) : Module
{
    readonly Sequential net =
    [
        new Flatten(), new Dropout(InputDropout),
        .. Units.SelectMany(units => new Module[] { Layer(units), Rectified ? new Relu() : new Sigmoid(), new Dropout(HiddenDropout) }),
        Layer(10),
    ];

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(net);

    static Linear Layer(int features) =>
        new(features) { Initial = new Initial.Normal(0.01), BiasInitial = new Initial.Constant(0) };
}

/// <summary>The 784-800-800-10 network for MNIST.</summary>
[Network(1, 28, 28)]
public sealed partial record DropoutMlp800() : DropoutMlp(Units: [800, 800]);

/// <summary>The 784-1200-1200-10 network.</summary>
[Network(1, 28, 28)]
public sealed partial record DropoutMlp1200() : DropoutMlp(Units: [1200, 1200]);

/// <summary>The 784-2000-2000-10 network.</summary>
[Network(1, 28, 28)]
public sealed partial record DropoutMlp2000() : DropoutMlp(Units: [2000, 2000]);

/// <summary>The 784-1200-1200-1200-10 network.</summary>
[Network(1, 28, 28)]
public sealed partial record DropoutMlp1200x3() : DropoutMlp(Units: [1200, 1200, 1200]);

/// <summary>Three rectified layers of 1024 units, of 2014.</summary>
[Network(1, 28, 28)]
public sealed partial record DropoutMlpRelu1024x3() : DropoutMlp(Units: [1024, 1024, 1024], Rectified: true);

/// <summary>Two rectified layers of 8192 units, of 2014: 73.6 million parameters.</summary>
[Network(1, 28, 28)]
public sealed partial record DropoutMlpRelu8192x2() : DropoutMlp(Units: [8192, 8192], Rectified: true);
