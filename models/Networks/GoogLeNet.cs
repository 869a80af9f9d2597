namespace Lathe.Models;

/// <summary>Four branches over one input, concatenated.</summary>
/// <param name="Ones">Channels of the convolution of size one.</param>
/// <param name="Reduce3">Channels before the second branch's convolution.</param>
/// <param name="Threes">Channels of the second branch.</param>
/// <param name="Reduce5">Channels before the third branch's convolution.</param>
/// <param name="Fives">Channels of the third branch.</param>
/// <param name="Projection">Channels of the pooling branch.</param>
public sealed record Inception2014(int Ones, int Reduce3, int Threes, int Reduce5, int Fives, int Projection) : Module
{
    readonly Conv b1 = GoogLeNet2014.Convolution(Ones, kernel: 1);
    readonly Conv b2r = GoogLeNet2014.Convolution(Reduce3, kernel: 1), b2 = GoogLeNet2014.Convolution(Threes, kernel: 3);
    readonly Conv b3r = GoogLeNet2014.Convolution(Reduce5, kernel: 1), b3 = GoogLeNet2014.Convolution(Fives, kernel: 5);
    readonly Conv b4 = GoogLeNet2014.Convolution(Projection, kernel: 1);

    /// <summary>C, H, W to the branches' channels together, H, W.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(
        x.Then(b1).Relu(), x.Then(b2r).Relu().Then(b2).Relu(), x.Then(b3r).Relu().Then(b3).Relu(), x.MaxPool(3, stride: 1, padding: 1).Then(b4).Relu());
}

/// <summary>A small classifier on an inner layer, which brings gradients to the depths in training.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a hidden unit.</param>
public sealed record AuxiliaryHead2014(int Classes, float DropProbability) : Module
{
    readonly Conv conv = GoogLeNet2014.Convolution(128, kernel: 1);
    readonly Linear fc1 = new(1024);
    readonly Linear fc2 = new(Classes);

    /// <summary>C, H, W to logits.</summary>
    public Tensor Forward(Tensor x) =>
        x.AveragePool(5, stride: 3).Then(conv).Relu().Flatten().Then(fc1).Relu().Dropout(DropProbability).Then(fc2);
}

/// <summary>GoogLeNet as it won ImageNet in 2014: response norms in the stem, no batch norm.</summary>
/// <param name="Auxiliary">Has two auxiliary heads in training.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a feature before the last layer.</param>
/// <param name="HeadDropProbability">The probability of zeroing a hidden unit of an auxiliary head.</param>
/// <remarks>
/// Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich: Going Deeper with Convolutions, CVPR 2015, arXiv:1409.4842.
/// Response norms and initial values, which the paper does not give, are those of its Caffe model.
/// </remarks>
public abstract record GoogLeNet2014(bool Auxiliary, int Classes = 1000, float DropProbability = 0.4f, float HeadDropProbability = 0.7f) : Module
{
    readonly Conv conv1 = Convolution(64, kernel: 7, stride: 2), conv2r = Convolution(64, kernel: 1), conv2 = Convolution(192, kernel: 3);
    readonly Inception2014 i3a = new(64, 96, 128, 16, 32, 32), i3b = new(128, 128, 192, 32, 96, 64);
    readonly Inception2014 i4a = new(192, 96, 208, 16, 48, 64), i4b = new(160, 112, 224, 24, 64, 64), i4c = new(128, 128, 256, 24, 64, 64);
    readonly Inception2014 i4d = new(112, 144, 288, 32, 64, 64), i4e = new(256, 160, 320, 32, 128, 128);
    readonly Inception2014 i5a = new(256, 160, 320, 32, 128, 128), i5b = new(384, 192, 384, 48, 128, 128);
    readonly Linear fc = new(Classes);
    readonly AuxiliaryHead2014? aux1 = Auxiliary ? new(Classes, HeadDropProbability) : null;
    readonly AuxiliaryHead2014? aux2 = Auxiliary ? new(Classes, HeadDropProbability) : null;

