namespace Lathe.Models;

/// <summary>A residual block with batch norm and ReLU before each convolution. Where it widens, the shortcut is a convolution of the
/// activated input; elsewhere it is the raw input.</summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernels">The sizes of its two or three convolutions.</param>
/// <param name="Stride">2 where the block halves the image; it is the first convolution that strides.</param>
/// <param name="DropProbability">The probability of zeroing an activation before the second convolution.</param>
public sealed record WideBlock(int Inputs, int Channels, int[] Kernels, int Stride, float DropProbability) : Module
{
    readonly BatchNorm bn1 = new();
    readonly Conv conv1 = WideResNet.Convolution(Channels, Kernels[0], Stride);
    readonly BatchNorm bn2 = new();
    readonly Conv conv2 = WideResNet.Convolution(Channels, Kernels[1]);
    readonly BatchNorm? bn3 = Kernels.Length < 3 ? null : new();
    readonly Conv? conv3 = Kernels.Length < 3 ? null : WideResNet.Convolution(Channels, Kernels[2]);
    readonly Conv? shortcut = Inputs == Channels ? null : WideResNet.Convolution(Channels, kernel: 1, Stride);

    /// <summary><see cref="Inputs"/>, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var activated = x.Then(bn1).Relu();
        var y = activated.Then(conv1).Then(bn2).Relu().Dropout(DropProbability).Then(conv2);
        if (bn3 is not null && conv3 is not null)
            y = y.Then(bn3).Relu().Then(conv3);
        return y + (shortcut is null ? x : activated.Then(shortcut));
    }
}

/// <summary>The wide residual networks: shallower and wider than ResNet.</summary>
/// <param name="Depth">Layers: 6n + 4 for n blocks in each of the three groups.</param>
/// <param name="Widening">The factor on ResNet's 16, 32 and 64 channels.</param>
/// <param name="Kernels">The sizes of a block's convolutions; two of three if not given.</param>
/// <param name="CountAll">Counts all convolutions of a block as layers, not two: fewer blocks for the same depth.</param>
/// <param name="DropProbability">The probability of zeroing an activation within a block.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Zagoruyko, Komodakis: Wide Residual Networks, BMVC 2016, arXiv:1605.07146. The parameters that its table 2 gives for blocks of three
/// convolutions are those of as many blocks as of two; what the depths in that table say literally is there as well.
/// </remarks>
public abstract record WideResNet(
    int Depth, int Widening, int[]? Kernels = null, bool CountAll = false, float DropProbability = 0, int Classes = 10) : Module
{
    readonly Conv conv1 = Convolution(16, kernel: 3);
    readonly Sequential block1 = Group(16, 16 * Widening, stride: 1, Depth, Kernels ?? [3, 3], CountAll, DropProbability);
    readonly Sequential block2 = Group(16 * Widening, 32 * Widening, stride: 2, Depth, Kernels ?? [3, 3], CountAll, DropProbability);
    readonly Sequential block3 = Group(32 * Widening, 64 * Widening, stride: 2, Depth, Kernels ?? [3, 3], CountAll, DropProbability);
    readonly BatchNorm bn = new();
    readonly Linear fc = new(Classes) { BiasInitial = new Initial.Constant(0) };

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) =>
        x.Then(conv1).Then(block1).Then(block2).Then(block3).Then(bn).Relu().GlobalAveragePool().Then(fc);

    internal static Conv Convolution(int channels, int kernel, int stride = 1) =>
        new(channels, kernel, stride, Padding: kernel / 2, Bias: false) { Initial = new Initial.He() };

    static Sequential Group(int inputs, int channels, int stride, int depth, int[] kernels, bool countAll, float drop)
    {
        var blocks = (depth - 4) / (3 * (countAll ? kernels.Length : 2));
        return
        [
            new WideBlock(inputs, channels, kernels, stride, drop),
            .. Enumerable.Repeat(new WideBlock(channels, channels, kernels, Stride: 1, drop), blocks - 1),
        ];
    }
}

/// <summary>WRN-16-2: 16 layers, twice as wide, 0.7 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet16x2() : WideResNet(Depth: 16, Widening: 2);

/// <summary>WRN-16-4: 16 layers, four times as wide, 2.7 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet16x4() : WideResNet(Depth: 16, Widening: 4);

/// <summary>WRN-16-8: 16 layers, eight times as wide, 11.0 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet16x8() : WideResNet(Depth: 16, Widening: 8);

/// <summary>WRN-16-10: 16 layers, ten times as wide, 17.1 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet16x10() : WideResNet(Depth: 16, Widening: 10);

/// <summary>WRN-22-8: 22 layers, eight times as wide, 17.2 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet22x8() : WideResNet(Depth: 22, Widening: 8);

/// <summary>WRN-22-10: 22 layers, ten times as wide, 26.8 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet22x10() : WideResNet(Depth: 22, Widening: 10);

/// <summary>WRN-28-2: 28 layers, twice as wide, 1.5 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet28x2() : WideResNet(Depth: 28, Widening: 2);

/// <summary>WRN-28-10: 28 layers, ten times as wide, 36.5 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet28x10() : WideResNet(Depth: 28, Widening: 10);

/// <summary>WRN-28-12: 28 layers, twelve times as wide, 52.5 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet28x12() : WideResNet(Depth: 28, Widening: 12);

/// <summary>WRN-40-1: 40 layers, as wide as ResNet, 0.6 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet40x1() : WideResNet(Depth: 40, Widening: 1);

/// <summary>WRN-40-2: 40 layers, twice as wide, 2.2 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet40x2() : WideResNet(Depth: 40, Widening: 2);

/// <summary>WRN-40-4: 40 layers, four times as wide, 8.9 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet40x4() : WideResNet(Depth: 40, Widening: 4);

/// <summary>WRN-40-8: 40 layers, eight times as wide, 35.7 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet40x8() : WideResNet(Depth: 40, Widening: 8);

/// <summary>WRN-28-2 of blocks B(3, 3).</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet28x2B33() : WideResNet(Depth: 28, Widening: 2, Kernels: [3, 3]);

/// <summary>WRN-22-2 of blocks B(3, 1, 3).</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet22x2B313() : WideResNet(Depth: 22, Widening: 2, Kernels: [3, 1, 3]);

/// <summary>WRN-40-2 of blocks B(1, 3, 1).</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet40x2B131() : WideResNet(Depth: 40, Widening: 2, Kernels: [1, 3, 1]);

/// <summary>WRN-40-2 of blocks B(1, 3).</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet40x2B13() : WideResNet(Depth: 40, Widening: 2, Kernels: [1, 3]);

/// <summary>WRN-40-2 of blocks B(3, 1).</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet40x2B31() : WideResNet(Depth: 40, Widening: 2, Kernels: [3, 1]);

/// <summary>WRN-40-2 of blocks B(3, 1, 1).</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet40x2B311() : WideResNet(Depth: 40, Widening: 2, Kernels: [3, 1, 1]);

/// <summary>WRN-22-2 of blocks B(3, 1, 3), all convolutions counted.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet22x2B313Literal() : WideResNet(Depth: 22, Widening: 2, Kernels: [3, 1, 3], CountAll: true);

/// <summary>WRN-40-2 of blocks B(1, 3, 1), all convolutions counted.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet40x2B131Literal() : WideResNet(Depth: 40, Widening: 2, Kernels: [1, 3, 1], CountAll: true);

/// <summary>WRN-40-2 of blocks B(3, 1, 1), all convolutions counted.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet40x2B311Literal() : WideResNet(Depth: 40, Widening: 2, Kernels: [3, 1, 1], CountAll: true);
