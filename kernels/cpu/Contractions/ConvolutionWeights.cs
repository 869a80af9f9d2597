using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Gradients of convolution weights: sums over pixels of products of input and output gradient.</summary>
/// <remarks>
/// The rows of a register tile are taps and input channels, its columns output channels, and it sums over the output pixels from which its taps hit the input. Both operands are read in place.
/// Small gradients are split over groups of images, each with a partial sum of its own; the partial sums are added in order, in double. Large ones are split by channels. Both splits
/// follow from the shape and the batch alone.
/// </remarks>
internal static unsafe class ConvolutionWeights
{
    /// <summary>Bytes of both operands that a chunk goes over at a time, for all of its taps and channels.</summary>
    const nint BlockBytes = 96 * 1024;

    /// <summary>Partial sums there are at most, and their size together.</summary>
    const nint MaximumPartials = 16, PartialBytes = 2 * 1024 * 1024;

    /// <summary>Pixels that one partial sum covers at most, where the batch allows it, as rounding errors grow with it; and at least, as partial sums cost time to fold.</summary>
    const nint MostPixels = 32 * 1024, FewestPixels = 1024;

    /// <summary>Partial sums that alone occupy enough workers; fewer are split by channels.</summary>
    const nint FewestPartials = 8;

    /// <summary>Rows from which on there are enough tiles to read ahead between.</summary>
    const nint FewestRowsAhead = 32;

    /// <summary>Channels of a block where large gradients are split.</summary>
    const nint ChannelBlock = 64;

    static readonly Kernel kernel512 = RunChunks<Simd512, Vector512<float>>;
    static readonly Kernel kernel256 = RunChunks<Simd256, Vector256<float>>;
    static readonly Kernel kernel128 = RunChunks<Simd128, Vector128<float>>;

    /// <summary>Whether there are enough channels, on one side at least, for the narrowest vector.</summary>
    public static bool Covers(in ConvolutionShape shape) => PreparedSizes.HasPartialSums(shape.Groups, shape.GroupInputs, shape.GroupOutputs);

    /// <summary>Computes the gradient.</summary>
    public static void Run(Launcher launcher, in ConvolutionShape shape, nint batch, nint input, nint weight, nint output, bool accumulate)
    {
        var arguments = Describe(shape);
        arguments.Input = input;
        arguments.Output = output;
        arguments.Batch = batch;
        Split(ref arguments);
        var count = shape.WeightCount;
        arguments.Partials = launcher.Workspace(arguments.PartialCount * count * sizeof(float));
        arguments.PartialSize = count;
        var kernel = WidthFor(launcher.Width, arguments) switch
        {
            VectorWidth.Bits512 => kernel512,
            VectorWidth.Bits256 => kernel256,
            _ => kernel128,
        };
        launcher.Launch(kernel, arguments.PartialCount * arguments.Groups * arguments.RowChannelBlocks * arguments.ColumnBlocks, ArgumentBlock.Of(in arguments));
        Fold(launcher, shape, arguments.Partials, arguments.PartialCount, count, weight, accumulate);
    }

    /// <summary>Writes what <see cref="RunImages"/> needs into a block of <see cref="PreparedSizes.Header"/> elements.</summary>
    public static void Prepare(VectorWidth width, in ConvolutionShape shape, nint prepared)
    {
        var block = (PreparedWeights*)prepared;
        block->Arguments = Describe(shape);
        block->Arguments.PartialCount = 1;
        block->Arguments.RowChannelBlocks = 1;
        block->Arguments.ColumnBlocks = 1;
        SetBlocks(ref block->Arguments);
        block->Width = (nint)WidthFor(width, block->Arguments);
    }

