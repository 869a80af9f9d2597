namespace Lathe.Models;

/// <summary>A depthwise convolution, then two layers at each pixel; their sum is scaled and added to the input.</summary>
/// <param name="Channels">Channels in and out; four times as many between the layers.</param>
/// <param name="DropPath">The probability that training leaves the block out, sample by sample.</param>
public sealed record ConvNeXtBlock(int Channels, float DropPath) : Module
{
    [Name("layer_scale")]
    readonly Parameter scale = new(Channels, 1, 1) { Initial = new Initial.Constant(1e-6) };

    [Name("block.0")]
    readonly Conv depthwise = ConvNeXt.Convolution(Channels, kernel: 7, padding: 3, groups: Channels);

    [Name("block.2")]
    readonly LayerNorm norm = new(Epsilon: 1e-6f);

    [Name("block.3")]
    readonly Linear expand = VisionTransformer.Layer(4 * Channels);

    [Name("block.5")]
    readonly Linear reduce = VisionTransformer.Layer(Channels);

    /// <summary>C, H, W to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var pixels = x.Then(depthwise).Permute(1, 2, 0).Then(norm).Then(expand).Gelu().Then(reduce);
        return x + (pixels.Permute(2, 0, 1) * scale).DropPath(DropPath);
    }
}

/// <summary>A residual network with the proportions of a vision transformer: patches at first, few norms and activations, wide kernels of depthwise convolutions.</summary>
/// <param name="Blocks">Blocks of each of the four stages.</param>
/// <param name="Width">Channels of the first stage; each later one has twice as many as the one before.</param>
/// <param name="DropPath">The probability that training leaves the last block out; it grows evenly from 0 at the first.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Liu, Mao, Wu, Feichtenhofer, Darrell, Xie: A ConvNet for the 2020s, CVPR 2022, arXiv:2201.03545. Names as torchvision has them.
/// </remarks>
public abstract record ConvNeXt(int[] Blocks, int Width, float DropPath, int Classes = 1000) : Module
{
    readonly Sequential features = Features(Blocks, Width, DropPath);

    [Name("classifier.0")]
    readonly LayerNorm norm = new(Epsilon: 1e-6f);

    [Name("classifier.2")]
    readonly Linear head = VisionTransformer.Layer(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(features).GlobalAveragePool().Then(norm).Then(head);

    internal static Conv Convolution(int channels, int kernel, int stride = 1, int padding = 0, int groups = 1) =>
        new(channels, kernel, stride, padding, Groups: groups) { Initial = new Initial.TruncatedNormal(0.02), BiasInitial = new Initial.Constant(0) };

    /// <summary>A stem of patches, then stages with a reduction between two of them.</summary>
    static Sequential Features(int[] blocks, int width, float dropPath)
    {
        var layers = new List<Module> { new Sequential(Convolution(width, kernel: 4, stride: 4), new ChannelNorm(Epsilon: 1e-6f)) };
        var (block, last) = (0, blocks.Sum() - 1);
        for (var stage = 0; stage < blocks.Length; stage++, width *= 2)
        {
            if (stage > 0)
                layers.Add(new Sequential(new ChannelNorm(Epsilon: 1e-6f), Convolution(width, kernel: 2, stride: 2)));
            var channels = width;
            layers.Add(new Sequential([.. Enumerable.Range(block, blocks[stage]).Select(number => new ConvNeXtBlock(channels, dropPath * number / last))]));
            block += blocks[stage];
        }

        return [.. layers];
    }
}

/// <summary>ConvNeXt-T: 28.6 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ConvNeXtTiny() : ConvNeXt(Blocks: [3, 3, 9, 3], Width: 96, DropPath: 0.1f);

/// <summary>ConvNeXt-S: 50.2 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ConvNeXtSmall() : ConvNeXt(Blocks: [3, 3, 27, 3], Width: 96, DropPath: 0.4f);

/// <summary>ConvNeXt-B: 88.6 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ConvNeXtBase() : ConvNeXt(Blocks: [3, 3, 27, 3], Width: 128, DropPath: 0.5f);

/// <summary>ConvNeXt-L: 197.8 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ConvNeXtLarge() : ConvNeXt(Blocks: [3, 3, 27, 3], Width: 192, DropPath: 0.5f);
