namespace Lathe.Kernels;

/// <summary>Chooses between direct convolution and Winograd's by shape alone, so that neither workers nor vector width nor batch change a bit.</summary>
/// <remarks>Costs are in multiply-adds of sixteen lanes an image. Their weights were measured (see the benchmark of contractions).</remarks>
internal static class WinogradRule
{
    /// <summary>What transforming one vector of channels costs, for a tile of the source and for one of the result.</summary>
    const nint SourceTile = 64, ResultTile = 48;

    /// <summary>What transforming one vector of weights costs more than packing it, and one of their gradient more than adding it, an image of a batch; and where all
    /// transformed weights together exceed a cache, which they then leave for each image.</summary>
    const nint Weights = 16, WeightGradients = 40, LargeWeights = 128, LargeWeightBytes = 8 * 1024 * 1024;

    /// <summary>The share of the direct cost, in percent, below which Winograd's algorithm is chosen. Direct sums over images reach lower rates than direct sums over taps.</summary>
    const nint WorthPixels = 85, WorthWeights = 100;

    /// <summary>Input and output channels from which on the sums over images fill tiles of registers.</summary>
    const nint FewestRows = 8, FewestColumns = 16;

    /// <summary>Whether the output, or the gradient of the input, is computed by Winograd's algorithm.</summary>
    public static bool Pixels(in ConvolutionShape shape, bool gradient)
    {
        var geometry = gradient ? WinogradGeometry.InputGradient(shape) : WinogradGeometry.Forward(shape);
        var products = geometry.SourceChannels * Vectors(geometry.ResultChannels);
        return Chooses(shape, geometry, products, Weights, products, WorthPixels);
    }

    /// <summary>Whether the gradient of the weights is computed by Winograd's algorithm.</summary>
    public static bool WeightGradient(in ConvolutionShape shape)
    {
        var geometry = WinogradGeometry.Forward(shape);
        var (rows, columns) = WinogradWeightGradient.IsTurned(geometry) ? (shape.OutputChannels, shape.InputChannels) : (shape.InputChannels, shape.OutputChannels);
        var isWide = rows >= FewestRows && columns >= FewestColumns;
        return Chooses(shape, geometry, rows * Vectors(columns), WeightGradients, isWide ? shape.InputChannels * Vectors(shape.OutputChannels) : 0, WorthWeights);
    }

    static bool Chooses(in ConvolutionShape shape, in WinogradGeometry geometry, nint products, nint weights, nint directProducts, nint worth)
    {
        if (!Exists(shape))
            return false;
        if (shape.Algorithm == ConvolutionAlgorithm.Winograd)
            return true;
        if (products * Simd512.Count * WinogradGeometry.Planes * sizeof(float) > LargeWeightBytes)
            weights = LargeWeights;
        var tile = (WinogradGeometry.Planes * products) + (SourceTile * Vectors(geometry.SourceChannels)) + (ResultTile * Vectors(geometry.ResultChannels));
        var direct = directProducts * shape.Vertical.TapCount * shape.Horizontal.TapCount;
        return ((geometry.Tiles * tile) + (weights * products)) * 100 < worth * direct;
    }

    /// <summary>Whether the shape has such an algorithm.</summary>
    static bool Exists(in ConvolutionShape shape) => shape is
    {
        KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, Groups: 1, InputImageStride: 0, OutputImageStride: 0, Algorithm: not ConvolutionAlgorithm.Direct,
    };

    static nint Vectors(nint channels) => ArgumentBlock.CeilingDivide(channels, Simd512.Count);
}
