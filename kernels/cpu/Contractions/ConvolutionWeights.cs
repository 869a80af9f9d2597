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
    const nint BlockBytes = 192 * 1024;

    /// <summary>Partial sums there are at most, and their size together.</summary>
    const nint MaximumPartials = 16, PartialBytes = 2 * 1024 * 1024;

    /// <summary>Pixels that one partial sum covers at most, where the batch allows it: rounding errors grow with it.</summary>
    const nint PixelsPerPartial = 32 * 1024;

    /// <summary>Channels of a block where large gradients are split.</summary>
    const nint ChannelBlock = 64;

    static readonly Kernel kernel512 = RunChunks<Simd512, Vector512<float>>;
    static readonly Kernel kernel256 = RunChunks<Simd256, Vector256<float>>;
    static readonly Kernel kernel128 = RunChunks<Simd128, Vector128<float>>;

    /// <summary>Whether there are enough output channels for the narrowest vector.</summary>
    public static bool Covers(in ConvolutionShape shape) => Columns(shape) >= Simd128.Count;

    /// <summary>Computes the gradient.</summary>
    public static void Run(Launcher launcher, in ConvolutionShape shape, nint batch, nint input, nint weight, nint output, bool accumulate)
    {
        var columns = Columns(shape);
        var arguments = new Arguments
        {
            Input = input,
            Output = output,
            Vertical = shape.Vertical,
            Horizontal = shape.Horizontal,
            InputPixel = shape.InputPixel,
            InputRow = shape.InputRow,
            InputImage = shape.InputImage,
            OutputPixel = shape.OutputPixel,
            OutputRow = shape.OutputRow,
            OutputImage = shape.OutputImage,
            Groups = shape.IsDepthwise ? 1 : shape.Groups,
            Inputs = shape.IsDepthwise ? 1 : shape.GroupInputs,
            Columns = columns,
            Batch = batch,
            Elementwise = shape.IsDepthwise ? 1 : 0,
        };
        Split(ref arguments);
        var count = shape.WeightCount;
        arguments.Partials = launcher.Workspace(arguments.PartialCount * count * sizeof(float));
        arguments.PartialSize = count;
        var kernel = (VectorWidth)Math.Min((int)launcher.Width, (int)(columns >= 16 ? VectorWidth.Bits512 : columns >= 8 ? VectorWidth.Bits256 : VectorWidth.Plain)) switch
        {
            VectorWidth.Bits512 => kernel512,
            VectorWidth.Bits256 => kernel256,
            _ => kernel128,
        };
        launcher.Launch(kernel, arguments.PartialCount * arguments.Groups * arguments.InputBlocks * arguments.ColumnBlocks, ArgumentBlock.Of(in arguments));
        var taps = shape.KernelHeight * shape.KernelWidth;
        PartialSums.Fold(launcher, arguments.Partials, arguments.PartialCount, count, weight, shape.IsDepthwise ? taps : 1, accumulate);
    }

    static nint Columns(in ConvolutionShape shape) => shape.IsDepthwise ? shape.OutputChannels : shape.GroupOutputs;

    /// <summary>Sets the numbers of partial sums and of blocks, from shape and batch alone.</summary>
    static void Split(ref Arguments arguments)
    {
        var taps = arguments.Vertical.Kernel * arguments.Horizontal.Kernel;
        var bytes = arguments.Groups * taps * arguments.Inputs * arguments.Columns * sizeof(float);
        var pixels = arguments.Batch * arguments.Vertical.Output * arguments.Horizontal.Output;
        var byMemory = Math.Clamp(PartialBytes / bytes, 1, MaximumPartials);
        var byAccuracy = ArgumentBlock.CeilingDivide(pixels, PixelsPerPartial);
        arguments.PartialCount = Math.Clamp(Math.Max(byMemory, byAccuracy), 1, Math.Max(1, arguments.Batch));
        var large = arguments.PartialCount < MaximumPartials;
        arguments.InputBlocks = large ? ArgumentBlock.CeilingDivide(arguments.Inputs, ChannelBlock) : 1;
        arguments.ColumnBlocks = large || arguments.Elementwise != 0 ? ArgumentBlock.CeilingDivide(arguments.Columns, ChannelBlock) : 1;
        var imageBytes = sizeof(float) * ((arguments.Vertical.Input * arguments.Horizontal.Input * Math.Min(ChannelBlock, arguments.Inputs))
            + (arguments.Vertical.Output * arguments.Horizontal.Output * Math.Min(ChannelBlock, arguments.Columns)));
        arguments.ImagesPerBlock = Math.Max(1, BlockBytes / imageBytes);
        arguments.RowBlocks = Math.Clamp(imageBytes / BlockBytes, 1, arguments.Vertical.Output);
        // Few input channels cannot fill a tile's rows alone: then rows take all taps that the same pixels use.
        arguments.SingleTaps = arguments.Elementwise == 0 && arguments.Inputs >= Tiles<Simd512, Vector512<float>>.MaximumRows ? 1 : 0;
    }

    /// <summary>Chunks are [partial sum][group][block of input channels][block of columns].</summary>
    static void RunChunks<TSimd, TVector>(ReadOnlySpan<nint> list, nint begin, nint end, nint scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var arguments = ref ArgumentBlock.As<Arguments>(list);
        Span<TapClass> vertical = stackalloc TapClass[arguments.Vertical.MaximumClasses];
        Span<TapClass> horizontal = stackalloc TapClass[arguments.Horizontal.MaximumClasses];
        vertical = vertical[..(arguments.SingleTaps != 0 ? arguments.Vertical.SingleTaps(vertical) : arguments.Vertical.ForwardClasses(vertical))];
        horizontal = horizontal[..(arguments.SingleTaps != 0 ? arguments.Horizontal.SingleTaps(horizontal) : arguments.Horizontal.ForwardClasses(horizontal))];
        for (var chunk = begin; chunk < end; chunk++)
        {
            var (rest, columnBlock) = Math.DivRem(chunk, arguments.ColumnBlocks);
            (rest, var inputBlock) = Math.DivRem(rest, arguments.InputBlocks);
            var (partial, group) = Math.DivRem(rest, arguments.Groups);
            var block = new Block
            {
                Partial = partial,
                Group = group,
                FirstInput = inputBlock * ChannelBlock,
                Inputs = arguments.InputBlocks == 1 ? arguments.Inputs : Math.Min(ChannelBlock, arguments.Inputs - (inputBlock * ChannelBlock)),
                FirstColumn = columnBlock * ChannelBlock,
                EndColumn = arguments.ColumnBlocks == 1 ? arguments.Columns : Math.Min(arguments.Columns, (columnBlock + 1) * ChannelBlock),
            };
            Clear(arguments, block);
            var endImage = (partial + 1) * arguments.Batch / arguments.PartialCount;
            for (var image = partial * arguments.Batch / arguments.PartialCount; image < endImage; image += arguments.ImagesPerBlock)
            {
                block.FirstImage = image;
                block.Images = Math.Min(arguments.ImagesPerBlock, endImage - image);
                for (nint rowBlock = 0; rowBlock < arguments.RowBlocks; rowBlock++)
                {
                    var firstRow = rowBlock * arguments.Vertical.Output / arguments.RowBlocks;
                    var endRow = (rowBlock + 1) * arguments.Vertical.Output / arguments.RowBlocks;
                    foreach (ref readonly var rows in vertical)
                    {
                        var part = rows.Between(firstRow, endRow);
                        if (part.Count == 0 || part.Taps == 0)
                            continue;
                        foreach (ref readonly var pixels in horizontal)
                        {
                            if (pixels.Count > 0 && pixels.Taps > 0)
                                AddRegion<TSimd, TVector>(arguments, block, part, pixels);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Zeros the part of the partial sum that a chunk adds to.</summary>
    static void Clear(in Arguments arguments, in Block block)
    {
        var taps = arguments.Vertical.Kernel * arguments.Horizontal.Kernel;
        for (nint tap = 0; tap < taps; tap++)
        {
            for (var input = block.FirstInput; input < block.FirstInput + block.Inputs; input++)
                new Span<float>(arguments.Sum(block, tap, input) + block.FirstColumn, (int)(block.EndColumn - block.FirstColumn)).Clear();
        }
    }

    /// <summary>Adds what the output pixels of one region contribute to the taps that they share.</summary>
    static void AddRegion<TSimd, TVector>(in Arguments arguments, in Block block, in TapClass vertical, in TapClass horizontal)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var elementwise = arguments.Elementwise != 0;
        var tapSize = arguments.Inputs * arguments.Columns;
        var call = new TileCall
        {
            Add = true,
            Loops = new()
            {
                OuterCount = block.Images,
                OuterLeft = arguments.InputImage,
                OuterRight = arguments.OutputImage,
                MiddleCount = vertical.Count,
                MiddleLeft = vertical.SourceStep * arguments.InputRow,
                MiddleRight = arguments.OutputRow,
                InnerCount = horizontal.Count,
                InnerLeft = horizontal.SourceStep * arguments.InputPixel,
                InnerRight = arguments.OutputPixel,
            },
        };
        call.Loops.Merge();
        var rows = new AxisGroup(
        [
            new(vertical.Taps, vertical.SourceTap * arguments.InputRow, 0, arguments.Horizontal.Kernel * tapSize),
            new(horizontal.Taps, horizontal.SourceTap * arguments.InputPixel, 0, tapSize),
            new(block.Inputs, 1, 0, arguments.Columns),
        ]);
        var left = (float*)arguments.Input + (block.FirstImage * arguments.InputImage) + (vertical.Source * arguments.InputRow) + (horizontal.Source * arguments.InputPixel)
            + (block.Group * arguments.Inputs) + block.FirstInput;
        var right = (float*)arguments.Output + (block.FirstImage * arguments.OutputImage) + (vertical.First * arguments.OutputRow) + (horizontal.First * arguments.OutputPixel)
            + (block.Group * arguments.Columns);
        var result = arguments.Sum(block, (vertical.FirstTap * arguments.Horizontal.Kernel) + horizontal.FirstTap, block.FirstInput);
        if (elementwise)
        {
            call.Left = left + block.FirstColumn;
            call.Right = right + block.FirstColumn;
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

            call.Left = left;
            call.Right = right + from;
            call.Result = result + column;
            RowTiles<TSimd, TVector>.Run(rows, 0, rows.Extent, &call, new((int)vectors, begin, vectors * TSimd.Count, 1));
        }
    }

    /// <summary>What a chunk works on.</summary>
    struct Block
    {
        public nint Partial;
        public nint Group;
        public nint FirstInput;
        public nint Inputs;
        public nint FirstColumn;
        public nint EndColumn;
        public nint FirstImage;
        public nint Images;
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
        public nint Inputs;
        public nint Columns;
        public nint Batch;
        public nint PartialCount;
        public nint InputBlocks;
        public nint ColumnBlocks;
        public nint ImagesPerBlock;
        public nint RowBlocks;
        public nint SingleTaps;
        public nint Elementwise;

        /// <summary>Where the sums of a tap and an input channel begin; depthwise ones lie as [tap][channel].</summary>
        public readonly float* Sum(in Block block, nint tap, nint input) =>
            (float*)Partials + (block.Partial * PartialSize) + ((((block.Group * Vertical.Kernel * Horizontal.Kernel) + tap) * Inputs + input) * Columns);
    }
}