    /// <summary>Sums over images on the calling worker, into a partial sum or onto what is there.</summary>
    public static void RunImages(nint prepared, nint images, nint input, nint output, nint partial, bool accumulate)
    {
        var block = (PreparedWeights*)prepared;
        var arguments = block->Arguments;
        arguments.Input = input;
        arguments.Output = output;
        arguments.Partials = partial;
        arguments.Batch = images;
        switch ((VectorWidth)block->Width)
        {
            case VectorWidth.Bits512:
                RunImages<Simd512, Vector512<float>>(arguments, accumulate);
                break;
            case VectorWidth.Bits256:
                RunImages<Simd256, Vector256<float>>(arguments, accumulate);
                break;
            default:
                RunImages<Simd128, Vector128<float>>(arguments, accumulate);
                break;
        }
    }

    /// <summary>Adds partial sums, <paramref name="size"/> elements apart, in order.</summary>
    public static void Fold(Launcher launcher, in ConvolutionShape shape, nint partials, nint count, nint size, nint weight, bool accumulate) =>
        PartialSums.Fold(launcher, partials, count, size, shape.WeightCount, weight, shape.IsDepthwise ? shape.KernelHeight * shape.KernelWidth : 1, accumulate);

    static void RunImages<TSimd, TVector>(in Arguments arguments, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        Span<TapClass> vertical = stackalloc TapClass[arguments.Vertical.MaximumClasses];
        Span<TapClass> horizontal = stackalloc TapClass[arguments.Horizontal.MaximumClasses];
        Classify(arguments, ref vertical, ref horizontal);
        for (nint group = 0; group < arguments.Groups; group++)
        {
            var block = new Block { Group = group, Rows = arguments.Rows, EndColumn = arguments.Columns };
            if (!accumulate)
                Clear(arguments, block);
            AddImages<TSimd, TVector>(arguments, block, 0, arguments.Batch, vertical, horizontal);
        }
    }

    static Arguments Describe(in ConvolutionShape shape)
    {
        // Vectors go along the output channels; along the input channels where there are too few of the others.
        var turned = !shape.IsDepthwise && shape.GroupOutputs < Simd128.Count;
        var columns = shape.IsDepthwise ? shape.OutputChannels : turned ? shape.GroupInputs : shape.GroupOutputs;
        return new()
        {
            Vertical = shape.Vertical,
            Horizontal = shape.Horizontal,
            InputPixel = shape.InputPixel,
            InputRow = shape.InputRow,
            InputImage = shape.InputImage,
            OutputPixel = shape.OutputPixel,
            OutputRow = shape.OutputRow,
            OutputImage = shape.OutputImage,
            Groups = shape.IsDepthwise ? 1 : shape.Groups,
            Rows = shape.IsDepthwise ? 1 : turned ? shape.GroupOutputs : shape.GroupInputs,
            Columns = columns,
            RowStride = turned ? 1 : columns,
            ColumnStride = turned ? shape.GroupOutputs : 1,
            Elementwise = shape.IsDepthwise ? 1 : 0,
            Turned = turned ? 1 : 0,
        };
    }

    static VectorWidth WidthFor(VectorWidth width, in Arguments arguments) =>
        (VectorWidth)Math.Min((int)width, (int)(arguments.Columns >= 16 ? VectorWidth.Bits512 : arguments.Columns >= 8 ? VectorWidth.Bits256 : VectorWidth.Plain));

    /// <summary>Sets the numbers of partial sums and of blocks, from shape and batch alone.</summary>
    static void Split(ref Arguments arguments)
    {
        var taps = arguments.Vertical.Kernel * arguments.Horizontal.Kernel;
        var bytes = arguments.Groups * taps * arguments.Rows * arguments.Columns * sizeof(float);
        var pixels = arguments.Batch * arguments.Vertical.Output * arguments.Horizontal.Output;
        var byMemory = Math.Clamp(PartialBytes / bytes, 1, MaximumPartials);
        var byTime = Math.Clamp(pixels / FewestPixels, 1, byMemory);
        var byAccuracy = ArgumentBlock.CeilingDivide(pixels, MostPixels);
        arguments.PartialCount = Math.Clamp(Math.Max(byTime, byAccuracy), 1, Math.Max(1, arguments.Batch));
        var large = byMemory < MaximumPartials || arguments.PartialCount < FewestPartials;
        arguments.RowChannelBlocks = large ? ArgumentBlock.CeilingDivide(arguments.Rows, ChannelBlock) : 1;
        arguments.ColumnBlocks = large || arguments.Elementwise != 0 ? ArgumentBlock.CeilingDivide(arguments.Columns, ChannelBlock) : 1;
        SetBlocks(ref arguments);
    }

