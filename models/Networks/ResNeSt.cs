namespace Lathe.Models;

/// <summary>A grouped convolution whose two halves are weighed against each other, channel by channel, and added.</summary>
/// <param name="Channels">Output channels.</param>
public sealed record SplitAttention(int Channels) : Module
{
    readonly Conv conv = ResNet.Convolution(2 * Channels, kernel: 3, groups: 2);
    readonly BatchNorm bn0 = new();
    readonly Conv fc1 = new(Math.Max(Channels / 2, 32), Kernel: 1);
    readonly BatchNorm bn1 = new();
    readonly Conv fc2 = new(2 * Channels, Kernel: 1);

    /// <summary>C, H, W to <see cref="Channels"/>, H, W.</summary>
    public Tensor Forward(Tensor x)
    {
        var halves = x.Then(conv).Then(bn0).Relu().Split(2);
        var weights = (halves[0] + halves[1]).MeanKeep(1, 2).Then(fc1).Then(bn1).Relu().Then(fc2).Reshape(2, Channels, 1, 1).Softmax(axis: 0);
        return halves[0] * Weights(weights, 0) + halves[1] * Weights(weights, 1);
    }

    Tensor Weights(Tensor weights, int half) => weights.Slice(axis: 0, half, length: 1).Reshape(Channels, 1, 1);
}

/// <summary>A bottleneck with split attention. Where it halves the image, a pooling behind the attention does, and one before the shortcut's
/// convolution.</summary>
/// <param name="Width">Channels of the attention; four times as many come out.</param>
/// <param name="Stride">2 where the block halves the image.</param>
/// <param name="Project">Projects the shortcut: the first block of a stage.</param>
public sealed record SplitAttentionBottleneck(int Width, int Stride = 1, bool Project = false) : Module
{
    readonly Conv conv1 = ResNet.Convolution(Width, kernel: 1);
    readonly BatchNorm bn1 = new();
    readonly SplitAttention conv2 = new(Width);
    readonly Conv conv3 = ResNet.Convolution(4 * Width, kernel: 1);
    readonly BatchNorm bn3 = new();
    readonly Sequential? downsample = Project ? Shortcut(4 * Width, Stride) : null;

    /// <summary>C, H, W to 4 <see cref="Width"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var attended = x.Then(conv1).Then(bn1).Relu().Then(conv2);
        var y = (Stride == 1 ? attended : attended.AveragePool(3, Stride, padding: 1)).Then(conv3).Then(bn3);
        return ResNet.Add(y, x, downsample);
    }

    static Sequential Shortcut(int channels, int stride) =>
    [
        stride == 1 ? new Identity() : new AveragePool(stride, stride, CeilMode: true, CountIncludePad: false),
        ResNet.Convolution(channels, kernel: 1), new BatchNorm(),
    ];
}

/// <summary>ResNets of split attention, with a deep stem.</summary>
/// <param name="Blocks">Blocks of each of the four stages.</param>
/// <param name="StemWidth">Channels of the stem's first convolutions; twice as many come out.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a feature before the last layer.</param>
/// <remarks>
/// Zhang, Wu, Zhang, Zhu, Lin, Zhang, Sun, He, Mueller, Manmatha, Li, Smola: ResNeSt: Split-Attention Networks, arXiv:2004.08955, of radix 2
/// and cardinality 1; the form and names are its authors'.
/// </remarks>
public abstract record ResNeSt(int[] Blocks, int StemWidth, int Classes = 1000, float DropProbability = 0.2f) : Module
{
    readonly Sequential conv1 =
    [
        ResNet.Convolution(StemWidth, kernel: 3, stride: 2), new BatchNorm(), new Relu(),
        ResNet.Convolution(StemWidth, kernel: 3), new BatchNorm(), new Relu(),
        ResNet.Convolution(2 * StemWidth, kernel: 3),
    ];

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
        return stem.Then(layer1).Then(layer2).Then(layer3).Then(layer4).GlobalAveragePool().Dropout(DropProbability).Then(fc);
    }

    static Sequential Stage(int width, int stride, int blocks) =>
        [new SplitAttentionBottleneck(width, stride, Project: true), .. Enumerable.Repeat(new SplitAttentionBottleneck(width), blocks - 1)];
}

/// <summary>ResNeSt-50: 27.5 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ResNeSt50() : ResNeSt(Blocks: [3, 4, 6, 3], StemWidth: 32);

/// <summary>ResNeSt-101, for 256x256 images: 48.3 million parameters.</summary>
[Network(3, 256, 256)]
public sealed partial record ResNeSt101() : ResNeSt(Blocks: [3, 4, 23, 3], StemWidth: 64);
