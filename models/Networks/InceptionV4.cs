namespace Lathe.Models;

/// <summary>Two ways to halve the image at once, concatenated: a convolution and a maximum.</summary>
/// <param name="Channels">Channels of the convolution.</param>
/// <param name="PoolFirst">Concatenates the maximum first.</param>
public sealed record SplitHalving(int Channels, bool PoolFirst) : Module
{
    readonly ConvUnit conv = new(Channels, Kernel: 3, Stride: 2, Valid: true);

    /// <summary>C, H, W to C + <see cref="Channels"/>, H/2, W/2.</summary>
    public Tensor Forward(Tensor x)
    {
        var (convolved, pooled) = (x.Then(conv), x.MaxPool(3, stride: 2));
        return PoolFirst ? Tensor.Concat(pooled, convolved) : Tensor.Concat(convolved, pooled);
    }
}

/// <summary>The part of the stem between its two halvings (figure 3).</summary>
public sealed record InceptionV4Stem : Module
{
    readonly Sequential branch0 = [new ConvUnit(64, Kernel: 1), new ConvUnit(96, Kernel: 3, Valid: true)];

    readonly Sequential branch1 =
    [
        new ConvUnit(64, Kernel: 1), new ConvUnit(64, Kernel: 1, KernelWidth: 7), new ConvUnit(64, Kernel: 7, KernelWidth: 1),
        new ConvUnit(96, Kernel: 3, Valid: true),
    ];

    /// <summary>C, H, W to 192, H-2, W-2.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(x.Then(branch0), x.Then(branch1));
}

/// <summary>The module on 35x35 pixels (figure 4).</summary>
public sealed record InceptionV4A : Module
{
    readonly ConvUnit branch0 = new(96, Kernel: 1);
    readonly Sequential branch1 = [new ConvUnit(64, Kernel: 1), new ConvUnit(96, Kernel: 3)];
    readonly Sequential branch2 = [new ConvUnit(64, Kernel: 1), new ConvUnit(96, Kernel: 3), new ConvUnit(96, Kernel: 3)];
    readonly Sequential branch3 = InceptionV4.Projection(96);

    /// <summary>384, H, W to the same.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(x.Then(branch0), x.Then(branch1), x.Then(branch2), x.Then(branch3));
}

/// <summary>From 35x35 to 17x17 pixels (figure 7).</summary>
/// <param name="First">Channels of the third branch's first convolution: k.</param>
/// <param name="Second">Channels of its second: l.</param>
/// <param name="Third">Channels of its third: m.</param>
/// <param name="Single">Channels of the single convolution: n.</param>
public sealed record InceptionReductionA(int First, int Second, int Third, int Single) : Module
{
    readonly ConvUnit branch0 = new(Single, Kernel: 3, Stride: 2, Valid: true);

    readonly Sequential branch1 =
        [new ConvUnit(First, Kernel: 1), new ConvUnit(Second, Kernel: 3), new ConvUnit(Third, Kernel: 3, Stride: 2, Valid: true)];

    /// <summary>C, H, W to C + <see cref="Third"/> + <see cref="Single"/>, H/2, W/2.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(x.Then(branch0), x.Then(branch1), x.MaxPool(3, stride: 2));
}

/// <summary>The module on 17x17 pixels (figure 5).</summary>
public sealed record InceptionV4B : Module
{
    readonly ConvUnit branch0 = new(384, Kernel: 1);
    readonly Sequential branch1 = [new ConvUnit(192, Kernel: 1), new ConvUnit(224, Kernel: 1, KernelWidth: 7), new ConvUnit(256, Kernel: 7, KernelWidth: 1)];

    readonly Sequential branch2 =
    [
        new ConvUnit(192, Kernel: 1), new ConvUnit(192, Kernel: 7, KernelWidth: 1), new ConvUnit(224, Kernel: 1, KernelWidth: 7),
        new ConvUnit(224, Kernel: 7, KernelWidth: 1), new ConvUnit(256, Kernel: 1, KernelWidth: 7),
    ];

    readonly Sequential branch3 = InceptionV4.Projection(128);