    /// <summary>Images to logits; in training also to those of the heads that there are.</summary>
    public (Tensor Logits, Tensor? Aux1, Tensor? Aux2) Forward(Tensor x)
    {
        var stem = GoogLeNet.Halve(GoogLeNet.Halve(x.Then(conv1).Relu()).LocalResponseNorm().Then(conv2r).Relu().Then(conv2).Relu().LocalResponseNorm());
        var y4a = GoogLeNet.Halve(stem.Then(i3a).Then(i3b)).Then(i4a);
        var y4d = y4a.Then(i4b).Then(i4c).Then(i4d);
        var y5b = GoogLeNet.Halve(y4d.Then(i4e)).Then(i5a).Then(i5b);
        var logits = y5b.GlobalAveragePool().Dropout(DropProbability).Then(fc);
        return Training && aux1 is not null && aux2 is not null ? (logits, y4a.Then(aux1), y4d.Then(aux2)) : (logits, null, null);
    }

    /// <summary>Cross-entropy; heads count 0.3 each.</summary>
    public Tensor Loss(Tensor logits, Tensor? aux1, Tensor? aux2, Tensor targets) => GoogLeNet.Sum(logits, aux1, aux2, targets);

    internal static Conv Convolution(int channels, int kernel, int stride = 1) => new(channels, kernel, stride, Padding: kernel / 2)
    {
        Initial = new Initial.Xavier(),
        BiasInitial = new Initial.Constant(0.2),
    };
}

/// <summary>Four branches over one input, concatenated; every convolution has a batch norm.</summary>
/// <param name="Ones">Channels of the convolution of size one.</param>
/// <param name="Reduce3">Channels before the second branch's convolution.</param>
/// <param name="Threes">Channels of the second branch.</param>
/// <param name="Reduce5">Channels before the third branch's convolution.</param>
/// <param name="Fives">Channels of the third branch.</param>
/// <param name="Projection">Channels of the pooling branch.</param>
public sealed record Inception(int Ones, int Reduce3, int Threes, int Reduce5, int Fives, int Projection) : Module
{
    readonly ConvUnit branch1 = GoogLeNet.Unit(Ones, kernel: 1);
    readonly Sequential branch2 = [GoogLeNet.Unit(Reduce3, kernel: 1), GoogLeNet.Unit(Threes, kernel: 3)];
    readonly Sequential branch3 = [GoogLeNet.Unit(Reduce5, kernel: 1), GoogLeNet.Unit(Fives, kernel: 3)];
    readonly Sequential branch4 = [new MaxPool(3, Stride: 1, Padding: 1, CeilMode: true), GoogLeNet.Unit(Projection, kernel: 1)];

    /// <summary>C, H, W to the branches' channels together, H, W.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(x.Then(branch1), x.Then(branch2), x.Then(branch3), x.Then(branch4));
}

/// <summary>An auxiliary head with batch norm.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a hidden unit.</param>
public sealed record AuxiliaryHead(int Classes, float DropProbability) : Module
{
    readonly ConvUnit conv = GoogLeNet.Unit(128, kernel: 1);
    readonly Linear fc1 = new(1024);
    readonly Linear fc2 = new(Classes);

    /// <summary>C, H, W to logits.</summary>
    public Tensor Forward(Tensor x) =>
        x.AdaptiveAveragePool(4, 4).Then(conv).Flatten().Then(fc1).Relu().Dropout(DropProbability).Then(fc2);
}

