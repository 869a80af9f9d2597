namespace Lathe.Models;

/// <summary>The module on 35x35 pixels (figure 5).</summary>
/// <param name="Projection">Channels of the pooling branch.</param>
public sealed record InceptionV3A(int Projection) : Module
{
    readonly ConvUnit branch1x1 = new(64, Kernel: 1);

    [Name("branch5x5_1")]
    readonly ConvUnit fives1 = new(48, Kernel: 1);

    [Name("branch5x5_2")]
    readonly ConvUnit fives2 = new(64, Kernel: 5);

    [Name("branch3x3dbl_1")]
    readonly ConvUnit doubles1 = new(64, Kernel: 1);

    [Name("branch3x3dbl_2")]
    readonly ConvUnit doubles2 = new(96, Kernel: 3);

    [Name("branch3x3dbl_3")]
    readonly ConvUnit doubles3 = new(96, Kernel: 3);

    [Name("branch_pool")]
    readonly ConvUnit projection = new(Projection, Kernel: 1);

    /// <summary>C, H, W to 224 + <see cref="Projection"/>, H, W.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(
        x.Then(branch1x1), x.Then(fives1).Then(fives2), x.Then(doubles1).Then(doubles2).Then(doubles3), InceptionV3.Pool(x).Then(projection));
}

/// <summary>From 35x35 to 17x17 pixels (figure 10).</summary>
public sealed record InceptionV3B : Module
{
    readonly ConvUnit branch3x3 = new(384, Kernel: 3, Stride: 2, Valid: true);

    [Name("branch3x3dbl_1")]
    readonly ConvUnit doubles1 = new(64, Kernel: 1);

    [Name("branch3x3dbl_2")]
    readonly ConvUnit doubles2 = new(96, Kernel: 3);

    [Name("branch3x3dbl_3")]
    readonly ConvUnit doubles3 = new(96, Kernel: 3, Stride: 2, Valid: true);

    /// <summary>C, H, W to C + 480, H/2, W/2.</summary>
    public Tensor Forward(Tensor x) =>
        Tensor.Concat(x.Then(branch3x3), x.Then(doubles1).Then(doubles2).Then(doubles3), x.MaxPool(3, stride: 2));
}

/// <summary>The module on 17x17 pixels: windows of seven, factored into rows and columns (figure 6).</summary>
/// <param name="Width">Inner channels.</param>
public sealed record InceptionV3C(int Width) : Module
{
    readonly ConvUnit branch1x1 = new(192, Kernel: 1);

    [Name("branch7x7_1")]
    readonly ConvUnit sevens1 = new(Width, Kernel: 1);

    [Name("branch7x7_2")]
    readonly ConvUnit sevens2 = new(Width, Kernel: 1, KernelWidth: 7);

    [Name("branch7x7_3")]
    readonly ConvUnit sevens3 = new(192, Kernel: 7, KernelWidth: 1);

    [Name("branch7x7dbl_1")]
    readonly ConvUnit doubles1 = new(Width, Kernel: 1);

    [Name("branch7x7dbl_2")]
    readonly ConvUnit doubles2 = new(Width, Kernel: 7, KernelWidth: 1);

    [Name("branch7x7dbl_3")]
    readonly ConvUnit doubles3 = new(Width, Kernel: 1, KernelWidth: 7);

    [Name("branch7x7dbl_4")]
    readonly ConvUnit doubles4 = new(Width, Kernel: 7, KernelWidth: 1);

    [Name("branch7x7dbl_5")]
    readonly ConvUnit doubles5 = new(192, Kernel: 1, KernelWidth: 7);

    [Name("branch_pool")]
    readonly ConvUnit projection = new(192, Kernel: 1);

    /// <summary>C, H, W to 768, H, W.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(
        x.Then(branch1x1),
        x.Then(sevens1).Then(sevens2).Then(sevens3),
        x.Then(doubles1).Then(doubles2).Then(doubles3).Then(doubles4).Then(doubles5),
        InceptionV3.Pool(x).Then(projection));
}

