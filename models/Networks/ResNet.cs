namespace Lathe.Models;

/// <summary>Two convolutions and a shortcut, which is projected where the block changes the shape (option B).</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image.</param>
public sealed record BasicBlock(int Channels, int Stride = 1) : Module
{
    readonly Conv conv1 = ResNet.Convolution(Channels, kernel: 3, Stride);
    readonly BatchNorm bn1 = new();
    readonly Conv conv2 = ResNet.Convolution(Channels, kernel: 3);
    readonly BatchNorm bn2 = new();
    readonly Sequential? downsample = Stride == 1 ? null : [ResNet.Convolution(Channels, kernel: 1, Stride), new BatchNorm()];

    /// <summary>C, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(conv1).Then(bn1).Relu().Then(conv2).Then(bn2);
        return (y + (downsample is null ? x : x.Then(downsample))).Relu();
    }
}

/// <summary>The residual networks for ImageNet, of basic blocks.</summary>
/// <param name="Blocks">Blocks of each of the four stages.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, arXiv:1512.03385. As torchvision has it.
/// </remarks>
public abstract record ResNet(int[] Blocks, int Classes) : Module
{
    readonly Conv conv1 = Convolution(64, kernel: 7, stride: 2);
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

    internal static Conv Convolution(int channels, int kernel, int stride = 1) =>
        new(channels, kernel, stride, Padding: kernel / 2, Bias: false) { Initial = new Initial.He(FanOut: true) };

    static Sequential Stage(int channels, int stride, int blocks) =>
        [new BasicBlock(channels, stride), .. Enumerable.Repeat(new BasicBlock(channels), blocks - 1)];
}

/// <summary>18 layers, 11.7 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ResNet18() : ResNet(Blocks: [2, 2, 2, 2], Classes: 1000);
