namespace Lathe.Models;

/// <summary>A bottleneck that normalises and rectifies before each convolution. Where it changes the shape, its shortcut is a convolution of
/// the activated input.</summary>
/// <param name="Channels">Output channels, four times those of the inner convolution.</param>
/// <param name="Stride">2 where the unit halves the image; it is the inner convolution that strides.</param>
/// <param name="Project">Projects the shortcut.</param>
public sealed record AttentionUnit(int Channels, int Stride = 1, bool Project = false) : Module
{
    readonly BatchNorm bn1 = new();
    readonly Conv conv1 = ResidualAttention.Convolution(Channels / 4, kernel: 1);
    readonly BatchNorm bn2 = new();
    readonly Conv conv2 = ResidualAttention.Convolution(Channels / 4, kernel: 3, Stride);
    readonly BatchNorm bn3 = new();
    readonly Conv conv3 = ResidualAttention.Convolution(Channels, kernel: 1);
    readonly Conv? proj = Project ? ResidualAttention.Convolution(Channels, kernel: 1, Stride) : null;

    /// <summary>C, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var activated = x.Then(bn1).Relu();
        var y = activated.Then(conv1).Then(bn2).Relu().Then(conv2).Then(bn3).Relu().Then(conv3);
        return y + (proj is null ? x : activated.Then(proj));
    }
}

/// <summary>A trunk of units, weighed by a mask that a second branch computes: it halves the image several times and doubles it as often.</summary>
/// <param name="Channels">Channels in and out.</param>
/// <param name="Levels">How often the mask's branch halves the image.</param>
public sealed record AttentionModule(int Channels, int Levels) : Module
{
    readonly AttentionUnit t1 = new(Channels), t2 = new(Channels), t3 = new(Channels);
    readonly AttentionUnit[] down = Units(Channels, Levels);
    readonly AttentionUnit bottom = new(Channels);
    readonly AttentionUnit[] skip = Units(Channels, Levels - 1), up = Units(Channels, Levels - 1);

    [Name("mbn1")]
    readonly BatchNorm maskNorm1 = new();

    [Name("mconv1")]
    readonly Conv maskConv1 = ResidualAttention.Convolution(Channels, kernel: 1);

    [Name("mbn2")]
    readonly BatchNorm maskNorm2 = new();

    [Name("mconv2")]
    readonly Conv maskConv2 = ResidualAttention.Convolution(Channels, kernel: 1);

    readonly AttentionUnit post = new(Channels);

    /// <summary>C, H, W to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var first = x.Then(t1);
        var trunk = first.Then(t2).Then(t3);
        var levels = new List<Tensor> { first };
        foreach (var unit in down)
            levels.Add(GoogLeNet.Halve(levels[^1]).Then(unit));

        var mask = levels[^1].Then(bottom);
        for (var level = Levels - 1; level > 0; level--)
            mask = (Upsample(mask, levels[level]) + levels[level].Then(skip[level - 1])).Then(up[level - 1]);
        mask = Upsample(mask, trunk).Then(maskNorm1).Relu().Then(maskConv1).Then(maskNorm2).Relu().Then(maskConv2).Sigmoid();
        return (trunk * mask + trunk).Then(post);
    }

    static Tensor Upsample(Tensor mask, Tensor like) => mask.Upsample(like.Height, like.Width, alignCorners: true);

    static AttentionUnit[] Units(int channels, int count) => [.. Enumerable.Repeat(new AttentionUnit(channels), count)];
}

/// <summary>Residual attention networks: stages of attention modules.</summary>
/// <param name="Modules">Modules of each of the three stages.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Wang, Jiang, Qian, Yang, Li, Zhang, Wang, Tang: Residual Attention Network for Image Classification, CVPR 2017, arXiv:1704.06904, as its
/// authors' Caffe definition has it.
/// </remarks>
public abstract record ResidualAttention(int[] Modules, int Classes = 1000) : Module
{
    readonly Conv conv1 = Convolution(64, kernel: 7, stride: 2);
    readonly BatchNorm bn1 = new();
    readonly AttentionUnit pre1 = new(256, Project: true);
    readonly Sequential att1 = Stage(256, levels: 3, Modules[0]);
    readonly AttentionUnit pre2 = new(512, Stride: 2, Project: true);
    readonly Sequential att2 = Stage(512, levels: 2, Modules[1]);
    readonly AttentionUnit pre3 = new(1024, Stride: 2, Project: true);
    readonly Sequential att3 = Stage(1024, levels: 1, Modules[2]);
    readonly Sequential post = [new AttentionUnit(2048, Stride: 2, Project: true), new AttentionUnit(2048), new AttentionUnit(2048)];
    readonly BatchNorm bn = new();
    readonly Linear fc = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var stem = GoogLeNet.Halve(x.Then(conv1).Then(bn1).Relu());
        var y = stem.Then(pre1).Then(att1).Then(pre2).Then(att2).Then(pre3).Then(att3).Then(post);
        return y.Then(bn).Relu().GlobalAveragePool().Then(fc);
    }

    internal static Conv Convolution(int channels, int kernel, int stride = 1) =>
        new(channels, kernel, stride, Padding: kernel / 2, Bias: false) { Initial = new Initial.He() };

    static Sequential Stage(int channels, int levels, int modules) => [.. Enumerable.Repeat(new AttentionModule(channels, levels), modules)];
}

/// <summary>Attention-56: 31.8 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record Attention56() : ResidualAttention(Modules: [1, 1, 1]);

/// <summary>Attention-92: 52.5 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record Attention92() : ResidualAttention(Modules: [1, 2, 3]);
