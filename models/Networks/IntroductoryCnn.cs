namespace Lathe.Models;

/// <summary>A first convolutional network: two convolutions, each halved by pooling, then two fully connected layers.</summary>
/// <param name="DropProbability">The probability of zeroing a hidden unit before the last layer.</param>
/// <remarks>
/// The lecture on large networks begins with the parts of such a network without naming one; this is the usual form for MNIST, as many
/// introductions have it.
/// </remarks>
public abstract record IntroductoryCnn(float DropProbability = 0.5f) : Module
{
    readonly Conv conv1 = new(32, Kernel: 5, Padding: 2);
    readonly Conv conv2 = new(64, Kernel: 5, Padding: 2);
    readonly Linear fc1 = new(1024);
    readonly Linear fc2 = new(10);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var features = x.Then(conv1).Relu().MaxPool(2).Then(conv2).Relu().MaxPool(2);
        return features.Flatten().Then(fc1).Relu().Dropout(DropProbability).Then(fc2);
    }
}

/// <summary>The introductory network for 28x28 digits or clothes: 3.3 million parameters.</summary>
[Network(1, 28, 28)]
public sealed partial record IntroCnn() : IntroductoryCnn();
