namespace Lathe.Models;

// The residual networks of Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet and the Impact of Residual Connections on
// Learning, AAAI 2017, arXiv:1602.07261.

/// <summary>Branches that are concatenated, widened by a convolution of size one, scaled down and added to the input.</summary>
/// <param name="Branches">The units of each branch.</param>
/// <param name="Channels">Channels in and out.</param>
/// <param name="Scale">What the branches are multiplied by, for training to stay stable.</param>
public sealed record InceptionResidualV1(UnitShape[][] Branches, int Channels, float Scale) : Module
{
    readonly ConvUnit b0 = Branches[0][0].Unit();
    readonly Sequential b1 = UnitShape.Branch(Branches[1]);
    readonly Sequential? b2 = Branches.Length < 3 ? null : UnitShape.Branch(Branches[2]);
    readonly Conv up = new(Channels, Kernel: 1);

    /// <summary>C, H, W to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var branches = b2 is null ? Tensor.Concat(x.Then(b0), x.Then(b1)) : Tensor.Concat(x.Then(b0), x.Then(b1), x.Then(b2));
        return (x + Scale * branches.Then(up)).Relu();
    }
}

/// <summary>Inception-ResNet-v1: about the cost of Inception-v3.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a feature before the last layer.</param>
/// <remarks>arXiv:1602.07261, figures 9 to 14; with five modules on 8x8 pixels, as the paper has them.</remarks>
public abstract record InceptionResNetV1(int Classes = 1000, float DropProbability = 0.2f) : Module
{
    readonly Sequential stem =
    [
        new ConvUnit(32, Kernel: 3, Stride: 2, Valid: true), new ConvUnit(32, Kernel: 3, Valid: true), new ConvUnit(64, Kernel: 3),
        new MaxPool(3, Stride: 2), new ConvUnit(80, Kernel: 1), new ConvUnit(192, Kernel: 3, Valid: true), new ConvUnit(256, Kernel: 3, Stride: 2, Valid: true),
    ];

    readonly Sequential a = [.. Enumerable.Repeat(new InceptionResidualV1(
        [[new(32, Kernel: 1)], [new(32, Kernel: 1), new(32, Kernel: 3)], [new(32, Kernel: 1), new(32, Kernel: 3), new(32, Kernel: 3)]],
        Channels: 256, Scale: 0.17f), 5)];

    readonly ConvUnit ra0 = new(384, Kernel: 3, Stride: 2, Valid: true);
    readonly Sequential ra1 = [new ConvUnit(192, Kernel: 1), new ConvUnit(192, Kernel: 3), new ConvUnit(256, Kernel: 3, Stride: 2, Valid: true)];

    readonly Sequential b = [.. Enumerable.Repeat(new InceptionResidualV1(
        [[new(128, Kernel: 1)], [new(128, Kernel: 1), new(128, Kernel: 1, KernelWidth: 7), new(128, Kernel: 7, KernelWidth: 1)]],
        Channels: 896, Scale: 0.1f), 10)];

    readonly Sequential rb0 = [new ConvUnit(256, Kernel: 1), new ConvUnit(384, Kernel: 3, Stride: 2, Valid: true)];
    readonly Sequential rb1 = [new ConvUnit(256, Kernel: 1), new ConvUnit(256, Kernel: 3, Stride: 2, Valid: true)];
    readonly Sequential rb2 = [new ConvUnit(256, Kernel: 1), new ConvUnit(256, Kernel: 3), new ConvUnit(256, Kernel: 3, Stride: 2, Valid: true)];

    readonly Sequential c = [.. Enumerable.Repeat(new InceptionResidualV1(
        [[new(192, Kernel: 1)], [new(192, Kernel: 1), new(192, Kernel: 1, KernelWidth: 3), new(192, Kernel: 3, KernelWidth: 1)]],
        Channels: 1792, Scale: 0.2f), 5)];

