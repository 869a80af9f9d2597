namespace Lathe.Kernels;

/// <summary>Chooses between direct convolution and Winograd's by shape alone, so that neither workers nor vector width nor batch change a bit.</summary>
/// <remarks>Costs are in multiply-adds of sixteen lanes an image. Their weights were measured (see the benchmark of contractions).</remarks>
internal static class WinogradRule
{
    /// <summary>What transforming one vector of channels costs, for a tile of the source and for one of the result.</summary>
    const nint SourceTile = 64, ResultTile = 48;

    /// <summary>What transforming one vector of weights costs more than packing it, over the images of a small batch; and where those of all weights together exceed a
    /// cache, which each image then reads again.</summary>
    const nint Weights = 16, LargeWeights = 96, LargeWeightBytes = 8 * 1024 * 1024;

    /// <summary>The share of the direct cost, in percent, from which on Winograd's convolution is not worth its rounding.</summary>
    const nint Worth = 85;

    /// <summary>Whether the output, or the gradient of the input, is computed by Winograd's algorithm.</summary>
    public static bool Pixels(in ConvolutionShape shape, bool gradient)
    {
        if (!Exists(shape))
            return false;
        if (shape.Algorithm == ConvolutionAlgorithm.Winograd)
            return true;
        var geometry = gradient ? WinogradGeometry.InputGradient(shape) : WinogradGeometry.Forward(shape);
        nint sources = Vectors(geometry.SourceChannels), results = Vectors(geometry.ResultChannels), products = geometry.SourceChannels * results;
        var weights = products * Simd512.Count * WinogradGeometry.Planes * sizeof(float) > LargeWeightBytes ? LargeWeights : Weights;
        var winograd = (geometry.Tiles * ((WinogradGeometry.Planes * products) + (SourceTile * sources) + (ResultTile * results))) + (weights * products);
        return winograd * 100 < Worth * products * shape.Vertical.TapCount * shape.Horizontal.TapCount;
    }

    /// <summary>Whether the shape has such an algorithm.</summary>
    static bool Exists(in ConvolutionShape shape) => shape is
    {
        KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, Groups: 1, Algorithm: not ConvolutionAlgorithm.Direct,
    };

    static nint Vectors(nint channels) => ArgumentBlock.CeilingDivide(channels, Simd512.Count);
}
