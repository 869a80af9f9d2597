namespace Lathe.Models;

/// <summary>A basic unit that normalises and rectifies before each convolution. Where it widens, its shortcut takes every second pixel and
/// appends channels of zeros.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the unit halves the image.</param>
/// <param name="Shared">The shortcut takes the activated input too: the first unit of a stage.</param>
public sealed record PreActivationUnit(int Channels, int Stride = 1, bool Shared = false) : Module
{
    readonly BatchNorm bn1 = new();
    readonly Conv conv1 = PreActivationResNet.Convolution(Channels, kernel: 3, Stride);
    readonly BatchNorm bn2 = new();
    readonly Conv conv2 = PreActivationResNet.Convolution(Channels, kernel: 3);

    /// <summary>C, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var activated = x.Then(bn1).Relu();
        var y = activated.Then(conv1).Then(bn2).Relu().Then(conv2);
        return y + Shortcut(Shared ? activated : x, y);
    }

    Tensor Shortcut(Tensor x, Tensor y) => x.Channels == Channels
        ? x
        : x.Slice(axis: 1, start: 0, y.Height, Stride).Slice(axis: 2, start: 0, y.Width, Stride).Pad(axis: 0, 0, Channels - x.Channels);
}

/// <summary>A bottleneck that normalises and rectifies before each convolution. Where it widens, its shortcut is a convolution of the
/// activated input.</summary>
/// <param name="Width">Channels of the inner convolution; four times as many come out.</param>
/// <param name="Stride">2 where the unit halves the image; it is the first convolution that strides.</param>
/// <param name="Project">Projects the shortcut: the first unit of a stage.</param>
public sealed record PreActivationBottleneck(int Width, int Stride = 1, bool Project = false) : Module
{
    readonly BatchNorm bn1 = new();
    readonly Conv conv1 = PreActivationResNet.Convolution(Width, kernel: 1, Stride);
    readonly BatchNorm bn2 = new();
    readonly Conv conv2 = PreActivationResNet.Convolution(Width, kernel: 3);
    readonly BatchNorm bn3 = new();
    readonly Conv conv3 = PreActivationResNet.Convolution(4 * Width, kernel: 1);
    readonly Conv? shortcut = Project ? PreActivationResNet.Convolution(4 * Width, kernel: 1, Stride) : null;

    /// <summary>C, H, W to 4 <see cref="Width"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var activated = x.Then(bn1).Relu();
        var y = activated.Then(conv1).Then(bn2).Relu().Then(conv2).Then(bn3).Relu().Then(conv3);
        return y + (shortcut is null ? x : activated.Then(shortcut));
    }
}

/// <summary>The residual networks for small images whose shortcuts nothing interrupts.</summary>
/// <param name="UnitsPerStage">Units of each of the three stages.</param>
/// <param name="Bottlenecks">Has bottlenecks instead of basic units.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// He, Zhang, Ren, Sun: Identity Mappings in Deep Residual Networks, ECCV 2016, arXiv:1603.05027.
/// </remarks>
public abstract record PreActivationResNet(int UnitsPerStage, bool Bottlenecks, int Classes = 10) : Module
{
    readonly Conv conv1 = Convolution(16, kernel: 3);
    readonly Sequential layer1 = Stage(16, stride: 1, UnitsPerStage, Bottlenecks);
    readonly Sequential layer2 = Stage(32, stride: 2, UnitsPerStage, Bottlenecks);
    readonly Sequential layer3 = Stage(64, stride: 2, UnitsPerStage, Bottlenecks);
    readonly BatchNorm bn = new();
    readonly Linear fc = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) =>
        x.Then(conv1).Then(layer1).Then(layer2).Then(layer3).Then(bn).Relu().GlobalAveragePool().Then(fc);

    internal static Conv Convolution(int channels, int kernel, int stride = 1) =>
        new(channels, kernel, stride, Padding: kernel / 2, Bias: false) { Initial = new Initial.He() };

    static Sequential Stage(int channels, int stride, int units, bool bottlenecks) => bottlenecks
        ? [new PreActivationBottleneck(channels, stride, Project: true), .. Enumerable.Repeat(new PreActivationBottleneck(channels), units - 1)]
        : [new PreActivationUnit(channels, stride, Shared: true), .. Enumerable.Repeat(new PreActivationUnit(channels), units - 1)];
}

/// <summary>110 layers of basic units, 1.7 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record PreActivationResNet110() : PreActivationResNet(UnitsPerStage: 18, Bottlenecks: false);

/// <summary>164 layers of bottlenecks, 1.7 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record PreActivationResNet164() : PreActivationResNet(UnitsPerStage: 18, Bottlenecks: true);

/// <summary>1001 layers of bottlenecks, 10.3 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record PreActivationResNet1001() : PreActivationResNet(UnitsPerStage: 111, Bottlenecks: true);
