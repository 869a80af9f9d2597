namespace Lathe.Models;

/// <summary>What a basic block adds to its shortcut: two convolutions of size three.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image.</param>
public abstract record BasicResidual(int Channels, int Stride) : Module
{
    readonly Conv conv1 = ResNet.Convolution(Channels, kernel: 3, Stride);
    readonly BatchNorm bn1 = new();
    readonly Conv conv2 = ResNet.Convolution(Channels, kernel: 3);
    readonly BatchNorm bn2 = new();

    /// <summary>C, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    protected Tensor Residual(Tensor x) => x.Then(conv1).Then(bn1).Relu().Then(conv2).Then(bn2);
}

/// <summary>What a bottleneck adds to its shortcut: a convolution of size three between two of size one, which narrow and widen.</summary>
/// <param name="Width">Channels of the inner convolution.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image; it is the inner convolution that strides.</param>
/// <param name="Groups">Groups of the inner convolution.</param>
public abstract record BottleneckResidual(int Width, int Channels, int Stride, int Groups) : Module
{
    readonly Conv conv1 = ResNet.Convolution(Width, kernel: 1);
    readonly BatchNorm bn1 = new();
    readonly Conv conv2 = ResNet.Convolution(Width, kernel: 3, Stride, Groups);
    readonly BatchNorm bn2 = new();
    readonly Conv conv3 = ResNet.Convolution(Channels, kernel: 1);
    readonly BatchNorm bn3 = new();

    /// <summary>C, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    protected Tensor Residual(Tensor x) => x.Then(conv1).Then(bn1).Relu().Then(conv2).Then(bn2).Relu().Then(conv3).Then(bn3);
}

/// <summary>Two convolutions and a shortcut, which is projected where the block changes the shape (option B).</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image.</param>
public sealed record BasicBlock(int Channels, int Stride = 1) : BasicResidual(Channels, Stride)
{
    readonly Sequential? downsample = Stride == 1 ? null : ResNet.Projection(Channels, Stride);

    /// <summary>C, H, W to the output channels, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x) => ResNet.Add(Residual(x), x, downsample);
}

/// <summary>A bottleneck and a shortcut.</summary>
/// <param name="Width">Channels of the inner convolution.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image.</param>
/// <param name="Groups">Groups of the inner convolution.</param>
/// <param name="Project">Projects the shortcut: the first block of a stage.</param>
public sealed record Bottleneck(int Width, int Channels, int Stride = 1, int Groups = 1, bool Project = false)
    : BottleneckResidual(Width, Channels, Stride, Groups)
{
    readonly Sequential? downsample = Project ? ResNet.Projection(Channels, Stride) : null;

    /// <summary>C, H, W to the output channels, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x) => ResNet.Add(Residual(x), x, downsample);
}

/// <summary>The residual networks for ImageNet.</summary>
/// <param name="Blocks">Blocks of each of the four stages.</param>
/// <param name="Bottlenecks">Has bottlenecks, of four times as many channels, instead of basic blocks.</param>
/// <param name="Groups">Groups of a bottleneck's inner convolution.</param>
/// <param name="GroupWidth">Channels of a group in the first stage, of which the other stages have twice as many each.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, arXiv:1512.03385. As torchvision has it: a bottleneck's
/// inner convolution strides, where the paper has the first one stride. With groups it is <see cref="ResNeXt50x32x4"/> and its like.
/// </remarks>
public abstract record ResNet(int[] Blocks, bool Bottlenecks = false, int Groups = 1, int GroupWidth = 64, int Classes = 1000) : Module
{
    readonly Conv conv1 = Convolution(64, kernel: 7, stride: 2);
    readonly BatchNorm bn1 = new();
    readonly Sequential layer1 = Stage(64, stride: 1, Blocks[0], Bottlenecks, Groups, GroupWidth);
    readonly Sequential layer2 = Stage(128, stride: 2, Blocks[1], Bottlenecks, Groups, GroupWidth * 2);
    readonly Sequential layer3 = Stage(256, stride: 2, Blocks[2], Bottlenecks, Groups, GroupWidth * 4);
    readonly Sequential layer4 = Stage(512, stride: 2, Blocks[3], Bottlenecks, Groups, GroupWidth * 8);
    readonly Linear fc = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var stem = x.Then(conv1).Then(bn1).Relu().MaxPool(3, stride: 2, padding: 1);
        return stem.Then(layer1).Then(layer2).Then(layer3).Then(layer4).GlobalAveragePool().Then(fc);
    }

    internal static Conv Convolution(int channels, int kernel, int stride = 1, int groups = 1) =>
        new(channels, kernel, stride, Padding: kernel / 2, Bias: false, groups) { Initial = new Initial.He(FanOut: true) };

    /// <summary>Ends a block: the residual and the shortcut, added and rectified.</summary>
    internal static Tensor Add(Tensor residual, Tensor x, Sequential? projection) => (residual + (projection is null ? x : x.Then(projection))).Relu();

    internal static Sequential Projection(int channels, int stride) => [Convolution(channels, kernel: 1, stride), new BatchNorm()];

    static Sequential Stage(int channels, int stride, int blocks, bool bottlenecks, int groups, int groupWidth) => bottlenecks
        ?
        [
            new Bottleneck(groups * groupWidth, 4 * channels, stride, groups, Project: true),
            .. Enumerable.Repeat(new Bottleneck(groups * groupWidth, 4 * channels, Groups: groups), blocks - 1),
        ]
        : [new BasicBlock(channels, stride), .. Enumerable.Repeat(new BasicBlock(channels), blocks - 1)];
}

/// <summary>18 layers, 11.7 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ResNet18() : ResNet(Blocks: [2, 2, 2, 2]);

/// <summary>34 layers, 21.8 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ResNet34() : ResNet(Blocks: [3, 4, 6, 3]);

/// <summary>50 layers, 25.6 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ResNet50() : ResNet(Blocks: [3, 4, 6, 3], Bottlenecks: true);

/// <summary>101 layers, 44.5 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ResNet101() : ResNet(Blocks: [3, 4, 23, 3], Bottlenecks: true);

/// <summary>152 layers, 60.2 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ResNet152() : ResNet(Blocks: [3, 8, 36, 3], Bottlenecks: true);
