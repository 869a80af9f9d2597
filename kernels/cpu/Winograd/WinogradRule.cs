namespace Lathe.Kernels;

/// <summary>Chooses between direct convolution and Winograd's by shape alone, so that neither workers nor vector width nor batch change a bit.</summary>
/// <remarks>Costs are in multiply-adds of sixteen lanes an image. Their weights were measured (see the benchmark of contractions).</remarks>
internal static class WinogradRule
{
    /// <summary>What transforming one vector of channels costs, for a tile of the source and for one of the result: of F(2x2, 3x3), and of F(4x4, 3x3).</summary>
    const nint SourceTile2x2 = 64, ResultTile2x2 = 48, SourceTile4x4 = 290, ResultTile4x4 = 230;

    /// <summary>What transforming one vector of weights costs more than packing it, in sixteenths for each plane and image.</summary>
    const nint Weights = 16;

    /// <summary>The same for one vector of their gradient, next to adding it.</summary>
    const nint WeightGradients = 40;

    /// <summary>The same, instead of both, where all transformed weights together are larger than a cache: each image reads them from memory again.</summary>
    const nint LargeWeights = 128;

    /// <summary>Bytes of transformed weights from which on that is so.</summary>
    const nint LargeWeightBytes = 8 * 1024 * 1024;

    /// <summary>The share of the direct cost, in percent, below which Winograd's algorithm is chosen. Direct sums over images reach lower rates than direct sums over taps.</summary>
    const nint WorthPixels = 85, WorthWeights = 100;

    /// <summary>Input and output channels from which on the sums over images fill tiles of registers.</summary>
    const nint FewestRows = 8, FewestColumns = 16;

    /// <summary>The tile (<see cref="WinogradGeometry.Tile"/>) with which the output, or the gradient of the input, is computed by Winograd's algorithm; 0 where it is computed directly.</summary>
    public static nint PixelsTile(in ConvolutionShape shape, bool gradient)
    {
        if (!Exists(shape))
            return 0;
        if (shape.Algorithm == ConvolutionAlgorithm.Winograd)
            return shape.WinogradTile;
        var geometry = WinogradGeometry.Pixels(shape, gradient, 2);
        var products = geometry.SourceChannels * Vectors(geometry.ResultChannels);
        var small = Cost(geometry, products, Weights);
        var large = shape.WinogradTile < 4 ? nint.MaxValue : Cost(WinogradGeometry.Pixels(shape, gradient, 4), products, Weights);
        if (!IsWorth(Math.Min(small, large), DirectCost(shape, products), WorthPixels))
            return 0;
        return large < small ? 4 : 2;
    }

    /// <summary>Whether the gradient of the weights is computed by Winograd's algorithm.</summary>
    public static bool WeightGradient(in ConvolutionShape shape)
    {
        if (!Exists(shape))
            return false;
        if (shape.Algorithm == ConvolutionAlgorithm.Winograd)
            return true;
        var geometry = WinogradGeometry.Forward(shape, WinogradWeightGradient.Tile);
        var (rows, columns) = WinogradWeightGradient.IsTurned(geometry) ? (shape.OutputChannels, shape.InputChannels) : (shape.InputChannels, shape.OutputChannels);
        var isWide = rows >= FewestRows && columns >= FewestColumns;
        return isWide && IsWorth(Cost(geometry, rows * Vectors(columns), WeightGradients), DirectCost(shape, shape.InputChannels * Vectors(shape.OutputChannels)), WorthWeights);
    }

    static bool IsWorth(nint cost, nint direct, nint percent) => cost * 100 < percent * direct;

    static nint DirectCost(in ConvolutionShape shape, nint products) => products * shape.Vertical.TapCount * shape.Horizontal.TapCount;

    static nint Cost(in WinogradGeometry geometry, nint products, nint weights)
    {
        var (source, result) = geometry.Tile == 4 ? (SourceTile4x4, ResultTile4x4) : (SourceTile2x2, ResultTile2x2);
        if (products * Simd512.Count * geometry.Planes * sizeof(float) > LargeWeightBytes)
            weights = LargeWeights;
        var tile = (geometry.Planes * products) + (source * Vectors(geometry.SourceChannels)) + (result * Vectors(geometry.ResultChannels));
        return (geometry.Tiles * tile) + (weights * geometry.Planes * products / 16);
    }

    /// <summary>Whether the shape has such an algorithm.</summary>
    public static bool Exists(in ConvolutionShape shape) => shape is
    {
        KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, Groups: 1, InputImageStride: 0, OutputImageStride: 0, Algorithm: not ConvolutionAlgorithm.Direct,
    };

    static nint Vectors(nint channels) => ArgumentBlock.CeilingDivide(channels, Simd512.Count);
}