    /// <summary>Sets what a chunk goes over at a time.</summary>
    static void SetBlocks(ref Arguments arguments)
    {
        var imageBytes = sizeof(float) * ((arguments.Vertical.Input * arguments.Horizontal.Input * Math.Min(ChannelBlock, arguments.Rows))
            + (arguments.Vertical.Output * arguments.Horizontal.Output * Math.Min(ChannelBlock, arguments.Columns)));
        arguments.ImagesPerBlock = Math.Max(1, BlockBytes / imageBytes);
        arguments.RowBlocks = Math.Clamp(imageBytes / BlockBytes, 1, arguments.Vertical.Output);
        // Few input channels cannot fill a tile's rows alone: then rows take all taps that the same pixels use. Output channels cannot: each tap has other pixels for them.
        arguments.SingleTaps = arguments.Turned != 0 || (arguments.Elementwise == 0 && arguments.Rows >= Tiles<Simd512, Vector512<float>>.MaximumRows) ? 1 : 0;
    }

    /// <summary>Chunks are [partial sum][group][block of input channels][block of columns].</summary>
    static void RunChunks<TSimd, TVector>(ReadOnlySpan<nint> list, nint begin, nint end, nint scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var arguments = ref ArgumentBlock.As<Arguments>(list);
        Span<TapClass> vertical = stackalloc TapClass[arguments.Vertical.MaximumClasses];
        Span<TapClass> horizontal = stackalloc TapClass[arguments.Horizontal.MaximumClasses];
        Classify(arguments, ref vertical, ref horizontal);
        var readsAhead = arguments.Rows >= FewestRowsAhead && arguments.Vertical.ReadsAll && arguments.Horizontal.ReadsAll && ReadAhead.Pays(arguments.Batch * (arguments.InputImage + arguments.OutputImage));
        for (var chunk = begin; chunk < end; chunk++)
        {
            var (rest, columnBlock) = Math.DivRem(chunk, arguments.ColumnBlocks);
            (rest, var rowChannels) = Math.DivRem(rest, arguments.RowChannelBlocks);
            var (partial, group) = Math.DivRem(rest, arguments.Groups);
            var block = new Block
            {
                Partial = partial,
                Group = group,
                FirstRow = rowChannels * ChannelBlock,
                Rows = arguments.RowChannelBlocks == 1 ? arguments.Rows : Math.Min(ChannelBlock, arguments.Rows - (rowChannels * ChannelBlock)),
                FirstColumn = columnBlock * ChannelBlock,
                ReadsAhead = readsAhead,
                EndColumn = arguments.ColumnBlocks == 1 ? arguments.Columns : Math.Min(arguments.Columns, (columnBlock + 1) * ChannelBlock),
            };
            Clear(arguments, block);
            AddImages<TSimd, TVector>(
                arguments, block, partial * arguments.Batch / arguments.PartialCount, (partial + 1) * arguments.Batch / arguments.PartialCount, vertical, horizontal);
        }
    }

    /// <summary>Sorts rows and columns into classes; the spans have room for the most that there can be.</summary>
    static void Classify(in Arguments arguments, ref Span<TapClass> vertical, ref Span<TapClass> horizontal)
    {
        vertical = vertical[..(arguments.SingleTaps != 0 ? arguments.Vertical.SingleTaps(vertical) : arguments.Vertical.ForwardClasses(vertical))];
        horizontal = horizontal[..(arguments.SingleTaps != 0 ? arguments.Horizontal.SingleTaps(horizontal) : arguments.Horizontal.ForwardClasses(horizontal))];
    }

