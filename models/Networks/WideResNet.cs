namespace Lathe.Models;

/// <summary>A residual block with batch norm and ReLU before each convolution. Where it widens, the shortcut is a convolution of the
/// activated input; elsewhere it is the raw input.</summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image.</param>
public sealed record WideBlock(int Inputs, int Channels, int Stride = 1) : Module
{
    readonly BatchNorm bn1 = new();
    readonly Conv conv1 = WideResNet.Convolution(Channels, kernel: 3, Stride);
    readonly BatchNorm bn2 = new();
    readonly Conv conv2 = WideResNet.Convolution(Channels, kernel: 3);
    readonly Conv? shortcut = Inputs == Channels ? null : WideResNet.Convolution(Channels, kernel: 1, Stride);

    /// <summary><see cref="Inputs"/>, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var activated = x.Then(bn1).Relu();
        var y = activated.Then(conv1).Then(bn2).Relu().Then(conv2);
        return y + (shortcut is null ? x : activated.Then(shortcut));
    }
}

/// <summary>The wide residual networks: shallower and wider than ResNet.</summary>
/// <param name="Depth">Layers: 6n + 4.</param>
/// <param name="Widening">The factor on ResNet's 16, 32 and 64 channels.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Zagoruyko, Komodakis: Wide Residual Networks, BMVC 2016, arXiv:1605.07146; the B(3,3) networks without dropout.
/// </remarks>
public abstract record WideResNet(int Depth, int Widening, int Classes = 10) : Module
{
    readonly Conv conv1 = Convolution(16, kernel: 3);
    readonly Sequential block1 = Group(16, 16 * Widening, stride: 1, (Depth - 4) / 6);
    readonly Sequential block2 = Group(16 * Widening, 32 * Widening, stride: 2, (Depth - 4) / 6);
    readonly Sequential block3 = Group(32 * Widening, 64 * Widening, stride: 2, (Depth - 4) / 6);
    readonly BatchNorm bn = new();
    readonly Linear fc = new(Classes) { BiasInitial = new Initial.Constant(0) };

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) =>
        x.Then(conv1).Then(block1).Then(block2).Then(block3).Then(bn).Relu().GlobalAveragePool().Then(fc);

    internal static Conv Convolution(int channels, int kernel, int stride = 1) =>
        new(channels, kernel, stride, Padding: kernel / 2, Bias: false) { Initial = new Initial.He() };

    static Sequential Group(int inputs, int channels, int stride, int blocks) =>
        [new WideBlock(inputs, channels, stride), .. Enumerable.Repeat(new WideBlock(channels, channels), blocks - 1)];
}

/// <summary>WRN-16-2: 16 layers, twice as wide.</summary>
[Network(3, 32, 32)]
public sealed partial record WideResNet16x2() : WideResNet(Depth: 16, Widening: 2);
