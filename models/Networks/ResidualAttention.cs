namespace Lathe.Models;

/// <summary>A trunk of units, weighed by a mask that a second branch computes: it halves the image several times and doubles it as often.</summary>
/// <param name="Channels">Channels in and out.</param>
/// <param name="Levels">How often the mask's branch halves the image.</param>
/// <param name="Units">What its units are.</param>
public sealed record AttentionModule(int Channels, int Levels, AttentionUnits Units) : Module
{
    readonly Module t1 = Unit(Units, Channels), t2 = Unit(Units, Channels), t3 = Unit(Units, Channels);
    readonly Module[] down = Several(Units, Channels, Levels);
    readonly Module bottom = Unit(Units, Channels);
    readonly Module[] skip = Several(Units, Channels, Levels - 1), up = Several(Units, Channels, Levels - 1);

    [Name("mbn1")]
    readonly BatchNorm maskNorm1 = new();

    [Name("mconv1")]
    readonly Conv maskConv1 = ResidualAttention.Convolution(Channels, kernel: 1);

    [Name("mbn2")]
    readonly BatchNorm maskNorm2 = new();

    [Name("mconv2")]
    readonly Conv maskConv2 = ResidualAttention.Convolution(Channels, kernel: 1);

    readonly Module post = Unit(Units, Channels);

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

    static Module Unit(AttentionUnits units, int channels) => ResidualAttention.Unit(units, channels);

    static Module[] Several(AttentionUnits units, int channels, int count) => [.. Enumerable.Repeat(Unit(units, channels), count)];
}

/// <summary>Residual attention networks: stages of attention modules.</summary>
/// <param name="Modules">Modules of each of the three stages.</param>
/// <param name="Units">What its units are.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Wang, Jiang, Qian, Yang, Li, Zhang, Wang, Tang: Residual Attention Network for Image Classification, CVPR 2017, arXiv:1704.06904, as its
/// authors' Caffe definition has it. The paper does not say how wide the units of AttentionNeXt and AttentionInception are: the former's are those of
/// ResNeXt-50 (32x4d), and the latter's branches have widths that come to about the 31.9 million parameters it gives (31.1).
/// </remarks>
public abstract record ResidualAttention(int[] Modules, AttentionUnits Units = AttentionUnits.Bottleneck, int Classes = 1000) : Module
{
    readonly Conv conv1 = Convolution(64, kernel: 7, stride: 2);
    readonly BatchNorm bn1 = new();
    readonly Module pre1 = Unit(Units, 256, project: true);
    readonly Sequential att1 = Stage(Units, 256, levels: 3, Modules[0]);
    readonly Module pre2 = Unit(Units, 512, stride: 2, project: true);
    readonly Sequential att2 = Stage(Units, 512, levels: 2, Modules[1]);
    readonly Module pre3 = Unit(Units, 1024, stride: 2, project: true);
    readonly Sequential att3 = Stage(Units, 1024, levels: 1, Modules[2]);
    readonly Sequential post = [Unit(Units, 2048, stride: 2, project: true), Unit(Units, 2048), Unit(Units, 2048)];
    readonly BatchNorm bn = new();
    readonly Linear fc = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var stem = GoogLeNet.Halve(x.Then(conv1).Then(bn1).Relu());
        var y = stem.Then(pre1).Then(att1).Then(pre2).Then(att2).Then(pre3).Then(att3).Then(post);
        return y.Then(bn).Relu().GlobalAveragePool().Then(fc);
    }

    internal static Conv Convolution(int channels, int kernel, int stride = 1, int groups = 1) =>
        new(channels, kernel, stride, Padding: kernel / 2, Bias: false, groups) { Initial = new Initial.He() };

    internal static Module Unit(AttentionUnits units, int channels, int stride = 1, bool project = false) => units switch
    {
        AttentionUnits.Inception => new InceptionAttentionUnit(channels, stride, project),
        AttentionUnits.Grouped => new AttentionUnit(channels, stride, project, Reduction: 2, Groups: 32),
        _ => new AttentionUnit(channels, stride, project),
    };

    static Sequential Stage(AttentionUnits units, int channels, int levels, int modules) =>
        [.. Enumerable.Repeat(new AttentionModule(channels, levels, units), modules)];
}

/// <summary>Attention-56: 31.8 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record Attention56() : ResidualAttention(Modules: [1, 1, 1]);

/// <summary>Attention-92: 52.5 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record Attention92() : ResidualAttention(Modules: [1, 2, 3]);

/// <summary>AttentionNeXt-56.</summary>
[Network(3, 224, 224)]
public sealed partial record AttentionNeXt56() : ResidualAttention(Modules: [1, 1, 1], AttentionUnits.Grouped);

/// <summary>AttentionInception-56, for larger images.</summary>
[Network(3, 299, 299)]
public sealed partial record AttentionInception56() : ResidualAttention(Modules: [1, 1, 1], AttentionUnits.Inception);
