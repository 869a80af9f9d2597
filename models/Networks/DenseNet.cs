namespace Lathe.Models;

/// <summary>A layer that appends its output to its input: a bottleneck of size one, then a convolution of size three.</summary>
/// <param name="Growth">Channels appended.</param>
public sealed record DenseLayer(int Growth) : Module
{
    readonly BatchNorm bn1 = new();
    readonly Conv conv1 = DenseNet.Convolution(4 * Growth, kernel: 1);
    readonly BatchNorm bn2 = new();
    readonly Conv conv2 = DenseNet.Convolution(Growth, kernel: 3);

    /// <summary>C, H, W to C + <see cref="Growth"/>, H, W.</summary>
    public Tensor Forward(Tensor x) =>
        Tensor.Concat(x, x.Then(bn1).Relu().Then(conv1).Then(bn2).Relu().Then(conv2));
}

/// <summary>Between two blocks: fewer channels, and half the image.</summary>
/// <param name="Channels">Output channels.</param>
public sealed record DenseTransition(int Channels) : Module
{
    readonly BatchNorm bn = new();
    readonly Conv conv = DenseNet.Convolution(Channels, kernel: 1);

    /// <summary>C, H, W to <see cref="Channels"/>, H/2, W/2.</summary>
    public Tensor Forward(Tensor x) => x.Then(bn).Relu().Then(conv).AveragePool(2);
}

/// <summary>The densely connected networks for small images, with bottlenecks and compression (DenseNet-BC).</summary>
/// <param name="Depth">Layers: 6n + 4, for n dense layers in each of the three blocks.</param>
/// <param name="Growth">Channels that a dense layer appends.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Huang, Liu, van der Maaten, Weinberger: Densely Connected Convolutional Networks, CVPR 2017, arXiv:1608.06993; without the dropout
/// that the paper uses where there is no data augmentation.
/// </remarks>
public abstract record DenseNet(int Depth, int Growth, int Classes = 10) : Module
{
    readonly Conv conv0 = Convolution(2 * Growth, kernel: 3);
    readonly Sequential[] blocks = [Block(Depth, Growth), Block(Depth, Growth), Block(Depth, Growth)];

    [Name("trans")]
    readonly DenseTransition[] transitions = Compress(2 * Growth, (Depth - 4) / 6 * Growth);

    readonly BatchNorm bn = new();
    readonly Linear fc = new(Classes) { BiasInitial = new Initial.Constant(0) };

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(conv0).Then(blocks[0]);
        for (var i = 1; i < blocks.Length; i++)
            y = y.Then(transitions[i - 1]).Then(blocks[i]);
        return y.Then(bn).Relu().GlobalAveragePool().Then(fc);
    }

    internal static Conv Convolution(int channels, int kernel) =>
        new(channels, kernel, Padding: kernel / 2, Bias: false) { Initial = new Initial.He() };

    static Sequential Block(int depth, int growth) => [.. Enumerable.Repeat(new DenseLayer(growth), (depth - 4) / 6)];

    /// <summary>Each transition halves the channels that its block has grown to.</summary>
    static DenseTransition[] Compress(int channels, int grown)
    {
        var first = (channels + grown) / 2;
        return [new(first), new((first + grown) / 2)];
    }
}

/// <summary>40 layers, growth 12.</summary>
[Network(3, 32, 32)]
public sealed partial record DenseNetBC40() : DenseNet(Depth: 40, Growth: 12);
