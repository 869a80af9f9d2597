namespace Lathe.Kernels;

/// <summary>How a convolution and its gradients are computed. Algorithms round differently; each gives the same bits for any number of workers and any vector width.</summary>
public enum ConvolutionAlgorithm
{
    /// <summary>The one that the shape makes the fastest.</summary>
    Automatic,

    /// <summary>Sums of products of taps, in the order of rows, columns and channels.</summary>
    Direct,

    /// <summary>Winograd's, with the largest tiles that the shape allows, where it exists (3x3 kernels of stride and dilation 1 in one group), else direct.</summary>
    Winograd,
}