    readonly Linear fc = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var low = x.Then(stem).Then(a);
        var middle = Tensor.Concat(low.Then(ra0), low.Then(ra1), low.MaxPool(3, stride: 2)).Then(b);
        var high = Tensor.Concat(middle.Then(rb0), middle.Then(rb1), middle.Then(rb2), middle.MaxPool(3, stride: 2)).Then(c);
        return high.GlobalAveragePool().Dropout(DropProbability).Then(fc);
    }
}

/// <summary>The residual module of Inception-ResNet-v2, as released.</summary>
/// <param name="Branches">The units of each branch.</param>
/// <param name="Channels">Channels in and out.</param>
/// <param name="Scale">What the branches are multiplied by, for training to stay stable.</param>
/// <param name="Excitation">Reweighs the channels before they are scaled.</param>
/// <param name="Rectify">Ends with a ReLU.</param>
public sealed record InceptionResidualV2(UnitShape[][] Branches, int Channels, float Scale, bool Excitation, bool Rectify = true) : Module
{
    readonly ConvUnit branch0 = Branches[0][0].Unit();
    readonly Sequential branch1 = UnitShape.Branch(Branches[1]);
    readonly Sequential? branch2 = Branches.Length < 3 ? null : UnitShape.Branch(Branches[2]);

    [Name("conv2d")]
    readonly Module up = Excitation ? Excited(Channels) : new Conv(Channels, Kernel: 1);

    /// <summary>C, H, W to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var branches = branch2 is null ? Tensor.Concat(x.Then(branch0), x.Then(branch1)) : Tensor.Concat(x.Then(branch0), x.Then(branch1), x.Then(branch2));
        var y = x + Scale * branches.Then(up);
        return Rectify ? y.Relu() : y;
    }

    static Sequential Excited(int channels) => [new Conv(channels, Kernel: 1), new SqueezeExcitation(channels)];
}

/// <summary>The module behind Inception-ResNet-v2's stem: an Inception-v3 module with a mean that leaves the border out.</summary>
public sealed record InceptionResNetV2Mixed : Module
{
    readonly ConvUnit branch0 = new(96, Kernel: 1);
    readonly Sequential branch1 = [new ConvUnit(48, Kernel: 1), new ConvUnit(64, Kernel: 5)];
    readonly Sequential branch2 = [new ConvUnit(64, Kernel: 1), new ConvUnit(96, Kernel: 3), new ConvUnit(96, Kernel: 3)];
    readonly Sequential branch3 = InceptionV4.Projection(64);

    /// <summary>192, H, W to 320, H, W.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(x.Then(branch0), x.Then(branch1), x.Then(branch2), x.Then(branch3));
}

/// <summary>From 17x17 to 8x8 pixels in Inception-ResNet-v2.</summary>
public sealed record InceptionResNetV2Reduction : Module
{
    readonly Sequential branch0 = [new ConvUnit(256, Kernel: 1), new ConvUnit(384, Kernel: 3, Stride: 2, Valid: true)];
    readonly Sequential branch1 = [new ConvUnit(256, Kernel: 1), new ConvUnit(288, Kernel: 3, Stride: 2, Valid: true)];
    readonly Sequential branch2 = [new ConvUnit(256, Kernel: 1), new ConvUnit(288, Kernel: 3), new ConvUnit(320, Kernel: 3, Stride: 2, Valid: true)];

    /// <summary>1088, H, W to 2080, H/2, W/2.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(x.Then(branch0), x.Then(branch1), x.Then(branch2), x.MaxPool(3, stride: 2));
}

