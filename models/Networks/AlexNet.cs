namespace Lathe.Models;

/// <summary>The network that won ImageNet in 2012, in its two halves of channels.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a hidden unit after each of the first two fully connected layers.</param>
/// <remarks>
/// Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural Networks, NIPS 2012. Its two GPUs are two groups of
/// channels in the second, fourth and fifth convolution. The image is 227x227, as the sizes demand; the text says 224x224. Its response
/// norm does not divide alpha by the five channels, so that alpha here is five times the paper's.
/// </remarks>
public abstract record AlexNet(int Classes, float DropProbability = 0.5f) : Module
{
    readonly Conv conv1 = Convolution(96, kernel: 11, stride: 4, bias: 0);
    readonly Conv conv2 = Convolution(256, kernel: 5, padding: 2, groups: 2);
    readonly Conv conv3 = Convolution(384, kernel: 3, padding: 1, bias: 0);
    readonly Conv conv4 = Convolution(384, kernel: 3, padding: 1, groups: 2);
    readonly Conv conv5 = Convolution(256, kernel: 3, padding: 1, groups: 2);
    readonly Linear fc6 = Layer(4096, bias: 1);
    readonly Linear fc7 = Layer(4096, bias: 1);
    readonly Linear fc8 = Layer(Classes, bias: 0);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var low = Halve(Normalize(Halve(Normalize(x.Then(conv1).Relu())).Then(conv2).Relu()));
        var high = Halve(low.Then(conv3).Relu().Then(conv4).Relu().Then(conv5).Relu()).Flatten();
        return high.Then(fc6).Relu().Dropout(DropProbability).Then(fc7).Relu().Dropout(DropProbability).Then(fc8);
    }

    static Tensor Normalize(Tensor x) => x.LocalResponseNorm(size: 5, alpha: 5e-4f, beta: 0.75f, k: 2);

    static Tensor Halve(Tensor x) => x.MaxPool(3, stride: 2);

    static Conv Convolution(int channels, int kernel, int stride = 1, int padding = 0, int groups = 1, double bias = 1) =>
        new(channels, kernel, stride, padding, Groups: groups) { Initial = new Initial.Normal(0.01), BiasInitial = new Initial.Constant(bias) };

    static Linear Layer(int features, double bias) =>
        new(features) { Initial = new Initial.Normal(0.005), BiasInitial = new Initial.Constant(bias) };
}

/// <summary>AlexNet on one device, as torchvision has it.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a unit before each of the first two fully connected layers.</param>
/// <remarks>
/// Krizhevsky: One weird trick for parallelizing convolutional neural networks, arXiv:1404.5997 (2014): no groups, no response norm, 64
/// channels first. torchvision drops before the fully connected layers, not after them.
/// </remarks>
public abstract record OneWeirdTrick(int Classes, float DropProbability = 0.5f) : Module
{
    readonly Sequential features =
    [
        new Conv(64, Kernel: 11, Stride: 4, Padding: 2), new Relu(), new MaxPool(3, Stride: 2),
        new Conv(192, Kernel: 5, Padding: 2), new Relu(), new MaxPool(3, Stride: 2),
        new Conv(384, Kernel: 3, Padding: 1), new Relu(),
        new Conv(256, Kernel: 3, Padding: 1), new Relu(),
        new Conv(256, Kernel: 3, Padding: 1), new Relu(), new MaxPool(3, Stride: 2),
    ];

    readonly Sequential classifier =
    [
        new Dropout(DropProbability), new Linear(4096), new Relu(),
        new Dropout(DropProbability), new Linear(4096), new Relu(),
        new Linear(Classes),
    ];

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(features).AdaptiveAveragePool(6, 6).Flatten().Then(classifier);
}

/// <summary>The network of 2012: 61.0 million parameters.</summary>
[Network(3, 227, 227)]
public sealed partial record AlexNet2012() : AlexNet(Classes: 1000);

/// <summary>torchvision's: 61.1 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record AlexNetTorchvision() : OneWeirdTrick(Classes: 1000);
