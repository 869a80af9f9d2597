namespace Lathe.Models;

/// <summary>Two convolutions and a shortcut without parameters (option A): where the block halves the image, the shortcut takes every second
/// pixel and fills the new channels with zeros, half before and half after.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image.</param>
/// <param name="Attention">Makes what weighs the result before it is added to the shortcut; null for nothing.</param>
public sealed record CifarBlock(int Channels, int Stride = 1, Func<int, Module>? Attention = null) : Module
{
    readonly Conv conv1 = CifarResNet.Conv3x3(Channels, Stride);
    readonly BatchNorm bn1 = new();
    readonly Conv conv2 = CifarResNet.Conv3x3(Channels);
    readonly BatchNorm bn2 = new();
    readonly Module? attention = Attention is null ? null : Attention(Channels);

    /// <summary>C, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(conv1).Then(bn1).Relu().Then(conv2).Then(bn2);
        y = attention is null ? y : y.Then(attention);
        return (y + (Stride == 1 ? x : Shortcut(x, y))).Relu();
    }

    Tensor Shortcut(Tensor x, Tensor y)
    {
        var zeros = (Channels - x.Channels) / 2;
        return x.Slice(axis: 1, start: 0, y.Height, Stride).Slice(axis: 2, start: 0, y.Width, Stride).Pad(axis: 0, zeros, zeros);
    }
}

/// <summary>The residual networks for small images.</summary>
/// <param name="BlocksPerStage">Blocks of each of the three stages: n, for a depth of 6n + 2.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="Attention">Makes what weighs the channels of a block; null for none.</param>
/// <remarks>
/// He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, arXiv:1512.03385, section 4.2.
/// </remarks>
public abstract record CifarResNet(int BlocksPerStage, int Classes = 10, Func<int, Module>? Attention = null) : Module
{
    readonly Conv conv1 = Conv3x3(16);
    readonly BatchNorm bn1 = new();
    readonly Sequential layer1 = Stage(16, stride: 1, BlocksPerStage, Attention);
    readonly Sequential layer2 = Stage(32, stride: 2, BlocksPerStage, Attention);
    readonly Sequential layer3 = Stage(64, stride: 2, BlocksPerStage, Attention);
    readonly Linear linear = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) =>
        x.Then(conv1).Then(bn1).Relu().Then(layer1).Then(layer2).Then(layer3).GlobalAveragePool().Then(linear);

    internal static Conv Conv3x3(int channels, int stride = 1) =>
        new(channels, Kernel: 3, stride, Padding: 1, Bias: false) { Initial = new Initial.He() };

    static Sequential Stage(int channels, int stride, int blocks, Func<int, Module>? attention) =>
        [new CifarBlock(channels, stride, attention), .. Enumerable.Repeat(new CifarBlock(channels, Attention: attention), blocks - 1)];
}

/// <summary>20 layers, 0.27 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record ResNet20() : CifarResNet(BlocksPerStage: 3);

/// <summary>32 layers, 0.46 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record ResNet32() : CifarResNet(BlocksPerStage: 5);

/// <summary>44 layers, 0.66 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record ResNet44() : CifarResNet(BlocksPerStage: 7);

/// <summary>56 layers, 0.85 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record ResNet56() : CifarResNet(BlocksPerStage: 9);

/// <summary>110 layers, 1.7 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record ResNet110() : CifarResNet(BlocksPerStage: 18);

/// <summary>1202 layers, 19.4 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record ResNet1202() : CifarResNet(BlocksPerStage: 200);

/// <summary>20 layers for MNIST and Fashion-MNIST.</summary>
[Network(1, 28, 28)]
public sealed partial record ResNet20Mnist() : CifarResNet(BlocksPerStage: 3);

/// <summary>8 layers for the 8x8 digits.</summary>
[Network(1, 8, 8)]
public sealed partial record ResNet8Digits() : CifarResNet(BlocksPerStage: 1);
