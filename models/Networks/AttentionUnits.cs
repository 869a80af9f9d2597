namespace Lathe.Models;

/// <summary>The units that residual attention networks can be made of.</summary>
public enum AttentionUnits
{
    /// <summary>Bottlenecks: Attention.</summary>
    Bottleneck,

    /// <summary>Bottlenecks whose inner convolution has 32 groups: AttentionNeXt.</summary>
    Grouped,

    /// <summary>Branches of one to three convolutions: AttentionInception.</summary>
    Inception,
}

/// <summary>A bottleneck that normalises and rectifies before each convolution. Where it changes the shape, its shortcut is a convolution of
/// the activated input.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the unit halves the image; it is the inner convolution that strides.</param>
/// <param name="Project">Projects the shortcut.</param>
/// <param name="Reduction">How many times fewer channels the inner convolution has.</param>
/// <param name="Groups">Groups of the inner convolution.</param>
public sealed record AttentionUnit(int Channels, int Stride = 1, bool Project = false, int Reduction = 4, int Groups = 1) : Module
{
    readonly BatchNorm bn1 = new();
    readonly Conv conv1 = ResidualAttention.Convolution(Channels / Reduction, kernel: 1);
    readonly BatchNorm bn2 = new();
    readonly Conv conv2 = ResidualAttention.Convolution(Channels / Reduction, kernel: 3, Stride, Groups);
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

/// <summary>A unit of branches with one, two and three convolutions, which are concatenated and widened. It normalises and rectifies before each
/// convolution.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the unit halves the image.</param>
/// <param name="Project">Projects the shortcut.</param>
public sealed record InceptionAttentionUnit(int Channels, int Stride = 1, bool Project = false) : Module
{
    readonly BatchNorm bn = new();
    readonly Conv b0 = ResidualAttention.Convolution(Channels * 5 / 32, kernel: 1, Stride);
    readonly Sequential b1 = Branch(Channels / 8, convolutions: 2, Stride);
    readonly Sequential b2 = Branch(Channels * 3 / 32, convolutions: 3, Stride);
    readonly BatchNorm upNorm = new();
    readonly Conv up = ResidualAttention.Convolution(Channels, kernel: 1);
    readonly Conv? proj = Project ? ResidualAttention.Convolution(Channels, kernel: 1, Stride) : null;

    /// <summary>C, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var activated = x.Then(bn).Relu();
        var branches = Tensor.Concat(activated.Then(b0), activated.Then(b1), activated.Then(b2));
        return branches.Then(upNorm).Relu().Then(up) + (proj is null ? x : activated.Then(proj));
    }

    static Sequential Branch(int channels, int convolutions, int stride) =>
    [
        ResidualAttention.Convolution(channels, kernel: 1),
        .. Enumerable.Range(1, convolutions - 1).SelectMany(i => new Module[]
        {
            new BatchNorm(), new Relu(), ResidualAttention.Convolution(channels, kernel: 3, i == 1 ? stride : 1),
        }),
    ];
}
