namespace Lathe.Models;

/// <summary>Weighs the channels by their means and maxima, then the pixels by the mean and maximum over channels.</summary>
/// <param name="Channels">Channels in and out.</param>
/// <param name="Reduction">How many times fewer units there are between the two layers that weigh channels.</param>
public sealed record BlockAttention(int Channels, int Reduction = 16) : Module
{
    readonly Linear fc1 = new(Channels / Reduction);
    readonly Linear fc2 = new(Channels);
    readonly Conv conv = new(1, Kernel: 7, Padding: 3, Bias: false);
    readonly BatchNorm bn = new(Momentum: 0.01f) { Initial = new Initial.Constant(0) };

    /// <summary>C, H, W to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var channels = x * (Weigh(x.GlobalAveragePool()) + Weigh(x.GlobalMaxPool())).Sigmoid().Reshape(Channels, 1, 1);
        return channels * Tensor.Concat(channels.MaxKeep(0), channels.MeanKeep(0)).Then(conv).Then(bn).Sigmoid();
    }

    Tensor Weigh(Tensor pooled) => pooled.Then(fc1).Relu().Then(fc2);
}

/// <summary>ResNet's basic block with attention before the shortcut is added.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image.</param>
public sealed record BlockAttentionBasic(int Channels, int Stride = 1) : BasicResidual(Channels, Stride)
{
    readonly BlockAttention att = new(Channels);
    readonly Sequential? down = Stride == 1 ? null : ResNet.Projection(Channels, Stride);

    /// <summary>C, H, W to the output channels, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x) => ResNet.Add(Residual(x).Then(att), x, down);
}

/// <summary>ResNet's bottleneck with attention before the shortcut is added.</summary>
/// <param name="Width">Channels of the inner convolution.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image.</param>
/// <param name="Groups">Groups of the inner convolution.</param>
/// <param name="Project">Projects the shortcut: the first block of a stage.</param>
public sealed record BlockAttentionBottleneck(int Width, int Channels, int Stride = 1, int Groups = 1, bool Project = false)
    : BottleneckResidual(Width, Channels, Stride, Groups)
{
    readonly BlockAttention att = new(Channels);
    readonly Sequential? down = Project ? ResNet.Projection(Channels, Stride) : null;

    /// <summary>C, H, W to the output channels, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x) => ResNet.Add(Residual(x).Then(att), x, down);
}

/// <summary>ResNets and ResNeXts with block attention (CBAM).</summary>
/// <param name="Blocks">Blocks of each of the four stages.</param>
/// <param name="Bottlenecks">Has bottlenecks instead of basic blocks.</param>
/// <param name="Groups">Groups of a bottleneck's inner convolution.</param>
/// <param name="GroupWidth">Channels of a group in the first stage.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Woo, Park, Lee, Kweon: CBAM: Convolutional Block Attention Module, ECCV 2018, arXiv:1807.06521, as its authors released it: the norm of the
/// pixels' weights begins with a scale of zero.
/// </remarks>
public abstract record BlockAttentionResNet(int[] Blocks, bool Bottlenecks, int Groups = 1, int GroupWidth = 64, int Classes = 1000) : Module
{
    readonly Conv conv1 = ResNet.Convolution(64, kernel: 7, stride: 2);
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

    static Sequential Stage(int channels, int stride, int blocks, bool bottlenecks, int groups, int groupWidth) => bottlenecks
        ?
        [
            new BlockAttentionBottleneck(groups * groupWidth, 4 * channels, stride, groups, Project: true),
            .. Enumerable.Repeat(new BlockAttentionBottleneck(groups * groupWidth, 4 * channels, Groups: groups), blocks - 1),
        ]
        : [new BlockAttentionBasic(channels, stride), .. Enumerable.Repeat(new BlockAttentionBasic(channels), blocks - 1)];
}

/// <summary>CBAM-ResNet-18: 11.8 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record CbamResNet18() : BlockAttentionResNet(Blocks: [2, 2, 2, 2], Bottlenecks: false);

/// <summary>CBAM-ResNet-34: 22.0 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record CbamResNet34() : BlockAttentionResNet(Blocks: [3, 4, 6, 3], Bottlenecks: false);

/// <summary>CBAM-ResNet-50: 28.1 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record CbamResNet50() : BlockAttentionResNet(Blocks: [3, 4, 6, 3], Bottlenecks: true);

/// <summary>CBAM-ResNet-101: 49.3 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record CbamResNet101() : BlockAttentionResNet(Blocks: [3, 4, 23, 3], Bottlenecks: true);

/// <summary>CBAM-ResNeXt-50 (32x4d): 27.6 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record CbamResNeXt50() : BlockAttentionResNet(Blocks: [3, 4, 6, 3], Bottlenecks: true, Groups: 32, GroupWidth: 4);

/// <summary>CBAM-ResNet-20 for small images.</summary>
[Network(3, 32, 32)]
public sealed partial record CbamResNet20() : CifarResNet(BlocksPerStage: 3, Attention: channels => new BlockAttention(channels));
