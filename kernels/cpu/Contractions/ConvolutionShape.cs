namespace Lathe.Kernels;

/// <summary>The geometry of a two-dimensional convolution over images N, H, W, C and weights [G,] KH, KW, I/G, O/G, which are contiguous. Output (p, q) sums over taps (k, l) the
/// input at <c>p * StrideHeight + k * DilationHeight - PaddingHeight</c> and <c>q * StrideWidth + l * DilationWidth - PaddingWidth</c>; positions outside count as zero.</summary>
public readonly record struct ConvolutionShape
{
    /// <summary>A convolution with stride and dilation 1, no padding, one group, over contiguous images, with the smallest Winograd tiles.</summary>
    public ConvolutionShape()
    {
    }

    /// <summary>Rows of the input, in pixels.</summary>
    public required nint InputHeight { get; init; }

    /// <summary>Columns of the input, in pixels.</summary>
    public required nint InputWidth { get; init; }

    /// <summary>Channels of the input, all groups together.</summary>
    public required nint InputChannels { get; init; }

    /// <summary>Rows of the output, in pixels.</summary>
    public required nint OutputHeight { get; init; }

    /// <summary>Columns of the output, in pixels.</summary>
    public required nint OutputWidth { get; init; }

    /// <summary>Channels of the output, all groups together.</summary>
    public required nint OutputChannels { get; init; }

    /// <summary>Rows of the kernel.</summary>
    public required nint KernelHeight { get; init; }

    /// <summary>Columns of the kernel.</summary>
    public required nint KernelWidth { get; init; }

    /// <summary>Groups of channels; it divides both channel counts.</summary>
    public nint Groups { get; init; } = 1;

    /// <summary>Rows between two outputs, at least 1.</summary>
    public nint StrideHeight { get; init; } = 1;

    /// <summary>Columns between two outputs, at least 1.</summary>
    public nint StrideWidth { get; init; } = 1;

    /// <summary>Rows between two taps, at least 1.</summary>
    public nint DilationHeight { get; init; } = 1;

    /// <summary>Columns between two taps, at least 1.</summary>
    public nint DilationWidth { get; init; } = 1;

    /// <summary>Rows by which the first output starts above the input.</summary>
    public nint PaddingHeight { get; init; }

    /// <summary>Columns by which the first output starts left of the input.</summary>
    public nint PaddingWidth { get; init; }

    /// <summary>Elements between two pixels of the input: more than its channels where it is a slice of a wider tensor. Zero, the default, is as many as there are channels.</summary>
    public nint InputPixelStride { get; init; }

    /// <summary>Elements between two pixels of the output: more than its channels where it is a slice of a wider tensor. Zero, the default, is as many as there are channels.</summary>
    public nint OutputPixelStride { get; init; }

    /// <summary>How the convolution is computed.</summary>
    public ConvolutionAlgorithm Algorithm { get; init; }

    /// <summary>Rows and columns of the largest tiles with which the output and the gradient of the input may be computed by Winograd's algorithm: 2 for F(2x2, 3x3), the default, which is
    /// about as precise as sums of products; 4 for F(4x4, 3x3) too, which takes up to 1.8 times fewer multiplications, with errors about three times as large. Contractions refuse other
    /// numbers.</summary>
    public nint WinogradTile { get; init; } = 2;

    /// <summary>Elements between two images of the input, where something else lies between them: a token in front of patches. Zero, the default, is an image's size.</summary>
    public nint InputImageStride { get; init; }

    /// <summary>Elements between two images of the output, where something else lies between them. Zero, the default, is an image's size.</summary>
    public nint OutputImageStride { get; init; }

    internal nint InputPixel => InputPixelStride == 0 ? InputChannels : InputPixelStride;

    internal nint OutputPixel => OutputPixelStride == 0 ? OutputChannels : OutputPixelStride;

    internal nint InputRow => InputPixel * InputWidth;

    internal nint OutputRow => OutputPixel * OutputWidth;

    internal nint InputImage => InputImageStride == 0 ? InputRow * InputHeight : InputImageStride;

    internal nint OutputImage => OutputImageStride == 0 ? OutputRow * OutputHeight : OutputImageStride;

    internal nint GroupInputs => InputChannels / Groups;

    internal nint GroupOutputs => OutputChannels / Groups;

    internal ConvolutionAxis Vertical => new(InputHeight, OutputHeight, KernelHeight, StrideHeight, DilationHeight, PaddingHeight);

    internal ConvolutionAxis Horizontal => new(InputWidth, OutputWidth, KernelWidth, StrideWidth, DilationWidth, PaddingWidth);

    /// <summary>Whether every channel is convolved alone, with enough of them for the narrowest vector.</summary>
    internal bool IsDepthwise => Groups == InputChannels && Groups == OutputChannels && Groups >= 4;

    internal nint WeightCount => KernelHeight * KernelWidth * GroupInputs * OutputChannels;

    /// <summary>Refuses what no convolution can be.</summary>
    /// <exception cref="ArgumentException">An extent, stride or dilation is not positive, groups do not divide the channels, or pixels overlap.</exception>
    internal void Verify()
    {
        if (Math.Min(Math.Min(InputHeight, InputWidth), Math.Min(OutputHeight, OutputWidth)) < 1 || Math.Min(KernelHeight, KernelWidth) < 1)
            throw new ArgumentException($"A convolution's input, output and kernel need at least one pixel each: {this}.");
        if (Math.Min(Math.Min(StrideHeight, StrideWidth), Math.Min(DilationHeight, DilationWidth)) < 1)
            throw new ArgumentException($"A convolution's strides and dilations are at least 1: {this}.");
        if (WinogradTile is not (2 or 4))
            throw new ArgumentException($"A convolution's Winograd tiles have 2 or 4 rows: {this}.");
        if (Groups < 1 || Math.Min(InputChannels, OutputChannels) < 1 || InputChannels % Groups != 0 || OutputChannels % Groups != 0)
            throw new ArgumentException($"A convolution's groups must divide its channels: {this}.");
        if (InputPixel < InputChannels || OutputPixel < OutputChannels)
            throw new ArgumentException($"A convolution's pixels must lie at least their channels apart: {this}.");
        if (InputImage < InputRow * InputHeight || OutputImage < OutputRow * OutputHeight)
            throw new ArgumentException($"A convolution's images must lie at least their pixels apart: {this}.");
    }
}