    /// <summary>1024, H, W to the same.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(x.Then(branch0), x.Then(branch1), x.Then(branch2), x.Then(branch3));
}

/// <summary>From 17x17 to 8x8 pixels (figure 8).</summary>
public sealed record InceptionV4ReductionB : Module
{
    readonly Sequential branch0 = [new ConvUnit(192, Kernel: 1), new ConvUnit(192, Kernel: 3, Stride: 2, Valid: true)];

    readonly Sequential branch1 =
    [
        new ConvUnit(256, Kernel: 1), new ConvUnit(256, Kernel: 1, KernelWidth: 7), new ConvUnit(320, Kernel: 7, KernelWidth: 1),
        new ConvUnit(320, Kernel: 3, Stride: 2, Valid: true),
    ];

    /// <summary>1024, H, W to 1536, H/2, W/2.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(x.Then(branch0), x.Then(branch1), x.MaxPool(3, stride: 2));
}

/// <summary>The module on 8x8 pixels (figure 6).</summary>
public sealed record InceptionV4C : Module
{
    readonly ConvUnit branch0 = new(256, Kernel: 1);

    [Name("branch1_0")]
    readonly ConvUnit second = new(384, Kernel: 1);

    [Name("branch1_1a")]
    readonly ConvUnit secondRow = new(256, Kernel: 1, KernelWidth: 3);

    [Name("branch1_1b")]
    readonly ConvUnit secondColumn = new(256, Kernel: 3, KernelWidth: 1);

    [Name("branch2_0")]
    readonly ConvUnit third0 = new(384, Kernel: 1);

    [Name("branch2_1")]
    readonly ConvUnit third1 = new(448, Kernel: 3, KernelWidth: 1);

    [Name("branch2_2")]
    readonly ConvUnit third2 = new(512, Kernel: 1, KernelWidth: 3);

    [Name("branch2_3a")]
    readonly ConvUnit thirdRow = new(256, Kernel: 1, KernelWidth: 3);

    [Name("branch2_3b")]
    readonly ConvUnit thirdColumn = new(256, Kernel: 3, KernelWidth: 1);

    readonly Sequential branch3 = InceptionV4.Projection(256);

    /// <summary>1536, H, W to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var narrow = x.Then(second);
        var wide = x.Then(third0).Then(third1).Then(third2);
        return Tensor.Concat(
            x.Then(branch0), narrow.Then(secondRow), narrow.Then(secondColumn), wide.Then(thirdRow), wide.Then(thirdColumn), x.Then(branch3));
    }
}

/// <summary>Inception-v4: a stem that splits, and uniform modules.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a feature before the last layer.</param>
/// <remarks>
/// Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning, AAAI 2017,
/// arXiv:1602.07261. Names are those of timm; its residual networks are <see cref="InceptionResNetV1"/> and <see cref="InceptionResNetV2"/>.
/// </remarks>
public abstract record InceptionV4(int Classes = 1000, float DropProbability = 0.2f) : Module
{
    readonly Sequential features =
    [
        new ConvUnit(32, Kernel: 3, Stride: 2, Valid: true), new ConvUnit(32, Kernel: 3, Valid: true), new ConvUnit(64, Kernel: 3),
        new SplitHalving(96, PoolFirst: true), new InceptionV4Stem(), new SplitHalving(192, PoolFirst: false),
        .. Enumerable.Repeat(new InceptionV4A(), 4), new InceptionReductionA(192, 224, 256, 384),
        .. Enumerable.Repeat(new InceptionV4B(), 7), new InceptionV4ReductionB(),
        .. Enumerable.Repeat(new InceptionV4C(), 3),
    ];

    [Name("last_linear")]
    readonly Linear classifier = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(features).GlobalAveragePool().Dropout(DropProbability).Then(classifier);

    internal static Sequential Projection(int channels) =>
        [new AveragePool(3, Stride: 1, Padding: 1, CountIncludePad: false), new ConvUnit(channels, Kernel: 1)];
}

/// <summary>Inception-v4: 42.7 million parameters.</summary>
[Network(3, 299, 299)]
public sealed partial record InceptionV4ImageNet() : InceptionV4();
