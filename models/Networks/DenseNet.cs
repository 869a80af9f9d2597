namespace Lathe.Models;

/// <summary>A layer of DenseNet for small images: it appends its output to its input.</summary>
/// <param name="Growth">Channels appended.</param>
/// <param name="Bottleneck">Narrows its input by a convolution of size one first.</param>
/// <param name="DropProbability">The probability of zeroing an output of a convolution.</param>
public sealed record DenseLayer(int Growth, bool Bottleneck, float DropProbability) : Module
{
    readonly BatchNorm bn1 = new();
    readonly Conv conv1 = Bottleneck ? DenseNet.Convolution(4 * Growth, kernel: 1) : DenseNet.Convolution(Growth, kernel: 3);
    readonly BatchNorm? bn2 = Bottleneck ? new() : null;
    readonly Conv? conv2 = Bottleneck ? DenseNet.Convolution(Growth, kernel: 3) : null;

    /// <summary>C, H, W to C + <see cref="Growth"/>, H, W.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(bn1).Relu().Then(conv1).Dropout(DropProbability);
        if (bn2 is not null && conv2 is not null)
            y = y.Then(bn2).Relu().Then(conv2).Dropout(DropProbability);
        return Tensor.Concat(x, y);
    }
}

/// <summary>Between two blocks: fewer channels, and half the image.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="DropProbability">The probability of zeroing an output of the convolution.</param>
public sealed record DenseTransition(int Channels, float DropProbability) : Module
{
    readonly BatchNorm bn = new();
    readonly Conv conv = DenseNet.Convolution(Channels, kernel: 1);

    /// <summary>C, H, W to <see cref="Channels"/>, H/2, W/2.</summary>
    public Tensor Forward(Tensor x) => x.Then(bn).Relu().Then(conv).Dropout(DropProbability).AveragePool(2);
}

/// <summary>The densely connected networks for small images, three blocks deep.</summary>
/// <param name="Depth">Layers: 3n + 4 for n dense layers in each block, 6n + 4 with bottlenecks.</param>
/// <param name="Growth">Channels that a dense layer appends.</param>
/// <param name="Compressed">Has bottlenecks, and transitions that halve the channels (DenseNet-BC).</param>
/// <param name="DropProbability">The probability of zeroing an output of a convolution: 0.2 where there is no data augmentation.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Huang, Liu, van der Maaten, Weinberger: Densely Connected Convolutional Networks, CVPR 2017, arXiv:1608.06993.
/// </remarks>
public abstract record DenseNet(int Depth, int Growth, bool Compressed = true, float DropProbability = 0, int Classes = 10) : Module
{
    readonly Conv conv0 = Convolution(Inputs(Growth, Compressed), kernel: 3);
    readonly Sequential[] blocks = [.. Enumerable.Repeat(Block(Layers(Depth, Compressed), Growth, Compressed, DropProbability), 3)];

    [Name("trans")]
    readonly DenseTransition[] transitions = Transitions(Inputs(Growth, Compressed), Layers(Depth, Compressed) * Growth, Compressed, DropProbability);

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

    internal static Conv Convolution(int channels, int kernel, int stride = 1) =>
        new(channels, kernel, stride, Padding: kernel / 2, Bias: false) { Initial = new Initial.He() };

    static int Inputs(int growth, bool compressed) => compressed ? 2 * growth : 16;

    static int Layers(int depth, bool compressed) => (depth - 4) / (compressed ? 6 : 3);

    static Sequential Block(int layers, int growth, bool compressed, float drop) =>
        [.. Enumerable.Repeat(new DenseLayer(growth, compressed, drop), layers)];

    /// <summary>Each transition keeps or halves the channels that its block has grown to.</summary>
    static DenseTransition[] Transitions(int channels, int grown, bool compressed, float drop)
    {
        var first = (channels + grown) / (compressed ? 2 : 1);
        return [new(first, drop), new((first + grown) / (compressed ? 2 : 1), drop)];
    }
}

/// <summary>A layer of DenseNet for ImageNet: a bottleneck of size one, then a convolution of size three, appended to its input.</summary>
/// <param name="Growth">Channels appended.</param>
public sealed record DenseLayerImageNet(int Growth) : Module
{
    readonly BatchNorm norm1 = new();
    readonly Conv conv1 = DenseNet.Convolution(4 * Growth, kernel: 1);
    readonly BatchNorm norm2 = new();
    readonly Conv conv2 = DenseNet.Convolution(Growth, kernel: 3);

    /// <summary>C, H, W to C + <see cref="Growth"/>, H, W.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(x, x.Then(norm1).Relu().Then(conv1).Then(norm2).Relu().Then(conv2));
}

/// <summary>Between two blocks for ImageNet: half the channels, half the image.</summary>
/// <param name="Channels">Output channels.</param>
public sealed record DenseTransitionImageNet(int Channels) : Module
{
    readonly BatchNorm norm = new();
    readonly Conv conv = DenseNet.Convolution(Channels, kernel: 1);

    /// <summary>2 C, H, W to <see cref="Channels"/>, H/2, W/2.</summary>
    public Tensor Forward(Tensor x) => x.Then(norm).Relu().Then(conv).AveragePool(2);
}