/// <summary>From 17x17 to 8x8 pixels.</summary>
public sealed record InceptionV3D : Module
{
    [Name("branch3x3_1")]
    readonly ConvUnit threes1 = new(192, Kernel: 1);

    [Name("branch3x3_2")]
    readonly ConvUnit threes2 = new(320, Kernel: 3, Stride: 2, Valid: true);

    [Name("branch7x7x3_1")]
    readonly ConvUnit sevens1 = new(192, Kernel: 1);

    [Name("branch7x7x3_2")]
    readonly ConvUnit sevens2 = new(192, Kernel: 1, KernelWidth: 7);

    [Name("branch7x7x3_3")]
    readonly ConvUnit sevens3 = new(192, Kernel: 7, KernelWidth: 1);

    [Name("branch7x7x3_4")]
    readonly ConvUnit sevens4 = new(192, Kernel: 3, Stride: 2, Valid: true);

    /// <summary>C, H, W to C + 512, H/2, W/2.</summary>
    public Tensor Forward(Tensor x) =>
        Tensor.Concat(x.Then(threes1).Then(threes2), x.Then(sevens1).Then(sevens2).Then(sevens3).Then(sevens4), x.MaxPool(3, stride: 2));
}

/// <summary>The module on 8x8 pixels: windows of three, split into a row beside a column (figure 7).</summary>
public sealed record InceptionV3E : Module
{
    readonly ConvUnit branch1x1 = new(320, Kernel: 1);

    [Name("branch3x3_1")]
    readonly ConvUnit threes1 = new(384, Kernel: 1);

    [Name("branch3x3_2a")]
    readonly ConvUnit threes2Row = new(384, Kernel: 1, KernelWidth: 3);

    [Name("branch3x3_2b")]
    readonly ConvUnit threes2Column = new(384, Kernel: 3, KernelWidth: 1);

    [Name("branch3x3dbl_1")]
    readonly ConvUnit doubles1 = new(448, Kernel: 1);

    [Name("branch3x3dbl_2")]
    readonly ConvUnit doubles2 = new(384, Kernel: 3);

    [Name("branch3x3dbl_3a")]
    readonly ConvUnit doubles3Row = new(384, Kernel: 1, KernelWidth: 3);

    [Name("branch3x3dbl_3b")]
    readonly ConvUnit doubles3Column = new(384, Kernel: 3, KernelWidth: 1);

    [Name("branch_pool")]
    readonly ConvUnit projection = new(192, Kernel: 1);

    /// <summary>C, H, W to 2048, H, W.</summary>
    public Tensor Forward(Tensor x)
    {
        var threes = x.Then(threes1);
        var doubles = x.Then(doubles1).Then(doubles2);
        return Tensor.Concat(
            x.Then(branch1x1),
            threes.Then(threes2Row), threes.Then(threes2Column),
            doubles.Then(doubles3Row), doubles.Then(doubles3Column),
            InceptionV3.Pool(x).Then(projection));
    }
}

/// <summary>The auxiliary head on 17x17 pixels.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
public sealed record InceptionV3Head(int Classes) : Module
{
    readonly ConvUnit conv0 = new(128, Kernel: 1);
    readonly ConvUnit conv1 = new(768, Kernel: 5, Valid: true, Deviation: 0.01);
    readonly Linear fc = new(Classes) { Initial = new Initial.TruncatedNormal(0.001) };

    /// <summary>C, H, W to logits.</summary>
    public Tensor Forward(Tensor x) => x.AveragePool(5, stride: 3).Then(conv0).Then(conv1).GlobalAveragePool().Then(fc);
}

