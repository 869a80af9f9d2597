namespace Lathe.EmulatedCuda.Tests;

// Networks as small as shows what the kinds of networks are made of.

/// <summary>Convolutions of one channel, max pooling, linear layers.</summary>
[Network(1, 16, 16)]
public sealed partial record TinyLeNet() : Module
{
    readonly Conv conv1 = new(4, Kernel: 5), conv2 = new(6, Kernel: 3, Padding: 1);
    readonly Linear fc1 = new(9), fc2 = new(5);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(conv1).MaxPool(2).Then(conv2).Relu().MaxPool(3, stride: 2, padding: 1).Flatten().Then(fc1).Relu().Then(fc2);
}

/// <summary>Convolution, batch norm, ReLU.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernel">The window.</param>
/// <param name="Stride">The step.</param>
public sealed record Unit(int Channels, int Kernel, int Stride = 1) : Module
{
    readonly Conv conv = new(Channels, Kernel, Stride, Padding: Kernel / 2, Bias: false);
    readonly BatchNorm bn = new();

    /// <summary>C, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x) => x.Then(conv).Then(bn).Relu();
}

/// <summary>Batch norm of the input, whose gradient goes through the sums of a later phase.</summary>
[Network(9)]
public sealed partial record TinyStandardized() : Module
{
    readonly BatchNorm bn = new();
    readonly Linear fc = new(5);

    /// <summary>Features to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(bn).Then(fc);
}

/// <summary>Batch norm of one feature: what is computed of it is a single number, which may be stored over another.</summary>
[Network(1)]
public sealed partial record TinyFeature() : Module
{
    readonly BatchNorm bn = new();
    readonly Linear fc = new(5);

    /// <summary>A feature to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(bn).Then(fc);
}

/// <summary>Batch norm by statistics that training leaves as they are.</summary>
[Network(3, 8, 8)]
public sealed partial record TinyFrozen() : Module
{
    readonly Conv conv = new(8, 3, Padding: 1, Bias: false);
    readonly BatchNorm bn = new() { Frozen = true };
    readonly Linear fc = new(5);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(conv).Then(bn).Relu().GlobalAveragePool().Then(fc);
}

/// <summary>The larger of two channels, which are many enough to be stored in half the bits; its gradient goes to the channel that is equal to it.</summary>
[Network(2, 1500)]
public sealed partial record TinyExtremum() : Module
{
    readonly Linear fc = new(3);

    /// <summary>Two channels to logits.</summary>
    public Tensor Forward(Tensor x) => x.Max(0).Then(fc);
}

/// <summary>A convolution over every second row, which is a general contraction forwards and a convolution backwards, and no other product.</summary>
[Network(4, 6, 5)]
public sealed partial record TinyStriped() : Module
{
    readonly Conv conv = new(8, 3, Padding: 1);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Slice(1, 0, 3, 2).Then(conv).GlobalAveragePool();
}

/// <summary>The largest of two products and of their sum. Their gradients go to what is equal to them: computed again, where a kernel needs one product twice.</summary>
[Network(6, 40)]
public sealed partial record TinyProducts() : Module
{
    readonly Parameter slope = new(6, 40), curvature = new(6, 40);
    readonly Linear fc = new(5);

    /// <summary>Rows to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var z = x.Tanh();
        var (linear, squared) = (z * (1.1f + (Tensor)slope), z.Square() * (1.3f + (Tensor)curvature));
        return Tensor.Concat(0, (squared + linear).Max(0), linear.Max(0), squared.Max(0)).Then(fc);
    }
}

/// <summary>A projected residual block of stride 2, and one whose shortcut is its input.</summary>
[Network(3, 12, 12)]
public sealed partial record TinyResNet() : Module
{
    readonly Unit stem = new(8, Kernel: 3), first = new(16, Kernel: 3, Stride: 2), second = new(16, Kernel: 3), third = new(16, Kernel: 3);
    readonly Conv shortcut = new(16, Kernel: 1, Stride: 2, Bias: false);
    readonly Linear fc = new(5);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(stem);
        y = y.Then(first).Then(second) + y.Then(shortcut);
        return (y + y.Then(third)).Relu().GlobalAveragePool().Then(fc);
    }
}