/// <summary>All of DenseNet for ImageNet but its classifier.</summary>
/// <param name="Blocks">Dense layers of each of the four blocks.</param>
/// <param name="Growth">Channels that a dense layer appends.</param>
public sealed record DenseFeatures(int[] Blocks, int Growth) : Module
{
    readonly Conv conv0 = DenseNet.Convolution(2 * Growth, kernel: 7, stride: 2);
    readonly BatchNorm norm0 = new();
    readonly Dictionary<string, DenseLayerImageNet> denseblock1 = Block(Blocks[0], Growth);
    readonly DenseTransitionImageNet transition1 = new(Compressed(Blocks, Growth, 1));
    readonly Dictionary<string, DenseLayerImageNet> denseblock2 = Block(Blocks[1], Growth);
    readonly DenseTransitionImageNet transition2 = new(Compressed(Blocks, Growth, 2));
    readonly Dictionary<string, DenseLayerImageNet> denseblock3 = Block(Blocks[2], Growth);
    readonly DenseTransitionImageNet transition3 = new(Compressed(Blocks, Growth, 3));
    readonly Dictionary<string, DenseLayerImageNet> denseblock4 = Block(Blocks[3], Growth);
    readonly BatchNorm norm5 = new();

    /// <summary>3, H, W to as many channels as the last block has grown to, H/32, W/32.</summary>
    public Tensor Forward(Tensor x)
    {
        var stem = x.Then(conv0).Then(norm0).Relu().MaxPool(3, stride: 2, padding: 1);
        var low = Grow(Grow(stem, denseblock1).Then(transition1), denseblock2).Then(transition2);
        return Grow(Grow(low, denseblock3).Then(transition3), denseblock4).Then(norm5).Relu();
    }

    static Tensor Grow(Tensor x, Dictionary<string, DenseLayerImageNet> block) => block.Values.Aggregate(x, (y, layer) => y.Then(layer));

    static Dictionary<string, DenseLayerImageNet> Block(int layers, int growth) =>
        Enumerable.Range(1, layers).ToDictionary(number => $"denselayer{number}", _ => new DenseLayerImageNet(growth));

    /// <summary>Channels behind a number of blocks and the transitions after them.</summary>
    static int Compressed(int[] blocks, int growth, int count) => blocks.Take(count).Aggregate(2 * growth, (channels, layers) => (channels + layers * growth) / 2);
}

/// <summary>The densely connected networks for ImageNet, with bottlenecks and compression. Huang, Liu, van der Maaten, Weinberger,
/// arXiv:1608.06993, table 1, as torchvision has them.</summary>
/// <param name="Blocks">Dense layers of each of the four blocks.</param>
/// <param name="Growth">Channels that a dense layer appends.</param>
/// <param name="Classes">How many classes it tells apart.</param>
public abstract record DenseNetImageNet(int[] Blocks, int Growth = 32, int Classes = 1000) : Module
{
    readonly DenseFeatures features = new(Blocks, Growth);
    readonly Linear classifier = new(Classes) { BiasInitial = new Initial.Constant(0) };

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(features).GlobalAveragePool().Then(classifier);
}

/// <summary>DenseNet-121: 8.0 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record DenseNet121() : DenseNetImageNet(Blocks: [6, 12, 24, 16]);

/// <summary>DenseNet-169: 14.1 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record DenseNet169() : DenseNetImageNet(Blocks: [6, 12, 32, 32]);

/// <summary>DenseNet-201: 20.0 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record DenseNet201() : DenseNetImageNet(Blocks: [6, 12, 48, 32]);

/// <summary>DenseNet-264: 33.3 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record DenseNet264() : DenseNetImageNet(Blocks: [6, 12, 64, 48]);

/// <summary>40 layers, growth 12.</summary>
[Network(3, 32, 32)]
public sealed partial record DenseNet40() : DenseNet(Depth: 40, Growth: 12, Compressed: false);

/// <summary>100 layers, growth 12.</summary>
[Network(3, 32, 32)]
public sealed partial record DenseNet100() : DenseNet(Depth: 100, Growth: 12, Compressed: false);

/// <summary>100 layers, growth 24.</summary>
[Network(3, 32, 32)]
public sealed partial record DenseNet100Growth24() : DenseNet(Depth: 100, Growth: 24, Compressed: false);

/// <summary>40 layers, growth 12, with bottlenecks and compression.</summary>
[Network(3, 32, 32)]
public sealed partial record DenseNetBC40() : DenseNet(Depth: 40, Growth: 12);

/// <summary>100 layers, growth 12, with bottlenecks and compression.</summary>
[Network(3, 32, 32)]
public sealed partial record DenseNetBC100() : DenseNet(Depth: 100, Growth: 12);

/// <summary>250 layers, growth 24, with bottlenecks and compression.</summary>
[Network(3, 32, 32)]
public sealed partial record DenseNetBC250() : DenseNet(Depth: 250, Growth: 24);

/// <summary>190 layers, growth 40, with bottlenecks and compression.</summary>
[Network(3, 32, 32)]
public sealed partial record DenseNetBC190() : DenseNet(Depth: 190, Growth: 40);
