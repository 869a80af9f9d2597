namespace Lathe.Models;

/// <summary>Deep rectifiers: three stages of convolutions with learned slopes, pooled to a pyramid of fixed size.</summary>
/// <param name="Widths">Channels of each stage.</param>
/// <param name="LayersPerStage">Convolutions of each stage.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="DropProbability">The probability of zeroing a hidden unit of the fully connected layers.</param>
/// <remarks>
/// He, Zhang, Ren, Sun: Delving Deep into Rectifiers, ICCV 2015, arXiv:1502.01852, table 3, with one slope a channel. The pyramid is that of
/// He et al., Spatial Pyramid Pooling, arXiv:1406.4729: for n bins windows of ceil(14/n), ceil(14/n) rounded down apart. The first pooling's
/// window is not published: here it is two.
/// </remarks>
public abstract record PReluNet(int[] Widths, int LayersPerStage, int Classes = 1000, float DropProbability = 0.5f) : Module
{
    static readonly int[] Bins = [7, 3, 2, 1];

    readonly Sequential features =
    [
        Convolution(96, kernel: 7, stride: 2), new PRelu(),
        .. Widths.SelectMany(channels => Stage(channels, LayersPerStage)),
    ];

    readonly Linear fc1 = new(4096);

    [Name("p1")]
    readonly PRelu slopes1 = new();

    readonly Linear fc2 = new(4096);

    [Name("p2")]
    readonly PRelu slopes2 = new();

    readonly Linear fc3 = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var image = x.Then(features);
        var pyramid = Tensor.Concat([.. Bins.Select(bins => Pool(image, bins).Flatten())]);
        var hidden = pyramid.Then(fc1).Then(slopes1).Dropout(DropProbability).Then(fc2).Then(slopes2).Dropout(DropProbability);
        return hidden.Then(fc3);
    }

    static Tensor Pool(Tensor image, int bins) => image.MaxPool((image.Height + bins - 1) / bins, stride: image.Height / bins);

    static IEnumerable<Module> Stage(int channels, int layers) =>
    [
        new MaxPool(2),
        .. Enumerable.Range(0, layers).SelectMany(_ => new Module[] { Convolution(channels, kernel: 3), new PRelu() }),
    ];

    static Conv Convolution(int channels, int kernel, int stride = 1) => new(channels, kernel, stride, Padding: kernel / 2)
    {
        Initial = new Initial.He(),
        BiasInitial = new Initial.Constant(0),
    };
}

/// <summary>Model A: 19 layers.</summary>
[Network(3, 224, 224)]
public sealed partial record PReluNetA() : PReluNet(Widths: [256, 512, 512], LayersPerStage: 5);

/// <summary>Model B: 22 layers.</summary>
[Network(3, 224, 224)]
public sealed partial record PReluNetB() : PReluNet(Widths: [256, 512, 512], LayersPerStage: 6);

/// <summary>Model C: 22 wider layers.</summary>
[Network(3, 224, 224)]
public sealed partial record PReluNetC() : PReluNet(Widths: [384, 768, 896], LayersPerStage: 6);
