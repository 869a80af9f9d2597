namespace Lathe.Kernels.Cuda;

/// <summary>Convolutions whose windows do not overlap and leave no edge, as products over strided views: windows of one pixel, with strides too, and the
/// patches of vision transformers. No element has to be looked for, and neighbours along a row of taps are neighbours in memory.</summary>
static class WindowProduct
{
    /// <summary>Rows are pixels of the output, columns its channels; sums run over taps and channels of the input. Null where it is none.</summary>
    public static MatrixProductShape? Forward(in ConvolutionShape shape, nint batch) => !Fits(shape) ? null : new(
        [],
        [
            new(batch, shape.InputImage, 0, shape.OutputImage), new(shape.OutputHeight, shape.StrideHeight * shape.InputRow, 0, shape.OutputRow),
            new(shape.OutputWidth, shape.StrideWidth * shape.InputPixel, 0, shape.OutputPixel),
        ],
        [new(shape.OutputChannels, 0, 1, 1)],
        [
            new(shape.KernelHeight, shape.InputRow, shape.KernelWidth * shape.InputChannels * shape.OutputChannels, 0),
            new(shape.KernelWidth, shape.InputPixel, shape.InputChannels * shape.OutputChannels, 0), new(shape.InputChannels, 1, shape.OutputChannels, 0),
        ]);

    /// <summary>Rows are pixels of the output, columns the taps and channels of the input that each sees; sums run over channels of the output. Null where it
    /// is none, or windows leave out a pixel, which has a gradient of zero.</summary>
    public static MatrixProductShape? InputGradient(in ConvolutionShape shape, nint batch) => !Fits(shape) || !Covers(shape.Vertical) || !Covers(shape.Horizontal) ? null : new(
        [],
        [
            new(batch, shape.OutputImage, 0, shape.InputImage), new(shape.OutputHeight, shape.OutputRow, 0, shape.StrideHeight * shape.InputRow),
            new(shape.OutputWidth, shape.OutputPixel, 0, shape.StrideWidth * shape.InputPixel),
        ],
        [
            new(shape.KernelHeight, 0, shape.KernelWidth * shape.InputChannels * shape.OutputChannels, shape.InputRow),
            new(shape.KernelWidth, 0, shape.InputChannels * shape.OutputChannels, shape.InputPixel), new(shape.InputChannels, 0, shape.OutputChannels, 1),
        ],
        [new(shape.OutputChannels, 1, 1, 0)]);

    /// <summary>Rows are taps and channels of the input, columns channels of the output; sums run over pixels of the output. Null where it is none.</summary>
    public static MatrixProductShape? WeightGradient(in ConvolutionShape shape, nint batch) => !Fits(shape) ? null : new(
        [],
        [
            new(shape.KernelHeight, shape.InputRow, 0, shape.KernelWidth * shape.InputChannels * shape.OutputChannels),
            new(shape.KernelWidth, shape.InputPixel, 0, shape.InputChannels * shape.OutputChannels), new(shape.InputChannels, 1, 0, shape.OutputChannels),
        ],
        [new(shape.OutputChannels, 0, 1, 1)],
        [
            new(batch, shape.InputImage, shape.OutputImage, 0), new(shape.OutputHeight, shape.StrideHeight * shape.InputRow, shape.OutputRow, 0),
            new(shape.OutputWidth, shape.StrideWidth * shape.InputPixel, shape.OutputPixel, 0),
        ]);

    static bool Fits(in ConvolutionShape shape) => shape.Groups == 1 && Fits(shape.Vertical) && Fits(shape.Horizontal);

    static bool Fits(in ConvolutionAxis axis) => axis.Padding == 0 && axis.Kernel <= axis.Stride && axis.Dilation == 1;

    static bool Covers(in ConvolutionAxis axis) => axis.Kernel == axis.Stride && axis.Output * axis.Stride == axis.Input;
}
