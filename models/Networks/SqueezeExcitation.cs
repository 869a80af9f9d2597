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

/// <summary>How a stage's bottlenecks with squeeze and excitation are made.</summary>
/// <param name="Narrow">Channels of the first convolution.</param>
/// <param name="Width">Channels of the inner one.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Groups">Groups of the inner convolution.</param>
/// <param name="FirstStrides">The first convolution strides, not the inner one.</param>
public sealed record SqueezeExcitationShape(int Narrow, int Width, int Channels, int Groups = 1, bool FirstStrides = false);

/// <summary>A bottleneck of three convolutions whose channels are reweighed before the shortcut is added.</summary>
/// <param name="Shape">Channels and groups.</param>
/// <param name="Stride">2 where the block halves the image.</param>
/// <param name="Projection">The size of the shortcut's convolution; 0 where there is none.</param>
public sealed record SqueezeExcitationBlock(SqueezeExcitationShape Shape, int Stride = 1, int Projection = 0) : Module
{
    readonly Conv conv1 = ResNet.Convolution(Shape.Narrow, kernel: 1, Shape.FirstStrides ? Stride : 1);
    readonly BatchNorm bn1 = new();
    readonly Conv conv2 = ResNet.Convolution(Shape.Width, kernel: 3, Shape.FirstStrides ? 1 : Stride, Shape.Groups);
    readonly BatchNorm bn2 = new();
    readonly Conv conv3 = ResNet.Convolution(Shape.Channels, kernel: 1);
    readonly BatchNorm bn3 = new();

    [Name("se_module")]
    readonly SqueezeExcitation excitation = new(Shape.Channels);

    readonly Sequential? downsample = Projection == 0 ? null : [ResNet.Convolution(Shape.Channels, Projection, Stride), new BatchNorm()];

    /// <summary>C, H, W to the shape's channels, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(conv1).Then(bn1).Relu().Then(conv2).Then(bn2).Relu().Then(conv3).Then(bn3).Then(excitation);
        return ResNet.Add(y, x, downsample);
    }

    /// <summary>A stage: a block that projects, and others.</summary>
    internal static Sequential Stage(SqueezeExcitationShape shape, int stride, int blocks, int projection = 1) =>
        [new SqueezeExcitationBlock(shape, stride, projection), .. Enumerable.Repeat(new SqueezeExcitationBlock(shape), blocks - 1)];
}

/// <summary>ResNets and ResNeXts with squeeze and excitation.</summary>
/// <param name="Blocks">Blocks of each of the four stages.</param>
/// <param name="Groups">Groups of the inner convolutions; with more than one of them, these stride, else the first ones do.</param>
/// <param name="GroupWidth">Channels of a group in the first stage.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Hu, Shen, Albanie, Sun, Wu: Squeeze-and-Excitation Networks, CVPR 2018, arXiv:1709.01507. As the authors released them: the stem's pooling
/// keeps partial windows.
/// </remarks>
public abstract record SqueezeExcitationResNet(int[] Blocks, int Groups = 1, int GroupWidth = 64, int Classes = 1000) : Module
{
    [Name("layer0.conv1")]
    readonly Conv conv1 = ResNet.Convolution(64, kernel: 7, stride: 2);

    [Name("layer0.bn1")]
    readonly BatchNorm bn1 = new();

    readonly Sequential layer1 = SqueezeExcitationBlock.Stage(Shape(64, Groups, GroupWidth), stride: 1, Blocks[0]);
    readonly Sequential layer2 = SqueezeExcitationBlock.Stage(Shape(128, Groups, GroupWidth), stride: 2, Blocks[1]);
    readonly Sequential layer3 = SqueezeExcitationBlock.Stage(Shape(256, Groups, GroupWidth), stride: 2, Blocks[2]);
    readonly Sequential layer4 = SqueezeExcitationBlock.Stage(Shape(512, Groups, GroupWidth), stride: 2, Blocks[3]);

    [Name("last_linear")]
    readonly Linear classifier = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var stem = GoogLeNet.Halve(x.Then(conv1).Then(bn1).Relu());
        return stem.Then(layer1).Then(layer2).Then(layer3).Then(layer4).GlobalAveragePool().Then(classifier);
    }

    static SqueezeExcitationShape Shape(int channels, int groups, int groupWidth)
    {
        var width = groups * groupWidth * channels / 64;
        return new(width, width, 4 * channels, groups, FirstStrides: groups == 1);
    }
}

/// <summary>SENet: a deep stem, wide and grouped inner convolutions, shortcuts of size three; it won ImageNet in 2017.</summary>
/// <param name="Blocks">Blocks of each of the four stages.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a feature before the last layer.</param>
/// <remarks>Hu, Shen, Albanie, Sun, Wu, arXiv:1709.01507, appendix.</remarks>
public abstract record SENet(int[] Blocks, int Classes = 1000, float DropProbability = 0.2f) : Module
{
    [Name("layer0.conv1")]
    readonly Conv conv1 = ResNet.Convolution(64, kernel: 3, stride: 2);

    [Name("layer0.bn1")]
    readonly BatchNorm bn1 = new();

    [Name("layer0.conv2")]
    readonly Conv conv2 = ResNet.Convolution(64, kernel: 3);

    [Name("layer0.bn2")]
    readonly BatchNorm bn2 = new();

    [Name("layer0.conv3")]
    readonly Conv conv3 = ResNet.Convolution(128, kernel: 3);

