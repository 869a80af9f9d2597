namespace Lathe.Models;

/// <summary>Convolution without bias, batch norm, ReLU.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernel">The window; the image keeps its size but for the stride.</param>
/// <param name="Stride">The step.</param>
public sealed record ConvUnit(int Channels, int Kernel, int Stride = 1) : Module
{
    readonly Conv conv = new(Channels, Kernel, Stride, Padding: Kernel / 2, Bias: false) { Initial = new Initial.TruncatedNormal(0.01) };
    readonly BatchNorm bn = new(Epsilon: 1e-3f);

    /// <summary>C, H, W to <see cref="Channels"/>, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x) => x.Then(conv).Then(bn).Relu();
}

/// <summary>Four branches over one input, concatenated.</summary>
/// <param name="Ones">Channels of the convolution of size one.</param>
/// <param name="Reduce3">Channels before the second branch's convolution.</param>
/// <param name="Threes">Channels of the second branch.</param>
/// <param name="Reduce5">Channels before the third branch's convolution.</param>
/// <param name="Fives">Channels of the third branch.</param>
/// <param name="Projection">Channels of the pooling branch.</param>
public sealed record Inception(int Ones, int Reduce3, int Threes, int Reduce5, int Fives, int Projection) : Module
{
    readonly ConvUnit branch1 = new(Ones, Kernel: 1);
    readonly Sequential branch2 = [new ConvUnit(Reduce3, Kernel: 1), new ConvUnit(Threes, Kernel: 3)];
    readonly Sequential branch3 = [new ConvUnit(Reduce5, Kernel: 1), new ConvUnit(Fives, Kernel: 3)];
    readonly Sequential branch4 = [new MaxPool(3, Stride: 1, Padding: 1, CeilMode: true), new ConvUnit(Projection, Kernel: 1)];

    /// <summary>C, H, W to the branches' channels together, H, W.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(x.Then(branch1), x.Then(branch2), x.Then(branch3), x.Then(branch4));
}

/// <summary>A small classifier on an inner layer, which brings gradients to the depths in training.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a hidden unit.</param>
public sealed record AuxiliaryHead(int Classes, float DropProbability) : Module
{
    readonly ConvUnit conv = new(128, Kernel: 1);
    readonly Linear fc1 = new(1024);
    readonly Linear fc2 = new(Classes);

    /// <summary>C, H, W to logits.</summary>
    public Tensor Forward(Tensor x) =>
        x.AdaptiveAveragePool(4, 4).Then(conv).Flatten().Then(fc1).Relu().Dropout(DropProbability).Then(fc2);
}

/// <summary>GoogLeNet, with batch norm and two auxiliary heads.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a feature before the last layer.</param>
/// <param name="HeadDropProbability">The probability of zeroing a hidden unit of an auxiliary head.</param>
/// <remarks>
/// Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich: Going Deeper with Convolutions, CVPR 2015, arXiv:1409.4842.
/// As torchvision has it, which departs from the paper: batch norm after every convolution and no local response norm, convolutions of size
/// three in the "5x5" branch, a last pooling of size two, adaptive pooling in the heads, dropout of 0.2 before the last layer.
/// </remarks>
public abstract record GoogLeNet(int Classes, float DropProbability = 0.2f, float HeadDropProbability = 0.7f) : Module
{
    readonly ConvUnit conv1 = new(64, Kernel: 7, Stride: 2), conv2 = new(64, Kernel: 1), conv3 = new(192, Kernel: 3);
    readonly Inception inception3a = new(64, 96, 128, 16, 32, 32);
    readonly Inception inception3b = new(128, 128, 192, 32, 96, 64);
    readonly Inception inception4a = new(192, 96, 208, 16, 48, 64);
    readonly Inception inception4b = new(160, 112, 224, 24, 64, 64);
    readonly Inception inception4c = new(128, 128, 256, 24, 64, 64);
    readonly Inception inception4d = new(112, 144, 288, 32, 64, 64);
    readonly Inception inception4e = new(256, 160, 320, 32, 128, 128);
    readonly Inception inception5a = new(256, 160, 320, 32, 128, 128);
    readonly Inception inception5b = new(384, 192, 384, 48, 128, 128);
    readonly AuxiliaryHead aux1 = new(Classes, HeadDropProbability), aux2 = new(Classes, HeadDropProbability);
    readonly Linear fc = new(Classes);

    /// <summary>Images to logits; in training also to those of the two heads.</summary>
    public (Tensor Logits, Tensor? Aux1, Tensor? Aux2) Forward(Tensor x)
    {
        var stem = Halve(Halve(x.Then(conv1)).Then(conv2).Then(conv3));
        var y4a = Halve(stem.Then(inception3a).Then(inception3b)).Then(inception4a);
        var y4d = y4a.Then(inception4b).Then(inception4c).Then(inception4d);
        var y5b = y4d.Then(inception4e).MaxPool(2, ceilMode: true).Then(inception5a).Then(inception5b);
        var logits = y5b.GlobalAveragePool().Dropout(DropProbability).Then(fc);
        return Training ? (logits, y4a.Then(aux1), y4d.Then(aux2)) : (logits, null, null);
    }

    /// <summary>Cross-entropy; the heads count 0.3 each.</summary>
    public Tensor Loss(Tensor logits, Tensor aux1, Tensor aux2, Tensor targets) =>
        Tensor.CrossEntropy(logits, targets) + 0.3f * (Tensor.CrossEntropy(aux1, targets) + Tensor.CrossEntropy(aux2, targets));

    static Tensor Halve(Tensor x) => x.MaxPool(3, stride: 2, ceilMode: true);
}

/// <summary>GoogLeNet for ImageNet: 13.0 million parameters with its heads, 6.6 million without.</summary>
[Network(3, 224, 224)]
public sealed partial record GoogLeNetTorchvision() : GoogLeNet(Classes: 1000);