/// <summary>Layers that append their outputs to their inputs, and dropout.</summary>
[Network(3, 8, 8)]
public sealed partial record TinyDenseNet() : Module
{
    readonly Unit stem = new(8, Kernel: 3), first = new(4, Kernel: 3), second = new(4, Kernel: 3);
    readonly BatchNorm bn = new();
    readonly Linear fc = new(5);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(stem);
        y = Tensor.Concat(y, y.Then(first));
        y = Tensor.Concat(y, y.Then(second)).AveragePool(2);
        return y.Then(bn).Relu().GlobalAveragePool().Dropout(0.3f).Then(fc);
    }
}

/// <summary>A unit of three branches, and an auxiliary head in training.</summary>
[Network(3, 8, 8)]
public sealed partial record TinyInception() : Module
{
    readonly Unit stem = new(8, Kernel: 3), ones = new(8, Kernel: 1), reduce = new(4, Kernel: 1), threes = new(8, Kernel: 3), projection = new(8, Kernel: 1);
    readonly Linear auxiliary = new(5), fc = new(5);

    /// <summary>Images to logits; in training also to those of the head.</summary>
    public (Tensor Logits, Tensor? Head) Forward(Tensor x)
    {
        var y = x.Then(stem);
        var branches = Tensor.Concat(y.Then(ones), y.Then(reduce).Then(threes), y.MaxPool(3, stride: 1, padding: 1).Then(projection));
        var logits = branches.GlobalAveragePool().Then(fc);
        return Training ? (logits, y.AveragePool(4).Flatten().Then(auxiliary)) : (logits, null);
    }

    /// <summary>Cross-entropy; the head counts 0.3.</summary>
    public Tensor Loss(Tensor logits, Tensor head, Tensor targets) => Tensor.CrossEntropy(logits, targets) + 0.3f * Tensor.CrossEntropy(head, targets);
}

/// <summary>Grouped and depthwise convolutions, and a gate on channels.</summary>
[Network(3, 9, 9)]
public sealed partial record TinyGated() : Module
{
    readonly Conv conv = new(16, Kernel: 3, Padding: 1), grouped = new(16, Kernel: 3, Padding: 1, Groups: 2), depthwise = new(16, Kernel: 3, Stride: 2, Groups: 16);
    readonly Conv squeeze = new(4, Kernel: 1), excite = new(16, Kernel: 1);
    readonly Linear fc = new(5);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(conv).Relu().Then(grouped);
        y *= y.MeanKeep(1, 2).Then(squeeze).Relu().Then(excite).Sigmoid();
        return y.Then(depthwise).Silu().GlobalAveragePool().Then(fc);
    }
}

/// <summary>Batch norm behind a sum that is cut into parts, and behind a grouped convolution.</summary>
[Network(32, 6, 6)]
public sealed partial record TinyGroups() : Module
{
    readonly Conv conv = new(8, Kernel: 3, Padding: 1, Bias: false), grouped = new(16, Kernel: 3, Padding: 1, Groups: 2, Bias: false);
    readonly BatchNorm bn1 = new(), bn2 = new();
    readonly Linear fc = new(5);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(conv).Then(bn1).Relu().Then(grouped).Then(bn2).Relu().GlobalAveragePool().Then(fc);
}

/// <summary>Tokens of patches, attention of two heads, layer norm.</summary>
[Network(3, 32, 32)]
public sealed partial record TinyTransformer() : Module
{
    readonly Conv patches = new(16, Kernel: 8, Stride: 8);
    readonly LayerNorm norm1 = new(), norm2 = new();
    readonly Linear qkv = new(48), proj = new(16), fc1 = new(32), fc2 = new(16), head = new(5);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var tokens = x.Then(patches).Flatten(from: 1).Transpose();
        var parts = tokens.Then(norm1).Then(qkv).Split(3, axis: 1);
        var mixed = Tensor.Attention(PerHead(parts[0]), PerHead(parts[1]), PerHead(parts[2]));
        tokens += mixed.Permute(1, 0, 2).Flatten(from: 1).Then(proj);
        tokens += tokens.Then(norm2).Then(fc1).Gelu().Then(fc2);
        return tokens.Mean(0).Then(head);
    }

    static Tensor PerHead(Tensor x) => x.Reshape(x.Size(0), 2, -1).Permute(1, 0, 2);
}