    [Name("layer0.bn3")]
    readonly BatchNorm bn3 = new();

    readonly Sequential layer1 = SqueezeExcitationBlock.Stage(Shape(64), stride: 1, Blocks[0]);
    readonly Sequential layer2 = SqueezeExcitationBlock.Stage(Shape(128), stride: 2, Blocks[1], projection: 3);
    readonly Sequential layer3 = SqueezeExcitationBlock.Stage(Shape(256), stride: 2, Blocks[2], projection: 3);
    readonly Sequential layer4 = SqueezeExcitationBlock.Stage(Shape(512), stride: 2, Blocks[3], projection: 3);

    [Name("last_linear")]
    readonly Linear classifier = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var stem = GoogLeNet.Halve(x.Then(conv1).Then(bn1).Relu().Then(conv2).Then(bn2).Relu().Then(conv3).Then(bn3).Relu());
        return stem.Then(layer1).Then(layer2).Then(layer3).Then(layer4).GlobalAveragePool().Dropout(DropProbability).Then(classifier);
    }

    static SqueezeExcitationShape Shape(int channels) => new(2 * channels, 4 * channels, 4 * channels, Groups: 64);
}

/// <summary>ResNet's bottleneck whose channels are reweighed before the shortcut is added.</summary>
/// <param name="Width">Channels of the inner convolution, which strides; four times as many come out.</param>
/// <param name="Stride">2 where the block halves the image.</param>
/// <param name="Project">Projects the shortcut: the first block of a stage.</param>
public sealed record SqueezeExcitationBottleneck(int Width, int Stride = 1, bool Project = false) : BottleneckResidual(Width, 4 * Width, Stride, Groups: 1)
{
    readonly SqueezeExcitation se = new(4 * Width);
    readonly Sequential? downsample = Project ? ResNet.Projection(4 * Width, Stride) : null;

    /// <summary>C, H, W to four times the width, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x) => ResNet.Add(Residual(x).Then(se), x, downsample);
}

/// <summary>ResNets with squeeze and excitation on torchvision's ResNet: inner convolutions stride, the stem's pooling is padded.</summary>
/// <param name="Blocks">Blocks of each of the four stages.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>Hu, Shen, Albanie, Sun, Wu, arXiv:1709.01507; the form and names are timm's.</remarks>
public abstract record SqueezeExcitationResNetV15(int[] Blocks, int Classes = 1000) : Module
{
    readonly Conv conv1 = ResNet.Convolution(64, kernel: 7, stride: 2);
    readonly BatchNorm bn1 = new();
    readonly Sequential layer1 = Stage(64, stride: 1, Blocks[0]);
    readonly Sequential layer2 = Stage(128, stride: 2, Blocks[1]);
    readonly Sequential layer3 = Stage(256, stride: 2, Blocks[2]);
    readonly Sequential layer4 = Stage(512, stride: 2, Blocks[3]);
    readonly Linear fc = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var stem = x.Then(conv1).Then(bn1).Relu().MaxPool(3, stride: 2, padding: 1);
        return stem.Then(layer1).Then(layer2).Then(layer3).Then(layer4).GlobalAveragePool().Then(fc);
    }

    static Sequential Stage(int width, int stride, int blocks) =>
        [new SqueezeExcitationBottleneck(width, stride, Project: true), .. Enumerable.Repeat(new SqueezeExcitationBottleneck(width), blocks - 1)];
}

/// <summary>SE-ResNet-50: 28.1 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record SEResNet50() : SqueezeExcitationResNet(Blocks: [3, 4, 6, 3]);

/// <summary>SE-ResNet-101: 49.3 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record SEResNet101() : SqueezeExcitationResNet(Blocks: [3, 4, 23, 3]);

/// <summary>SE-ResNet-152: 66.8 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record SEResNet152() : SqueezeExcitationResNet(Blocks: [3, 8, 36, 3]);

/// <summary>SE-ResNeXt-50 (32x4d): 27.6 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record SEResNeXt50() : SqueezeExcitationResNet(Blocks: [3, 4, 6, 3], Groups: 32, GroupWidth: 4);

/// <summary>SE-ResNeXt-101 (32x4d): 49.0 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record SEResNeXt101() : SqueezeExcitationResNet(Blocks: [3, 4, 23, 3], Groups: 32, GroupWidth: 4);

/// <summary>SENet-154: 115.1 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record SENet154() : SENet(Blocks: [3, 8, 36, 3]);

/// <summary>SE-ResNet-50 on torchvision's ResNet.</summary>
[Network(3, 224, 224)]
public sealed partial record SEResNet50V15() : SqueezeExcitationResNetV15(Blocks: [3, 4, 6, 3]);

/// <summary>SE-ResNet-101 on torchvision's ResNet.</summary>
[Network(3, 224, 224)]
public sealed partial record SEResNet101V15() : SqueezeExcitationResNetV15(Blocks: [3, 4, 23, 3]);

/// <summary>SE-ResNet-152 on torchvision's ResNet.</summary>
[Network(3, 224, 224)]
public sealed partial record SEResNet152V15() : SqueezeExcitationResNetV15(Blocks: [3, 8, 36, 3]);

/// <summary>SE-ResNet-20 for small images.</summary>
[Network(3, 32, 32)]
public sealed partial record SEResNet20() : CifarResNet(BlocksPerStage: 3, Attention: channels => new SqueezeExcitation(channels));
