// A convolution and its gradients as products of matrices. Pass 0, forward: rows are pixels of the output, columns output channels, sums run over taps and
// input channels. Pass 1, gradient of the input: rows are pixels of the input, columns input channels, sums run over taps and output channels. Pass 2,
// gradient of the weights: rows are taps and input channels, columns output channels, sums run over pixels of the output.
// Constants: the geometry by the names of ConvolutionShape's properties; channels are those of a group.

// The pixel that a window begins at (forward), or from which taps are counted back (gradient of the input).
struct Pixel
{
    index image, height, width;
    bool exists;
};

// A tap's place in its window, and a channel.
struct Tap
{
    index height, width, channel;
    bool exists;
};

DEVICE Pixel pixel_of(index number, index pixels)
{
    constexpr index heights = Pass == 1 ? InputHeight : OutputHeight, widths = Pass == 1 ? InputWidth : OutputWidth;
    const index line = number / widths;
    const index row = line % heights, column = number % widths;
    Pixel pixel;
    pixel.exists = number < pixels;
    pixel.image = line / heights * (Pass == 1 ? OutputImage : InputImage);
    pixel.height = Pass == 1 ? row + PaddingHeight : row * StrideHeight - PaddingHeight;
    pixel.width = Pass == 1 ? column + PaddingWidth : column * StrideWidth - PaddingWidth;
    return pixel;
}

DEVICE Tap tap_of(index number)
{
    constexpr index channels = Pass == 1 ? OutputChannels : InputChannels;
    const index place = number / channels;
    Tap tap;
    tap.exists = number < KernelHeight * KernelWidth * channels;
    tap.height = place / KernelWidth * DilationHeight;
    tap.width = place % KernelWidth * DilationWidth;
    tap.channel = number % channels;
    return tap;
}

// Where the element of a pixel at a tap lies, or -1 where there is none.
DEVICE index element_at(const Pixel& pixel, const Tap& tap)
{
    if (!pixel.exists || !tap.exists)
        return -1;
    if constexpr (Pass == 1)
    {
        const index height = pixel.height - tap.height, width = pixel.width - tap.width;
        const index row = height / StrideHeight, column = width / StrideWidth;
        const bool isOutput = height >= 0 && width >= 0 && row * StrideHeight == height && column * StrideWidth == width && row < OutputHeight && column < OutputWidth;
        return isOutput ? pixel.image + row * OutputRow + column * OutputPixel + tap.channel : -1;
    }
    else
    {
        const index row = pixel.height + tap.height, column = pixel.width + tap.width;
        const bool isInput = row >= 0 && column >= 0 && row < InputHeight && column < InputWidth;
        return isInput ? pixel.image + row * InputRow + column * InputPixel + tap.channel : -1;
    }
}

// The left operand.
#if PASS == 2
typedef Tap LeftRow;
typedef Pixel LeftInner;
DEVICE LeftRow left_row(index row, index rows) { return tap_of(row); }
DEVICE LeftInner left_inner(index inner, index inners) { return pixel_of(inner, inners); }
DEVICE index left_at(const LeftRow& row, const LeftInner& inner) { return element_at(inner, row); }
#else
typedef Pixel LeftRow;
typedef Tap LeftInner;
DEVICE LeftRow left_row(index row, index rows) { return pixel_of(row, rows); }
DEVICE LeftInner left_inner(index inner, index inners) { return tap_of(inner); }
DEVICE index left_at(const LeftRow& row, const LeftInner& inner) { return element_at(row, inner); }
#endif

// The right operand: offsets of its columns and of its inner positions, -1 beyond the end.
DEVICE index right_column(index column)
{
    constexpr index columns = Pass == 1 ? InputChannels : OutputChannels;
    return column < columns ? (Pass == 1 ? column * OutputChannels : column) : -1;
}

DEVICE index right_inner(index inner, index inners)
{
    if (inner >= inners)
        return -1;
    if constexpr (Pass == 0)
        return inner * OutputChannels;
    if constexpr (Pass == 1)
        return inner / OutputChannels * InputChannels * OutputChannels + inner % OutputChannels;
    const index line = inner / OutputWidth;
    return line / OutputHeight * OutputImage + line % OutputHeight * OutputRow + inner % OutputWidth * OutputPixel;
}

// The result: offset of a row; columns are neighbours.
DEVICE index result_row(index row)
{
    if constexpr (Pass == 2)
        return row * OutputChannels;
    constexpr index heights = Pass == 1 ? InputHeight : OutputHeight, widths = Pass == 1 ? InputWidth : OutputWidth;
    const index line = row / widths;
    return line / heights * (Pass == 1 ? InputImage : OutputImage) + line % heights * (Pass == 1 ? InputRow : OutputRow) + row % widths * (Pass == 1 ? InputPixel : OutputPixel);
}

DEVICE index result_column(index column) { return column; }

// Where a group of channels begins in each operand.
DEVICE void begin_batch(index group, index& left, index& right, index& result)
{
    const index input = group * InputChannels, output = group * OutputChannels, weight = group * KernelHeight * KernelWidth * InputChannels * OutputChannels;
    left = Pass == 1 ? output : input;
    right = Pass == 2 ? output : weight;
    result = Pass == 0 ? output : Pass == 1 ? input : weight;
}