    /// <summary>Adds what some images contribute, a block of them at a time.</summary>
    static void AddImages<TSimd, TVector>(
        in Arguments arguments, Block block, nint firstImage, nint endImage, ReadOnlySpan<TapClass> vertical, ReadOnlySpan<TapClass> horizontal)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        for (var image = firstImage; image < endImage; image += arguments.ImagesPerBlock)
        {
            block.FirstImage = image;
            block.Images = Math.Min(arguments.ImagesPerBlock, endImage - image);
            for (nint rowBlock = 0; rowBlock < arguments.RowBlocks; rowBlock++)
            {
                var firstRow = rowBlock * arguments.Vertical.Output / arguments.RowBlocks;
                var endRow = (rowBlock + 1) * arguments.Vertical.Output / arguments.RowBlocks;
                var ahead = block.ReadsAhead ? Ahead(arguments, block, firstRow, endRow) : default;
                var region = 0;
                foreach (ref readonly var rows in vertical)
                {
                    var part = rows.Between(firstRow, endRow);
                    foreach (ref readonly var pixels in horizontal)
                    {
                        if (part.Count > 0 && part.Taps > 0 && pixels.Count > 0 && pixels.Taps > 0)
                            AddRegion<TSimd, TVector>(arguments, block, part, pixels, ahead.Part(region, vertical.Length * horizontal.Length));
                        region++;
                    }
                }
            }
        }
    }

    /// <summary>What follows some rows of a block in both operands.</summary>
    static ReadAhead Ahead(in Arguments arguments, in Block block, nint firstRow, nint endRow)
    {
        nint last = block.FirstImage + block.Images - 1, height = arguments.Vertical.Output, rows = block.Images * (endRow - firstRow);
        return new(
            new((float*)arguments.Input + (last * arguments.InputImage) + (endRow * arguments.InputImage / height), rows * arguments.InputImage / height),
            new((float*)arguments.Output + (last * arguments.OutputImage) + (endRow * arguments.OutputRow), rows * arguments.OutputRow));
    }

    /// <summary>Zeros the part of the partial sum that a chunk adds to.</summary>
    static void Clear(in Arguments arguments, in Block block)
    {
        var taps = arguments.Vertical.Kernel * arguments.Horizontal.Kernel;
        for (nint tap = 0; tap < taps; tap++)
        {
            for (var row = block.FirstRow; row < block.FirstRow + block.Rows; row++)
            {
                var sums = arguments.Sum(block, tap, row);
                for (var column = block.FirstColumn; column < block.EndColumn; column++)
                    sums[column * arguments.ColumnStride] = 0;
            }
        }
    }

    /// <summary>Adds what the output pixels of one region contribute to the taps that they share.</summary>
    static void AddRegion<TSimd, TVector>(in Arguments arguments, in Block block, in TapClass vertical, in TapClass horizontal, in ReadAhead ahead)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var elementwise = arguments.Elementwise != 0;
        var tapSize = arguments.Rows * arguments.Columns;
        var turned = arguments.Turned != 0;
        var input = new Operand(
            (float*)arguments.Input + (block.FirstImage * arguments.InputImage) + (vertical.Source * arguments.InputRow) + (horizontal.Source * arguments.InputPixel),
            arguments.InputImage, vertical.SourceStep * arguments.InputRow, horizontal.SourceStep * arguments.InputPixel);
        var output = new Operand(
            (float*)arguments.Output + (block.FirstImage * arguments.OutputImage) + (vertical.First * arguments.OutputRow) + (horizontal.First * arguments.OutputPixel),
            arguments.OutputImage, arguments.OutputRow, arguments.OutputPixel);
        var (left, right) = turned ? (output, input) : (input, output);
        var call = new TileCall
        {
            Left = left.First + (block.Group * arguments.Rows) + block.FirstRow,
            Add = true,
            Loops = new()
            {
                OuterCount = block.Images,
                OuterLeft = left.Image,
                OuterRight = right.Image,
                MiddleCount = vertical.Count,
                MiddleLeft = left.Row,
                MiddleRight = right.Row,
                InnerCount = horizontal.Count,
                InnerLeft = left.Pixel,
                InnerRight = right.Pixel,
            },
        };
        call.Loops.Merge();
        var rows = new AxisGroup(
        [
            new(vertical.Taps, vertical.SourceTap * arguments.InputRow, 0, arguments.Horizontal.Kernel * tapSize),
            new(horizontal.Taps, horizontal.SourceTap * arguments.InputPixel, 0, tapSize),
            new(block.Rows, 1, 0, arguments.RowStride),
        ]);
        var columns = right.First + (block.Group * arguments.Columns);
        var result = arguments.Sum(block, (vertical.FirstTap * arguments.Horizontal.Kernel) + horizontal.FirstTap, block.FirstRow);
        if (elementwise)
        {
            call.Left += block.FirstColumn;
            call.Right = columns + block.FirstColumn;
            call.Result = result + block.FirstColumn;
            RowTiles<TSimd, TVector>.RunElementwise(rows, &call, block.EndColumn - block.FirstColumn, TSimd.Count, rightPacked: false);
            return;
        }

        var tileColumns = Tiles<TSimd, TVector>.Columns(block.EndColumn - block.FirstColumn);
        nint vectors;
        for (var column = block.FirstColumn; column < block.EndColumn; column += vectors * TSimd.Count)
        {
            vectors = Math.Min(tileColumns, (block.EndColumn - column) / TSimd.Count);
            nint begin = 0;
            var from = column;
            if (vectors == 0)
            {
                // The last columns do not fill a vector: it takes some before them as well, and leaves those alone.
                vectors = 1;
                from = block.EndColumn - TSimd.Count;
                begin = column - from;
            }

            call.Right = columns + from;
            call.Result = result + (column * arguments.ColumnStride);
            RowTiles<TSimd, TVector>.Run(rows, 0, rows.Extent, &call, new((int)vectors, begin, vectors * TSimd.Count, arguments.ColumnStride), column == block.FirstColumn ? ahead : default);
        }
    }

    /// <summary>The first pixel of a region in one operand, and how far apart its images, rows and pixels are.</summary>
    readonly struct Operand(float* first, nint image, nint row, nint pixel)
    {
        public readonly float* First = first;
        public readonly nint Image = image;
        public readonly nint Row = row;
        public readonly nint Pixel = pixel;
    }

    /// <summary>A prepared pass.</summary>
    struct PreparedWeights
    {
        public nint Width;
        public Arguments Arguments;
    }

    /// <summary>What a chunk works on.</summary>
    struct Block
    {
        public nint Partial;
        public nint Group;
        public nint FirstRow;
        public nint Rows;
        public nint FirstColumn;
        public nint EndColumn;
        public nint FirstImage;
        public nint Images;
        public bool ReadsAhead;
    }

    /// <summary>What the kernel needs, all native integers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct Arguments
    {
        public nint Input;
        public nint Output;
        public nint Partials;
        public nint PartialSize;
        public ConvolutionAxis Vertical;
        public ConvolutionAxis Horizontal;
        public nint InputPixel;
        public nint InputRow;
        public nint InputImage;
        public nint OutputPixel;
        public nint OutputRow;
        public nint OutputImage;
        public nint Groups;
        public nint Rows;
        public nint Columns;
        public nint RowStride;
        public nint ColumnStride;
        public nint Batch;
        public nint PartialCount;
        public nint RowChannelBlocks;
        public nint ColumnBlocks;
        public nint ImagesPerBlock;
        public nint RowBlocks;
        public nint SingleTaps;
        public nint Elementwise;
        public nint Turned;

        /// <summary>Where the sums of a tap and a row begin; depthwise ones lie as [tap][channel].</summary>
        public readonly float* Sum(in Block block, nint tap, nint row) =>
            (float*)Partials + (block.Partial * PartialSize) + (((block.Group * Vertical.Kernel * Horizontal.Kernel) + tap) * Rows * Columns) + (row * RowStride);
    }
}
