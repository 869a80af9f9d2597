namespace Lathe.Models;

/// <summary>Network in network: every convolution is followed by two of size one, a small perceptron at each pixel; the classes are the
/// channels of the last, averaged over the image.</summary>
/// <param name="DropProbability">The probability of zeroing an activation between the three parts.</param>
/// <remarks>
/// Lin, Chen, Yan: Network In Network, ICLR 2014, arXiv:1312.4400. As its authors' CIFAR-10 definition has it: ReLU also after the last
/// convolution, maximum pooling first and average pooling second, partial windows kept.
/// </remarks>
public abstract record NetworkInNetwork(float DropProbability = 0.5f) : Module
{
    readonly Sequential net =
    [
        .. MlpConv(kernel: 5, 192, 160, 96), new MaxPool(3, Stride: 2, CeilMode: true), new Dropout(DropProbability),
        .. MlpConv(kernel: 5, 192, 192, 192), new AveragePool(3, Stride: 2, CeilMode: true), new Dropout(DropProbability),
        .. MlpConv(kernel: 3, 192, 192, 10), new GlobalAveragePool(),
    ];

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(net);

    static Module[] MlpConv(int kernel, params int[] channels) =>
    [
        Layer(channels[0], kernel), new Relu(),
        Layer(channels[1], kernel: 1), new Relu(),
        Layer(channels[2], kernel: 1), new Relu(),
    ];

    static Conv Layer(int channels, int kernel) => new(channels, kernel, Padding: kernel / 2)
    {
        Initial = new Initial.Normal(0.05),
        BiasInitial = new Initial.Constant(0),
    };
}

/// <summary>Network in network for CIFAR-10.</summary>
[Network(3, 32, 32)]
public sealed partial record NinCifar10() : NetworkInNetwork();
