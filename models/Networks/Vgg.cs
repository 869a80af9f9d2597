namespace Lathe.Models;

/// <summary>Blocks of convolutions of size three, each halved by pooling, then three fully connected layers.</summary>
/// <param name="Convolutions">Convolutions of size three in each of the five blocks.</param>
/// <param name="Pointwise">Ends the last three blocks with a convolution of size one.</param>
/// <param name="ResponseNorm">Normalises the first convolution's channels.</param>
/// <param name="BatchNorm">Normalises every convolution.</param>
/// <param name="Excitation">Reweighs the channels of every convolution.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a hidden unit of the fully connected layers.</param>
/// <remarks>
/// Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015, arXiv:1409.1556, table 1. Initial
/// values and the batch-normalised variants are torchvision's; the paper began networks B to E with A's weights. The variant with
/// squeeze and excitation is that of Hu et al., arXiv:1709.01507, who do not say where the excitation stands: here it is after each ReLU.
/// </remarks>
public abstract record Vgg(
    int[] Convolutions, bool Pointwise = false, bool ResponseNorm = false, bool BatchNorm = false, bool Excitation = false, int Classes = 1000, float DropProbability = 0.5f) : Module
{
    static readonly int[] Widths = [64, 128, 256, 512, 512];

    readonly Sequential features = [.. Enumerable.Range(0, Widths.Length).SelectMany(block => Block(block, Convolutions[block], Pointwise, ResponseNorm, BatchNorm, Excitation))];

    readonly Sequential classifier =
    [
        Layer(4096), new Relu(), new Dropout(DropProbability),
        Layer(4096), new Relu(), new Dropout(DropProbability),
        Layer(Classes),
    ];

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(features).AdaptiveAveragePool(7, 7).Flatten().Then(classifier);

    static IEnumerable<Module> Block(int block, int convolutions, bool pointwise, bool responseNorm, bool batchNorm, bool excitation)
    {
        for (var i = 0; i < convolutions + (pointwise && block >= 2 ? 1 : 0); i++)
        {
            yield return Convolution(Widths[block], kernel: i < convolutions ? 3 : 1);
            if (batchNorm)
                yield return new BatchNorm();
            yield return new Relu();
            if (responseNorm && block == 0)
                yield return new LocalResponseNorm(Size: 5, Alpha: 5e-4f, Beta: 0.75f, K: 2);
            if (excitation)
                yield return new SqueezeExcitation(Widths[block]);
        }

        yield return new MaxPool(2);
    }

    static Conv Convolution(int channels, int kernel) => new(channels, kernel, Padding: kernel / 2)
    {
        Initial = new Initial.He(FanOut: true),
        BiasInitial = new Initial.Constant(0),
    };

    static Linear Layer(int features) => new(features) { Initial = new Initial.Normal(0.01), BiasInitial = new Initial.Constant(0) };
}

/// <summary>VGG-A: 11 layers, 132.9 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record VggA() : Vgg(Convolutions: [1, 1, 2, 2, 2]);

/// <summary>VGG-A with a local response norm.</summary>
[Network(3, 224, 224)]
public sealed partial record VggALrn() : Vgg(Convolutions: [1, 1, 2, 2, 2], ResponseNorm: true);

/// <summary>VGG-B: 13 layers.</summary>
[Network(3, 224, 224)]
public sealed partial record VggB() : Vgg(Convolutions: [2, 2, 2, 2, 2]);

/// <summary>VGG-C: 16 layers, three of them of size one.</summary>
[Network(3, 224, 224)]
public sealed partial record VggC() : Vgg(Convolutions: [2, 2, 2, 2, 2], Pointwise: true);

/// <summary>VGG-D, known as VGG-16: 138.4 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record VggD() : Vgg(Convolutions: [2, 2, 3, 3, 3]);

/// <summary>VGG-E, known as VGG-19: 143.7 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record VggE() : Vgg(Convolutions: [2, 2, 4, 4, 4]);

/// <summary>VGG-A with batch norm.</summary>
[Network(3, 224, 224)]
public sealed partial record VggABatchNorm() : Vgg(Convolutions: [1, 1, 2, 2, 2], BatchNorm: true);

/// <summary>VGG-B with batch norm.</summary>
[Network(3, 224, 224)]
public sealed partial record VggBBatchNorm() : Vgg(Convolutions: [2, 2, 2, 2, 2], BatchNorm: true);

/// <summary>VGG-D with batch norm.</summary>
[Network(3, 224, 224)]
public sealed partial record VggDBatchNorm() : Vgg(Convolutions: [2, 2, 3, 3, 3], BatchNorm: true);

/// <summary>VGG-E with batch norm.</summary>
[Network(3, 224, 224)]
public sealed partial record VggEBatchNorm() : Vgg(Convolutions: [2, 2, 4, 4, 4], BatchNorm: true);

/// <summary>SE-VGG-16: 138.6 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record SEVgg16() : Vgg(Convolutions: [2, 2, 3, 3, 3], BatchNorm: true, Excitation: true);
