using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Convolutions that write pixels: the output, or the gradient of the input, which is a convolution of the output's gradient with transposed weights.</summary>
/// <remarks>
/// Positions are sorted into classes that use the same taps (edges, interior, phases of a stride), so that no tile ever multiplies padding. A tile takes pixels of one class, of several
/// rows and images where need be, and sums all taps and channels in registers, in the order of rows, columns and channels. Where the weights that a panel has for all taps would not stay in
/// the cache, taps come one after the other, each over all positions from which it hits: partial sums are added to the result in the same order.
/// </remarks>
internal static unsafe class ConvolutionPixels
{
    /// <summary>Bytes of source a chunk has about: it stays in cache while panels go over it.</summary>
    const nint ChunkBytes = 128 * 1024;

    /// <summary>Bytes of weights from which on chunks take one panel each, and more pixels.</summary>
    const nint LargeWeights = 384 * 1024;

    /// <summary>Terms of a sum from which on taps come one after the other.</summary>
    const nint LongSum = 1536;

    static readonly Kernel kernel512 = RunChunks<Simd512, Vector512<float>>;
    static readonly Kernel kernel256 = RunChunks<Simd256, Vector256<float>>;
    static readonly Kernel kernel128 = RunChunks<Simd128, Vector128<float>>;

    /// <summary>Packs the weights and convolves.</summary>
    public static void Run(Launcher launcher, in ConvolutionShape shape, nint batch, nint source, nint weight, nint result, bool gradient, bool accumulate) =>
        Run(launcher, shape, batch, source, weight, packed: 0, result, gradient, accumulate);

    /// <summary>Convolves with weights that <see cref="Prepare"/> packed.</summary>
    public static void RunPacked(Launcher launcher, in ConvolutionShape shape, nint batch, nint source, nint packed, nint result, bool gradient, bool accumulate) =>
        Run(launcher, shape, batch, source, weight: 0, packed, result, gradient, accumulate);

    static void Run(Launcher launcher, in ConvolutionShape shape, nint batch, nint source, nint weight, nint packed, nint result, bool gradient, bool accumulate)
    {
        if (batch == 0)
            return;
        switch (WidthFor(launcher.Width, shape))
        {
            case VectorWidth.Bits512:
                Run<Simd512, Vector512<float>>(launcher, kernel512, shape, batch, source, weight, packed, result, gradient, accumulate);
                break;
            case VectorWidth.Bits256:
                Run<Simd256, Vector256<float>>(launcher, kernel256, shape, batch, source, weight, packed, result, gradient, accumulate);
                break;
            default:
                Run<Simd128, Vector128<float>>(launcher, kernel128, shape, batch, source, weight, packed, result, gradient, accumulate);
                break;
        }
    }

    /// <summary>Depthwise convolutions read vectors of channels, so they need as many channels as a vector has lanes.</summary>
    static VectorWidth WidthFor(VectorWidth width, in ConvolutionShape shape) =>
        !shape.IsDepthwise ? width : (VectorWidth)Math.Min((int)width, (int)(shape.InputChannels >= 16 ? VectorWidth.Bits512 : shape.InputChannels >= 8 ? VectorWidth.Bits256 : VectorWidth.Plain));

    /// <summary>Packs the weights and writes what else <see cref="RunImages"/> needs.</summary>
    public static void Prepare(Launcher launcher, in ConvolutionShape shape, nint weight, bool gradient, nint prepared, nint packed)
    {
        var width = WidthFor(launcher.Width, shape);
        var block = (PreparedPixels*)prepared;
        block->Width = (nint)width;
        block->Arguments = width switch
        {
            VectorWidth.Bits512 => Describe<Simd512, Vector512<float>>(shape, weight, gradient),
            VectorWidth.Bits256 => Describe<Simd256, Vector256<float>>(shape, weight, gradient),
            _ => Describe<Simd128, Vector128<float>>(shape, weight, gradient),
        };
        var panels = block->Arguments.Panels;
        panels.Target = packed;
        Panels.Pack(launcher, panels);
    }