/// <summary>Inception-ResNet-v2: about the cost of Inception-v4.</summary>
/// <param name="Excitation">Reweighs the channels of every residual module.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a feature before the last layer.</param>
/// <remarks>
/// arXiv:1602.07261. As its authors released it, which has twice as many modules as the paper's figure, and a last one without scale or ReLU.
/// Names are those of timm. The paper of squeeze and excitation (arXiv:1709.01507) does not say where it stands: here it is before the scale.
/// </remarks>
public abstract record InceptionResNetV2(bool Excitation = false, int Classes = 1000, float DropProbability = 0.2f) : Module
{
    [Name("conv2d_1a")]
    readonly ConvUnit conv1a = new(32, Kernel: 3, Stride: 2, Valid: true);

    [Name("conv2d_2a")]
    readonly ConvUnit conv2a = new(32, Kernel: 3, Valid: true);

    [Name("conv2d_2b")]
    readonly ConvUnit conv2b = new(64, Kernel: 3);

    [Name("conv2d_3b")]
    readonly ConvUnit conv3b = new(80, Kernel: 1);

    [Name("conv2d_4a")]
    readonly ConvUnit conv4a = new(192, Kernel: 3, Valid: true);

    [Name("mixed_5b")]
    readonly InceptionResNetV2Mixed mixed5b = new();

    [Name("repeat")]
    readonly Sequential blocks35 = [.. Enumerable.Repeat(new InceptionResidualV2(
        [[new(32, Kernel: 1)], [new(32, Kernel: 1), new(32, Kernel: 3)], [new(32, Kernel: 1), new(48, Kernel: 3), new(64, Kernel: 3)]],
        Channels: 320, Scale: 0.17f, Excitation), 10)];

    [Name("mixed_6a")]
    readonly InceptionReductionA mixed6a = new(256, 256, 384, 384);

    [Name("repeat_1")]
    readonly Sequential blocks17 = [.. Enumerable.Repeat(new InceptionResidualV2(
        [[new(192, Kernel: 1)], [new(128, Kernel: 1), new(160, Kernel: 1, KernelWidth: 7), new(192, Kernel: 7, KernelWidth: 1)]],
        Channels: 1088, Scale: 0.1f, Excitation), 20)];

    [Name("mixed_7a")]
    readonly InceptionResNetV2Reduction mixed7a = new();

    [Name("repeat_2")]
    readonly Sequential blocks8 = [.. Enumerable.Repeat(Block8(0.2f, Excitation, rectify: true), 9)];

    readonly InceptionResidualV2 block8 = Block8(1, Excitation, rectify: false);

    [Name("conv2d_7b")]
    readonly ConvUnit conv7b = new(1536, Kernel: 1);

    [Name("classif")]
    readonly Linear classifier = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var stem = x.Then(conv1a).Then(conv2a).Then(conv2b).MaxPool(3, stride: 2).Then(conv3b).Then(conv4a).MaxPool(3, stride: 2);
        var high = stem.Then(mixed5b).Then(blocks35).Then(mixed6a).Then(blocks17).Then(mixed7a).Then(blocks8).Then(block8);
        return high.Then(conv7b).GlobalAveragePool().Dropout(DropProbability).Then(classifier);
    }

    static InceptionResidualV2 Block8(float scale, bool excitation, bool rectify) => new(
        [[new(192, Kernel: 1)], [new(192, Kernel: 1), new(224, Kernel: 1, KernelWidth: 3), new(256, Kernel: 3, KernelWidth: 1)]],
        Channels: 2080, scale, excitation, rectify);
}

/// <summary>Inception-ResNet-v1: 22.8 million parameters.</summary>
[Network(3, 299, 299)]
public sealed partial record InceptionResNetV1ImageNet() : InceptionResNetV1();

/// <summary>Inception-ResNet-v2: 55.8 million parameters.</summary>
[Network(3, 299, 299)]
public sealed partial record InceptionResNetV2ImageNet() : InceptionResNetV2();

/// <summary>SE-Inception-ResNet-v2: 64.4 million parameters.</summary>
[Network(3, 299, 299)]
public sealed partial record SEInceptionResNetV2() : InceptionResNetV2(Excitation: true);