/// <summary>Inception-v3: GoogLeNet with factored convolutions.</summary>
/// <param name="Auxiliary">Has an auxiliary head in training.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a feature before the last layer.</param>
/// <remarks>
/// Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the Inception Architecture for Computer Vision, CVPR 2016, arXiv:1512.00567. As
/// torchvision has it, in layers, names and the head's weight of 0.4; images are not rescaled.
/// </remarks>
public abstract record InceptionV3(bool Auxiliary, int Classes = 1000, float DropProbability = 0.5f) : Module
{
    [Name("Conv2d_1a_3x3")]
    readonly ConvUnit conv1a = new(32, Kernel: 3, Stride: 2, Valid: true);

    [Name("Conv2d_2a_3x3")]
    readonly ConvUnit conv2a = new(32, Kernel: 3, Valid: true);

    [Name("Conv2d_2b_3x3")]
    readonly ConvUnit conv2b = new(64, Kernel: 3);

    [Name("Conv2d_3b_1x1")]
    readonly ConvUnit conv3b = new(80, Kernel: 1);

    [Name("Conv2d_4a_3x3")]
    readonly ConvUnit conv4a = new(192, Kernel: 3, Valid: true);

    [Name("Mixed_5b")]
    readonly InceptionV3A mixed5b = new(Projection: 32);

    [Name("Mixed_5c")]
    readonly InceptionV3A mixed5c = new(Projection: 64);

    [Name("Mixed_5d")]
    readonly InceptionV3A mixed5d = new(Projection: 64);

    [Name("Mixed_6a")]
    readonly InceptionV3B mixed6a = new();

    [Name("Mixed_6b")]
    readonly InceptionV3C mixed6b = new(Width: 128);

    [Name("Mixed_6c")]
    readonly InceptionV3C mixed6c = new(Width: 160);

    [Name("Mixed_6d")]
    readonly InceptionV3C mixed6d = new(Width: 160);

    [Name("Mixed_6e")]
    readonly InceptionV3C mixed6e = new(Width: 192);

    [Name("AuxLogits")]
    readonly InceptionV3Head? head = Auxiliary ? new(Classes) : null;

    [Name("Mixed_7a")]
    readonly InceptionV3D mixed7a = new();

    [Name("Mixed_7b")]
    readonly InceptionV3E mixed7b = new();

    [Name("Mixed_7c")]
    readonly InceptionV3E mixed7c = new();

    readonly Linear fc = new(Classes) { Initial = new Initial.TruncatedNormal(0.1) };

    /// <summary>Images to logits; in training also to those of the head, if there is one.</summary>
    public (Tensor Logits, Tensor? Aux) Forward(Tensor x)
    {
        var stem = x.Then(conv1a).Then(conv2a).Then(conv2b).MaxPool(3, stride: 2).Then(conv3b).Then(conv4a).MaxPool(3, stride: 2);
        var low = stem.Then(mixed5b).Then(mixed5c).Then(mixed5d).Then(mixed6a);
        var middle = low.Then(mixed6b).Then(mixed6c).Then(mixed6d).Then(mixed6e);
        var logits = middle.Then(mixed7a).Then(mixed7b).Then(mixed7c).GlobalAveragePool().Dropout(DropProbability).Then(fc);
        return (logits, Training && head is not null ? middle.Then(head) : null);
    }

    /// <summary>Cross-entropy; the head counts 0.4.</summary>
    public Tensor Loss(Tensor logits, Tensor? aux, Tensor targets)
    {
        var loss = Tensor.CrossEntropy(logits, targets);
        return aux is null ? loss : loss + 0.4f * Tensor.CrossEntropy(aux, targets);
    }

    internal static Tensor Pool(Tensor x) => x.AveragePool(3, stride: 1, padding: 1);
}

/// <summary>Inception-v3 without its head: 23.8 million parameters.</summary>
[Network(3, 299, 299)]
public sealed partial record InceptionV3Plain() : InceptionV3(Auxiliary: false);

/// <summary>Inception-v3 with its head: 27.2 million parameters.</summary>
[Network(3, 299, 299)]
public sealed partial record InceptionV3ImageNet() : InceptionV3(Auxiliary: true);