    /// <summary>Convolves images on the calling worker, with weights that <see cref="Prepare"/> packed.</summary>
    public static void RunImages(nint prepared, nint packed, nint images, nint source, nint result, in ReadAhead ahead)
    {
        var block = (PreparedPixels*)prepared;
        var arguments = block->Arguments;
        arguments.Source = source;
        arguments.Result = result;
        arguments.Panels.Target = packed;
        switch ((VectorWidth)block->Width)
        {
            case VectorWidth.Bits512:
                RunImages<Simd512, Vector512<float>>(arguments, images, ahead);
                break;
            case VectorWidth.Bits256:
                RunImages<Simd256, Vector256<float>>(arguments, images, ahead);
                break;
            default:
                RunImages<Simd128, Vector128<float>>(arguments, images, ahead);
                break;
        }
    }

    static void RunImages<TSimd, TVector>(in Arguments arguments, nint images, in ReadAhead ahead)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        Span<TapClass> vertical = stackalloc TapClass[arguments.Vertical.MaximumClasses];
        Span<TapClass> horizontal = stackalloc TapClass[arguments.Horizontal.MaximumClasses];
        Classify(arguments, ref vertical, ref horizontal);
        for (nint group = 0; group < arguments.Panels.Outer.Extent; group++)
        {
            var part = new Part { Group = group, EndPanel = arguments.Panels.PanelCount, Images = images, EndRow = arguments.ResultHeight };
            RunPanels<TSimd, TVector>(arguments, part, vertical, horizontal, ahead.Part(group, arguments.Panels.Outer.Extent));
        }
    }

    static Arguments Describe<TSimd, TVector>(in ConvolutionShape shape, nint weight, bool gradient)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => new()
        {
            Panels = WeightPanels<TSimd, TVector>(shape, weight, gradient),
            Vertical = shape.Vertical,
            Horizontal = shape.Horizontal,
            SourcePixel = gradient ? shape.OutputPixel : shape.InputPixel,
            SourceRow = gradient ? shape.OutputRow : shape.InputRow,
            SourceImage = gradient ? shape.OutputImage : shape.InputImage,
            ResultPixel = gradient ? shape.InputPixel : shape.OutputPixel,
            ResultRow = gradient ? shape.InputRow : shape.OutputRow,
            ResultImage = gradient ? shape.InputImage : shape.OutputImage,
            ResultHeight = gradient ? shape.InputHeight : shape.OutputHeight,
            ResultWidth = gradient ? shape.InputWidth : shape.OutputWidth,
            Gradient = gradient ? 1 : 0,
            Elementwise = shape.IsDepthwise ? 1 : 0,
            TapByTap = IsTapByTap(shape, gradient) ? 1 : 0,
        };

    /// <summary>Whether taps come one after the other: the sum is long, and partial sums end where taps do, so that their order stays the same.</summary>
    static bool IsTapByTap(in ConvolutionShape shape, bool gradient)
    {
        nint sums = gradient ? shape.GroupOutputs : shape.GroupInputs, taps = shape.KernelHeight * shape.KernelWidth;
        return taps > 1 && taps * sums >= LongSum && BlockedSummation.DividesAt(sums);
    }

    static void Run<TSimd, TVector>(
        Launcher launcher, Kernel kernel, in ConvolutionShape shape, nint batch, nint source, nint weight, nint packed, nint result, bool gradient, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var arguments = Describe<TSimd, TVector>(shape, weight, gradient);
        arguments.Source = source;
        arguments.Result = result;
        arguments.Batch = batch;
        arguments.Accumulate = accumulate ? 1 : 0;
        var bytes = arguments.Panels.Bytes;
        arguments.Panels.Target = packed == 0 ? launcher.Workspace(bytes) : packed;
        if (packed == 0)
            Panels.Pack(launcher, arguments.Panels);

        var perPanel = bytes / arguments.Panels.Outer.Extent > LargeWeights && !shape.IsDepthwise;
        arguments.PanelGroups = perPanel ? arguments.Panels.PanelCount : 1;
        var target = bytes > LargeWeights ? 4 * ChunkBytes : ChunkBytes;
        var imageBytes = arguments.SourceImage * sizeof(float) / arguments.Panels.Outer.Extent;
        var others = arguments.Panels.Outer.Extent * arguments.PanelGroups;
        var wanted = ArgumentBlock.CeilingDivide(launcher.Workers * 4, others);
        var images = Math.Max(1, Math.Min(target / Math.Max(1, imageBytes), batch / wanted));
        arguments.ImageGroups = ArgumentBlock.CeilingDivide(batch, images);
        arguments.RowBlocks = Math.Min(arguments.ResultHeight, Math.Max(imageBytes / target, ArgumentBlock.CeilingDivide(wanted, arguments.ImageGroups)));
        arguments.RowBlocks = Math.Max(1, arguments.RowBlocks);
        launcher.Launch(kernel, others * arguments.ImageGroups * arguments.RowBlocks, ArgumentBlock.Of(in arguments));
    }

    static PanelShape WeightPanels<TSimd, TVector>(in ConvolutionShape shape, nint weight, bool gradient)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        // Taps of the gradient are packed from the last to the first, the order in which they hit the source.
        var taps = shape.KernelHeight * shape.KernelWidth;
        var direction = gradient ? -1 : 1;
        if (shape.IsDepthwise)
        {
            return new()
            {
                Source = weight + (gradient ? (taps - 1) * sizeof(float) : 0),
                Outer = new([]),
                Taps = 1,
                Taps2 = taps,
                Tap2Stride = direction,
                InnerCount = 1,
                Columns = shape.InputChannels,
                ColumnStride = taps,
                Width = TSimd.Count,
                VectorWidth = TSimd.Count,
                Overlapping = 1,
            };
        }

        var columns = gradient ? shape.GroupInputs : shape.GroupOutputs;
        var sums = gradient ? shape.GroupOutputs : shape.GroupInputs;
        return new()
        {
            Source = weight + (gradient ? (taps - 1) * sums * columns * sizeof(float) : 0),
            Outer = new(new ContractionAxis(shape.Groups, sums, taps * sums * columns, columns)),
            Taps = 1,
            Taps2 = taps,
            Tap2Stride = direction * sums * columns,
            InnerCount = sums,
            InnerStride = gradient ? 1 : columns,
            Columns = columns,
            ColumnStride = gradient ? sums : 1,
            Width = Tiles<TSimd, TVector>.Columns(columns) * TSimd.Count,
            VectorWidth = TSimd.Count,
        };
    }

    /// <summary>Chunks are [group][group of panels][group of images][block of rows].</summary>
    static void RunChunks<TSimd, TVector>(ReadOnlySpan<nint> list, nint begin, nint end, nint scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var arguments = ref ArgumentBlock.As<Arguments>(list);
        Span<TapClass> vertical = stackalloc TapClass[arguments.Vertical.MaximumClasses];
        Span<TapClass> horizontal = stackalloc TapClass[arguments.Horizontal.MaximumClasses];
        Classify(arguments, ref vertical, ref horizontal);
        var readsAhead = (arguments.Gradient != 0 || (arguments.Vertical.ReadsAll && arguments.Horizontal.ReadsAll)) && ReadAhead.Pays(arguments.Batch * (arguments.SourceImage + arguments.ResultImage));
        for (var chunk = begin; chunk < end; chunk++)
        {
            var (rest, rowBlock) = Math.DivRem(chunk, arguments.RowBlocks);
            (rest, var imageGroup) = Math.DivRem(rest, arguments.ImageGroups);
            var (group, panelGroup) = Math.DivRem(rest, arguments.PanelGroups);
            var firstImage = imageGroup * arguments.Batch / arguments.ImageGroups;
            var part = new Part
            {
                Group = group,
                FirstPanel = panelGroup * arguments.Panels.PanelCount / arguments.PanelGroups,
                EndPanel = (panelGroup + 1) * arguments.Panels.PanelCount / arguments.PanelGroups,
                FirstImage = firstImage,
                Images = ((imageGroup + 1) * arguments.Batch / arguments.ImageGroups) - firstImage,
                FirstRow = rowBlock * arguments.ResultHeight / arguments.RowBlocks,
                EndRow = (rowBlock + 1) * arguments.ResultHeight / arguments.RowBlocks,
            };
            RunPanels<TSimd, TVector>(arguments, part, vertical, horizontal, readsAhead ? Ahead(arguments, part) : default);
        }
    }

    /// <summary>Sorts rows and columns into classes; the spans have room for the most that there can be.</summary>
    static void Classify(in Arguments arguments, ref Span<TapClass> vertical, ref Span<TapClass> horizontal)
    {
        vertical = vertical[..Classify(arguments, arguments.Vertical, vertical)];
        horizontal = horizontal[..Classify(arguments, arguments.Horizontal, horizontal)];
    }

    static int Classify(in Arguments arguments, in ConvolutionAxis axis, Span<TapClass> classes) => (arguments.Gradient != 0, arguments.TapByTap != 0) switch
    {
        (false, false) => axis.ForwardClasses(classes),
        (false, true) => axis.SingleTaps(classes),
        (true, false) => axis.GradientClasses(classes),
        (true, true) => axis.SingleGradientTaps(classes),
    };

    /// <summary>All pixels of a part, panel after panel; what is read ahead is so during the first.</summary>
    static void RunPanels<TSimd, TVector>(in Arguments arguments, in Part part, ReadOnlySpan<TapClass> vertical, ReadOnlySpan<TapClass> horizontal, in ReadAhead ahead)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        // A region of a depthwise convolution goes over all of its panels itself.
        var endPanel = arguments.Elementwise != 0 ? 1 : part.EndPanel;
        for (var panel = part.FirstPanel; panel < endPanel; panel++)
        {
            if (arguments.TapByTap != 0 && arguments.Accumulate == 0)
                Clear(arguments, part, panel);
            var region = 0;
            foreach (ref readonly var rows in vertical)
            {
                var some = rows.Between(part.FirstRow, part.EndRow);
                foreach (ref readonly var columns in horizontal)
                {
                    if (some.Count > 0)
                        RunRegion<TSimd, TVector>(arguments, part, panel, some, columns, panel == part.FirstPanel ? ahead.Part(region, vertical.Length * horizontal.Length) : default);
                    region++;
                }
            }
        }
    }

    /// <summary>Sets what a part computes of a panel to zero.</summary>
    static void Clear(in Arguments arguments, in Part part, nint panel)
    {
        ref readonly var panels = ref arguments.Panels;
        var columns = Math.Min(panels.Width, panels.Columns - (panel * panels.Width));
        var first = (float*)arguments.Result + panels.Outer.Offset(part.Group).Result + (panel * panels.Width) + (part.FirstImage * arguments.ResultImage);
        for (nint image = 0; image < part.Images; image++)
        {
            for (var row = part.FirstRow; row < part.EndRow; row++)
            {
                for (nint column = 0; column < arguments.ResultWidth; column++)
                    new Span<float>(first + (image * arguments.ResultImage) + (row * arguments.ResultRow) + (column * arguments.ResultPixel), (int)columns).Clear();
            }
        }
    }

    /// <summary>The source of what follows a part, and its own result.</summary>
    static ReadAhead Ahead(in Arguments arguments, in Part part)
    {
        nint last = part.FirstImage + part.Images - 1, height = arguments.ResultHeight, rows = part.Images * (part.EndRow - part.FirstRow);
        return new(
            new((float*)arguments.Source + (last * arguments.SourceImage) + (part.EndRow * arguments.SourceImage / height), rows * arguments.SourceImage / height),
            new((float*)arguments.Result + (part.FirstImage * arguments.ResultImage) + (part.FirstRow * arguments.ResultRow), rows * arguments.ResultRow));
    }

    /// <summary>All pixels of some images that use the same taps, for the channels of one panel; for all channels where each is convolved alone.</summary>
    static void RunRegion<TSimd, TVector>(in Arguments arguments, in Part part, nint panel, in TapClass vertical, in TapClass horizontal, in ReadAhead ahead)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var panels = ref arguments.Panels;
        var offset = panels.Outer.Offset(part.Group);
        var width = panels.WidthOf(panel);
        var tapSize = panels.InnerCount * width;
        var firstTap = (vertical.FirstTap * arguments.Horizontal.Kernel) + horizontal.FirstTap;
        var call = new TileCall
        {
            Left = (float*)arguments.Source + offset.Left + (part.FirstImage * arguments.SourceImage) + (vertical.Source * arguments.SourceRow) + (horizontal.Source * arguments.SourcePixel),
            Right = (float*)panels.Target + panels.Offset(part.Group, panel) + (firstTap * tapSize),
            Result = (float*)arguments.Result + offset.Result + (panel * panels.Width) + (part.FirstImage * arguments.ResultImage) + (vertical.First * arguments.ResultRow) + (horizontal.First * arguments.ResultPixel),
            Add = arguments.Accumulate != 0 || arguments.TapByTap != 0,
            Loops = new()
            {
                OuterCount = vertical.Taps,
                OuterLeft = vertical.SourceTap * arguments.SourceRow,
                OuterRight = vertical.TapStep * arguments.Horizontal.Kernel * tapSize,
                MiddleCount = horizontal.Taps,
                MiddleLeft = horizontal.SourceTap * arguments.SourcePixel,
                MiddleRight = horizontal.TapStep * tapSize,
                InnerCount = panels.InnerCount,
                InnerLeft = 1,
                InnerRight = width,
            },
        };
        call.Loops.Merge();
        var pixels = new AxisGroup(
        [
            new(part.Images, arguments.SourceImage, 0, arguments.ResultImage),
            new(vertical.Count, vertical.SourceStep * arguments.SourceRow, 0, vertical.Step * arguments.ResultRow),
            new(horizontal.Count, horizontal.SourceStep * arguments.SourcePixel, 0, horizontal.Step * arguments.ResultPixel),
        ]);
        if (arguments.Elementwise != 0)
        {
            RowTiles<TSimd, TVector>.RunElementwise(pixels, &call, panels.Columns, panels.Depth * width, rightPacked: true);
            return;
        }

        var next = arguments.TapByTap != 0 ? NextOperand.Of(tapSize, width, panels.Bytes) : default;
        RowTiles<TSimd, TVector>.Run(
            pixels, 0, pixels.Extent, &call, new((int)(width / TSimd.Count), 0, Math.Min(width, panels.Columns - (panel * panels.Width)), 1), ahead, next);
    }

    /// <summary>What a chunk computes: some panels of a group, some rows of some images.</summary>
    struct Part
    {
        public nint Group;
        public nint FirstPanel;
        public nint EndPanel;
        public nint FirstImage;
        public nint Images;
        public nint FirstRow;
        public nint EndRow;
    }

    /// <summary>What stands in front of prepared weights.</summary>
    struct PreparedPixels
    {
        public nint Width;
        public Arguments Arguments;
    }

    /// <summary>What the kernel needs, all native integers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct Arguments
    {
        public nint Source;
        public nint Result;
        public PanelShape Panels;
        public ConvolutionAxis Vertical;
        public ConvolutionAxis Horizontal;
        public nint SourcePixel;
        public nint SourceRow;
        public nint SourceImage;
        public nint ResultPixel;
        public nint ResultRow;
        public nint ResultImage;
        public nint ResultHeight;
        public nint ResultWidth;
        public nint Batch;
        public nint PanelGroups;
        public nint ImageGroups;
        public nint RowBlocks;
        public nint Gradient;
        public nint Elementwise;
        public nint TapByTap;
        public nint Accumulate;
    }
}