/// <summary>GoogLeNet with batch norm, as torchvision has it.</summary>
/// <param name="Auxiliary">Has two auxiliary heads in training.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a feature before the last layer.</param>
/// <param name="HeadDropProbability">The probability of zeroing a hidden unit of an auxiliary head.</param>
/// <remarks>
/// It departs from the paper (<see cref="GoogLeNet2014"/>): batch norm after every convolution and no local response norm, convolutions of
/// size three in the "5x5" branch, a last pooling of size two, adaptive pooling in the heads, dropout of 0.2 before the last layer.
/// </remarks>
public abstract record GoogLeNet(bool Auxiliary, int Classes = 1000, float DropProbability = 0.2f, float HeadDropProbability = 0.7f) : Module
{
    readonly ConvUnit conv1 = Unit(64, kernel: 7, stride: 2), conv2 = Unit(64, kernel: 1), conv3 = Unit(192, kernel: 3);
    readonly Inception inception3a = new(64, 96, 128, 16, 32, 32);
    readonly Inception inception3b = new(128, 128, 192, 32, 96, 64);
    readonly Inception inception4a = new(192, 96, 208, 16, 48, 64);
    readonly Inception inception4b = new(160, 112, 224, 24, 64, 64);
    readonly Inception inception4c = new(128, 128, 256, 24, 64, 64);
    readonly Inception inception4d = new(112, 144, 288, 32, 64, 64);
    readonly Inception inception4e = new(256, 160, 320, 32, 128, 128);
    readonly Inception inception5a = new(256, 160, 320, 32, 128, 128);
    readonly Inception inception5b = new(384, 192, 384, 48, 128, 128);
    readonly AuxiliaryHead? aux1 = Auxiliary ? new(Classes, HeadDropProbability) : null;
    readonly AuxiliaryHead? aux2 = Auxiliary ? new(Classes, HeadDropProbability) : null;
    readonly Linear fc = new(Classes);

    /// <summary>Images to logits; in training also to those of the heads that there are.</summary>
    public (Tensor Logits, Tensor? Aux1, Tensor? Aux2) Forward(Tensor x)
    {
        var stem = Halve(Halve(x.Then(conv1)).Then(conv2).Then(conv3));
        var y4a = Halve(stem.Then(inception3a).Then(inception3b)).Then(inception4a);
        var y4d = y4a.Then(inception4b).Then(inception4c).Then(inception4d);
        var y5b = y4d.Then(inception4e).MaxPool(2, ceilMode: true).Then(inception5a).Then(inception5b);
        var logits = y5b.GlobalAveragePool().Dropout(DropProbability).Then(fc);
        return Training && aux1 is not null && aux2 is not null ? (logits, y4a.Then(aux1), y4d.Then(aux2)) : (logits, null, null);
    }

    /// <summary>Cross-entropy; heads count 0.3 each.</summary>
    public Tensor Loss(Tensor logits, Tensor? aux1, Tensor? aux2, Tensor targets) => Sum(logits, aux1, aux2, targets);

    internal static Tensor Sum(Tensor logits, Tensor? aux1, Tensor? aux2, Tensor targets)
    {
        var loss = Tensor.CrossEntropy(logits, targets);
        return aux1 is null || aux2 is null ? loss : loss + 0.3f * (Tensor.CrossEntropy(aux1, targets) + Tensor.CrossEntropy(aux2, targets));
    }

    internal static ConvUnit Unit(int channels, int kernel, int stride = 1) => new(channels, kernel, Stride: stride, Deviation: 0.01);

    internal static Tensor Halve(Tensor x) => x.MaxPool(3, stride: 2, ceilMode: true);
}

/// <summary>The network of 2014: 7.0 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record GoogLeNetPaperPlain() : GoogLeNet2014(Auxiliary: false);

/// <summary>The network of 2014 with its heads: 13.4 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record GoogLeNetPaper() : GoogLeNet2014(Auxiliary: true);

/// <summary>torchvision's, without heads: 6.6 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record GoogLeNetTorchvisionPlain() : GoogLeNet(Auxiliary: false);

/// <summary>torchvision's, with its heads: 13.0 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record GoogLeNetTorchvision() : GoogLeNet(Auxiliary: true);
