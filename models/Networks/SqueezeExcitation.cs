namespace Lathe.Models;

/// <summary>Squeezes each channel to its mean, lets two small layers weigh the channels, and scales them.</summary>
/// <param name="Channels">Channels in and out.</param>
/// <param name="Reduction">How many times fewer units there are between the two layers.</param>
public sealed record SqueezeExcitation(int Channels, int Reduction = 16) : Module
{
    readonly Conv fc1 = new(Channels / Reduction, Kernel: 1);
    readonly Conv fc2 = new(Channels, Kernel: 1);

    /// <summary>C, H, W to the same.</summary>
    public Tensor Forward(Tensor x) => x * x.MeanKeep(1, 2).Then(fc1).Relu().Then(fc2).Sigmoid();
}

/// <summary>A bottleneck of three convolutions whose channels are reweighed before the shortcut is added.</summary>
/// <param name="Width">Channels of the inner convolution; four times as many come out.</param>
/// <param name="Stride">2 where the block halves the image; it is the first convolution that strides.</param>
/// <param name="Project">Projects the shortcut: the first block of a stage.</param>
public sealed record SqueezeExcitationBlock(int Width, int Stride = 1, bool Project = false) : Module
{
    readonly Conv conv1 = SqueezeExcitationResNet.Convolution(Width, kernel: 1, Stride);
    readonly BatchNorm bn1 = new();
    readonly Conv conv2 = SqueezeExcitationResNet.Convolution(Width, kernel: 3);
    readonly BatchNorm bn2 = new();
    readonly Conv conv3 = SqueezeExcitationResNet.Convolution(4 * Width, kernel: 1);
    readonly BatchNorm bn3 = new();

    [Name("se_module")]
    readonly SqueezeExcitation excitation = new(4 * Width);

    readonly Sequential? downsample =
        Project ? [SqueezeExcitationResNet.Convolution(4 * Width, kernel: 1, Stride), new BatchNorm()] : null;

    /// <summary>C, H, W to 4 <see cref="Width"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(conv1).Then(bn1).Relu().Then(conv2).Then(bn2).Relu().Then(conv3).Then(bn3).Then(excitation);
        return (y + (downsample is null ? x : x.Then(downsample))).Relu();
    }
}

/// <summary>ResNets of bottlenecks with squeeze and excitation.</summary>
/// <param name="Blocks">Blocks of each of the four stages.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Hu, Shen, Albanie, Sun, Wu: Squeeze-and-Excitation Networks, CVPR 2018, arXiv:1709.01507. As the authors released it: the stride lies in
/// a block's first convolution, the stem's pooling keeps partial windows.
/// </remarks>
public abstract record SqueezeExcitationResNet(int[] Blocks, int Classes) : Module
{
    [Name("layer0.conv1")]
    readonly Conv conv1 = Convolution(64, kernel: 7, stride: 2);

    [Name("layer0.bn1")]
    readonly BatchNorm bn1 = new();

    readonly Sequential layer1 = Stage(64, stride: 1, Blocks[0]);
    readonly Sequential layer2 = Stage(128, stride: 2, Blocks[1]);
    readonly Sequential layer3 = Stage(256, stride: 2, Blocks[2]);
    readonly Sequential layer4 = Stage(512, stride: 2, Blocks[3]);

    [Name("last_linear")]
    readonly Linear classifier = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var stem = x.Then(conv1).Then(bn1).Relu().MaxPool(3, stride: 2, ceilMode: true);
        return stem.Then(layer1).Then(layer2).Then(layer3).Then(layer4).GlobalAveragePool().Then(classifier);
    }

    internal static Conv Convolution(int channels, int kernel, int stride = 1) =>
        new(channels, kernel, stride, Padding: kernel / 2, Bias: false) { Initial = new Initial.He(FanOut: true) };

    static Sequential Stage(int width, int stride, int blocks) =>
        [new SqueezeExcitationBlock(width, stride, Project: true), .. Enumerable.Repeat(new SqueezeExcitationBlock(width), blocks - 1)];
}

/// <summary>SE-ResNet-50: 28.1 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record SEResNet50() : SqueezeExcitationResNet(Blocks: [3, 4, 6, 3], Classes: 1000);
