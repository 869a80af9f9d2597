namespace Lathe.Models;

/// <summary>The channels of an Inception module after batch norm came.</summary>
/// <param name="Ones">Channels of the convolution of size one; 0 for a module that halves the image.</param>
/// <param name="Reduce">Channels before the second branch's convolution.</param>
/// <param name="Threes">Channels of the second branch.</param>
/// <param name="ReduceDouble">Channels before the third branch's two convolutions.</param>
/// <param name="Doubles">Channels of the third branch.</param>
/// <param name="Projection">Channels of the pooling branch; 0 for a module that halves the image.</param>
/// <param name="Maximum">Pools the maximum, not the mean.</param>
public sealed record BnInceptionShape(int Ones, int Reduce, int Threes, int ReduceDouble, int Doubles, int Projection, bool Maximum = false)
{
    /// <summary>Whether the module halves the image.</summary>
    public bool Halves => Ones == 0;
}

/// <summary>The branches of an Inception module after batch norm came: two convolutions of size three take the place of one of size five.
/// A module that halves the image has no convolution of size one, and its pooling passes all channels through.</summary>
/// <param name="Shape">The channels.</param>
public sealed record BnInceptionModule(BnInceptionShape Shape) : Module
{
    readonly ConvUnit? b1 = Shape.Halves ? null : BnInception.Unit(Shape.Ones, kernel: 1);
    readonly ConvUnit b2r = BnInception.Unit(Shape.Reduce, kernel: 1), b2 = BnInception.Unit(Shape.Threes, kernel: 3, stride: Shape.Halves ? 2 : 1);
    readonly ConvUnit b3r = BnInception.Unit(Shape.ReduceDouble, kernel: 1), b3a = BnInception.Unit(Shape.Doubles, kernel: 3);
    readonly ConvUnit b3b = BnInception.Unit(Shape.Doubles, kernel: 3, stride: Shape.Halves ? 2 : 1);
    readonly ConvUnit? b4 = Shape.Halves ? null : BnInception.Unit(Shape.Projection, kernel: 1);

    /// <summary>C, H, W to the branches' channels together, H, W or H/2, W/2.</summary>
    public Tensor Forward(Tensor x)
    {
        var threes = x.Then(b2r).Then(b2);
        var doubles = x.Then(b3r).Then(b3a).Then(b3b);
        if (b1 is null || b4 is null)
            return Tensor.Concat(threes, doubles, GoogLeNet.Halve(x));
        var pooled = Shape.Maximum ? x.MaxPool(3, stride: 1, padding: 1) : x.AveragePool(3, stride: 1, padding: 1);
        return Tensor.Concat(x.Then(b1), threes, doubles, pooled.Then(b4));
    }
}

/// <summary>GoogLeNet with batch norm, of the paper that brought it.</summary>
/// <param name="Modules">The channels of the ten modules.</param>
/// <param name="Excitation">Reweighs the channels of every module.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Ioffe, Szegedy: Batch Normalization, ICML 2015, arXiv:1502.03167, figure 5. With squeeze and excitation it is that of Hu et al.,
/// arXiv:1709.01507, on the widths of its Caffe model.
/// </remarks>
public abstract record BnInception(BnInceptionShape[] Modules, bool Excitation = false, int Classes = 1000) : Module
{
    /// <summary>The paper's table.</summary>
    protected static readonly BnInceptionShape[] Paper = Table(inner: 96);

    /// <summary>The table of the released Caffe model: 128 channels where the paper has 96 in modules 4c and 4d.</summary>
    protected static readonly BnInceptionShape[] Caffe = Table(inner: 128);

    readonly ConvUnit conv1 = Unit(64, kernel: 7, stride: 2), conv2r = Unit(64, kernel: 1), conv2 = Unit(192, kernel: 3);
    readonly Sequential blocks = [.. Modules.Select((shape, index) => Block(shape, Excitation ? Outputs(Modules, index) : 0))];
    readonly Linear fc = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var stem = GoogLeNet.Halve(GoogLeNet.Halve(x.Then(conv1)).Then(conv2r).Then(conv2));
        return stem.Then(blocks).GlobalAveragePool().Then(fc);
    }

    internal static ConvUnit Unit(int channels, int kernel, int stride = 1) => new(channels, kernel, Stride: stride, Epsilon: 1e-5f);

    static Module Block(BnInceptionShape shape, int excited)
    {
        var module = new BnInceptionModule(shape);
        return excited == 0 ? module : Excited(module, excited);
    }

    static Sequential Excited(Module module, int channels) => [module, new SqueezeExcitation(channels)];

    /// <summary>Channels behind a module; one that halves the image adds those of the modules before it.</summary>
    static int Outputs(BnInceptionShape[] modules, int index)
    {
        var module = modules[index];
        return module.Threes + module.Doubles + (module.Halves ? Outputs(modules, index - 1) : module.Ones + module.Projection);
    }

    static BnInceptionShape[] Table(int inner) =>
    [
        new(64, 64, 64, 64, 96, 32), new(64, 64, 96, 64, 96, 64), new(0, 128, 160, 64, 96, 0),
        new(224, 64, 96, 96, 128, 128), new(192, 96, 128, 96, 128, 128), new(160, 128, 160, 128, 160, inner), new(96, 128, 192, 160, 192, inner),
        new(0, 128, 192, 192, 256, 0), new(352, 192, 320, 160, 224, 128), new(352, 192, 320, 192, 224, 128, Maximum: true),
    ];
}

/// <summary>BN-Inception of the paper's table: 11.2 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record BnInceptionPaper() : BnInception(Paper);

/// <summary>BN-Inception as released for Caffe: 11.3 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record BnInceptionCaffe() : BnInception(Caffe);

/// <summary>SE-BN-Inception: 11.9 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record SEBnInception() : BnInception(Caffe, Excitation: true);
