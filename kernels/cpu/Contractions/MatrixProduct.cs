using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Batched matrix products over strided views.</summary>
/// <remarks>
/// The right operand is packed into panels as wide as a register tile; then panels are outermost, rows inside, and each tile sums all of k in registers.
/// Every element is summed in the order of the inner axes with fused multiply-adds, in partial sums where there are many, so results do not depend on workers or vector width.
/// </remarks>
public static unsafe class MatrixProduct
{
    /// <summary>Bytes of the left operand that a chunk covers about: they stay in cache while panels go over them.</summary>
    const nint RowBlockBytes = 384 * 1024;

    /// <summary>Bytes of a panel that are summed before the next rows come: they stay in cache while rows go over them.</summary>
    const nint DepthBlockBytes = 256 * 1024;

    /// <summary>Sums and panels from which on a left operand that is contiguous along its rows is packed too.</summary>
    const nint LongSum = 256, ManyPanels = 4;

    /// <summary>Rows up to which packing the right operand costs more than it saves.</summary>
    const nint FewRows = 2 * Tiles<Simd512, Vector512<float>>.MaximumRows;

    static readonly Kernel kernel512 = MultiplyPanels<Simd512, Vector512<float>>;
    static readonly Kernel kernel256 = MultiplyPanels<Simd256, Vector256<float>>;
    static readonly Kernel kernel128 = MultiplyPanels<Simd128, Vector128<float>>;

    /// <summary>Computes <c>result = left * right</c>, or adds to the result.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="shape">Axes and strides.</param>
    /// <param name="left">The address of the left operand's first element (float32).</param>
    /// <param name="right">The address of the right operand's first element.</param>
    /// <param name="result">The address of the result's first element; it overlaps neither operand.</param>
    /// <param name="accumulate">Adds to the result instead of replacing it.</param>
    public static void Multiply(Launcher launcher, in MatrixProductShape shape, nint left, nint right, nint result, bool accumulate)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        // Vectors are stored along the columns, so those should be the contiguous axis of the result.
        var turned = shape.Columns[2].Result != 1 && shape.Rows[2].Result == 1;
        if (turned)
            Run(launcher, shape.Transpose(), right, left, prepared: 0, result, accumulate);
        else
            Run(launcher, shape, left, right, prepared: 0, result, accumulate);
    }

    /// <summary>Packs a right operand that many products share: weights.</summary>
    /// <param name="launcher">Runs the parts; its vector width is the one the products will run in.</param>
    /// <param name="shape">Axes and strides; rows do not matter.</param>
    /// <param name="right">The address of the right operand's first element.</param>
    /// <param name="prepared">The address of the packed operand, 64-byte aligned, as large as the compiler planned it.</param>
    public static void Prepare(Launcher launcher, in MatrixProductShape shape, nint right, nint prepared)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        var panels = launcher.Width switch
        {
            VectorWidth.Bits512 => RightPanels<Simd512, Vector512<float>>(shape, right),
            VectorWidth.Bits256 => RightPanels<Simd256, Vector256<float>>(shape, right),
            _ => RightPanels<Simd128, Vector128<float>>(shape, right),
        };
        panels.Target = prepared;
        Panels.Pack(launcher, panels);
    }

    /// <summary>Computes <c>result = left * right</c>, or adds to the result, with a right operand that <see cref="Prepare"/> packed.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="shape">Axes and strides; the columns are the contiguous axis of the result.</param>
    /// <param name="left">The address of the left operand's first element (float32).</param>
    /// <param name="prepared">The address of the packed right operand.</param>
    /// <param name="result">The address of the result's first element; it overlaps neither operand.</param>
    /// <param name="accumulate">Adds to the result instead of replacing it.</param>
    public static void MultiplyPrepared(Launcher launcher, in MatrixProductShape shape, nint left, nint prepared, nint result, bool accumulate)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        Run(launcher, shape, left, right: 0, prepared, result, accumulate);
    }

    static void Run(Launcher launcher, in MatrixProductShape shape, nint left, nint right, nint prepared, nint result, bool accumulate)
    {
        if (shape.Batch.Extent * shape.Rows.Extent * shape.Columns.Extent == 0)
            return;
        switch (launcher.Width)
        {
            case VectorWidth.Bits512:
                Multiply<Simd512, Vector512<float>>(launcher, kernel512, shape, left, right, prepared, result, accumulate);
                break;
            case VectorWidth.Bits256:
                Multiply<Simd256, Vector256<float>>(launcher, kernel256, shape, left, right, prepared, result, accumulate);
                break;
            default:
                Multiply<Simd128, Vector128<float>>(launcher, kernel128, shape, left, right, prepared, result, accumulate);
                break;
        }
    }

    static void Multiply<TSimd, TVector>(Launcher launcher, Kernel kernel, in MatrixProductShape shape, nint left, nint right, nint prepared, nint result, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var columns = shape.Columns[2];
        var panels = RightPanels<TSimd, TVector>(shape, right);
        if (prepared == 0 && shape.Rows.Extent <= FewRows && columns.Right == 1)
            panels.PanelsInPlace = columns.Extent % TSimd.Count == 0 ? panels.PanelCount : columns.Extent / panels.Width;
        var rows = shape.Rows;
        var inner = shape.Inner;
        var packsLeft = panels.PanelsInPlace == 0 && panels.Outer.Extent == 1 && rows[2].Extent == rows.Extent && rows[2].Left == 1 && inner[2].Left > 1 && panels.Depth >= LongSum && panels.PanelCount >= ManyPanels;
        var leftPanels = LeftPanels(shape, left);
        var rightBytes = prepared == 0 ? ArgumentBlock.CeilingDivide(panels.Bytes, 64) * 64 : 0;
        var workspace = launcher.Workspace(rightBytes + (packsLeft ? leftPanels.Bytes : 0));
        panels.Target = prepared == 0 ? workspace : prepared;
        if (prepared == 0)
            Panels.Pack(launcher, panels);
        if (packsLeft)
        {
            leftPanels.Target = left = workspace + rightBytes;
            Panels.Pack(launcher, leftPanels);
            rows = AxisGroup.Split(rows[2], leftPanels.Width, leftPanels.Width * leftPanels.Depth);
            inner = new([new(panels.Depth, leftPanels.Width, 0, 0)]);
        }

        var others = panels.Outer.Extent * panels.PanelCount;
        var count = shape.Rows.Extent;
        var depth = Math.Min(panels.Depth, DepthBlockBytes / (panels.Width * sizeof(float)));
        var blocks = ArgumentBlock.CeilingDivide(count * depth * sizeof(float), RowBlockBytes);
        blocks = Math.Max(1, Math.Min(blocks, count / (2 * Tiles<TSimd, TVector>.MaximumRows)));
        // More chunks than workers, so that all end at about the same time; no chunk is smaller than a few tiles.
        while (blocks * others < launcher.Workers * 8 && count / blocks > 4 * Tiles<TSimd, TVector>.MaximumRows)
            blocks *= 2;
        var arguments = new Arguments
        {
            Left = left,
            Result = result,
            Panels = panels,
            Rows = rows,
            RowCount = count,
            Inner = inner,
            RowBlocks = blocks,
            ColumnStride = columns.Result,
            Accumulate = accumulate ? 1 : 0,
        };
        launcher.Launch(kernel, others * blocks, ArgumentBlock.Of(in arguments));
    }

    /// <summary>The right operand as panels a register tile wide.</summary>
    static PanelShape RightPanels<TSimd, TVector>(in MatrixProductShape shape, nint right)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => new()
        {
            Source = right,
            Outer = new(shape.Batch[0], shape.Batch[1], shape.Batch[2], shape.Columns[0], shape.Columns[1]),
            Taps = shape.Inner[0].Extent,
            TapStride = shape.Inner[0].Right,
            Taps2 = shape.Inner[1].Extent,
            Tap2Stride = shape.Inner[1].Right,
            InnerCount = shape.Inner[2].Extent,
            InnerStride = shape.Inner[2].Right,
            Columns = shape.Columns[2].Extent,
            ColumnStride = shape.Columns[2].Right,
            Width = Tiles<TSimd, TVector>.Columns(shape.Columns[2].Extent) * TSimd.Count,
            VectorWidth = TSimd.Count,
        };

    /// <summary>The left operand as panels a cache line wide, for sums whose steps would otherwise fall into the same few sets of the cache.</summary>
    static PanelShape LeftPanels(in MatrixProductShape shape, nint left) => new()
    {
        Source = left,
        Outer = new([]),
        Taps = shape.Inner[0].Extent,
        TapStride = shape.Inner[0].Left,
        Taps2 = shape.Inner[1].Extent,
        Tap2Stride = shape.Inner[1].Left,
        InnerCount = shape.Inner[2].Extent,
        InnerStride = shape.Inner[2].Left,
        Columns = shape.Rows[2].Extent,
        ColumnStride = 1,
        Width = Simd512.Count,
        VectorWidth = Simd512.Count,
    };

    /// <summary>Chunks are [outer][block of rows][panel].</summary>
    static void MultiplyPanels<TSimd, TVector>(ReadOnlySpan<nint> list, nint begin, nint end, nint scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var arguments = ref ArgumentBlock.As<Arguments>(list);
        ref readonly var panels = ref arguments.Panels;
        var rows = arguments.RowCount;
        var loops = new LoopNest
        {
            OuterCount = arguments.Inner[0].Extent,
            OuterLeft = arguments.Inner[0].Left,
            MiddleCount = arguments.Inner[1].Extent,
            MiddleLeft = arguments.Inner[1].Left,
            InnerCount = arguments.Inner[2].Extent,
            InnerLeft = arguments.Inner[2].Left,
        };
        for (var chunk = begin; chunk < end; chunk++)
        {
            var (rest, panel) = Math.DivRem(chunk, panels.PanelCount);
            var (outer, block) = Math.DivRem(rest, arguments.RowBlocks);
            var offset = panels.Outer.Offset(outer);
            var width = panels.WidthOf(panel);
            var inPlace = panel < panels.PanelsInPlace;
            loops.InnerRight = inPlace ? arguments.Inner[2].Right : width;
            loops.MiddleRight = inPlace ? arguments.Inner[1].Right : loops.InnerCount * width;
            loops.OuterRight = inPlace ? arguments.Inner[0].Right : loops.MiddleCount * loops.MiddleRight;
            var call = new TileCall
            {
                Left = (float*)arguments.Left + offset.Left,
                Right = inPlace ? (float*)panels.Source + offset.Right + (panel * panels.Width) : (float*)panels.Target + panels.Offset(outer, panel),
                Result = (float*)arguments.Result + offset.Result + (panel * panels.Width * arguments.ColumnStride),
                Loops = loops,
                Add = arguments.Accumulate != 0,
            };
            call.Loops.Merge();
            var columns = new TileColumns((int)(width / TSimd.Count), 0, Math.Min(width, panels.Columns - (panel * panels.Width)), arguments.ColumnStride);
            // Parts of a long sum are whole partial sums, so that where it is cut changes no bit.
            var depth = call.Loops.InnerCount;
            var partials = call.Loops is { OuterCount: 1, MiddleCount: 1 } ? ArgumentBlock.CeilingDivide(depth, call.Loops.PartialTerms) : 1;
            var step = Math.Max(1, DepthBlockBytes / (width * sizeof(float)));
            var parts = Math.Clamp((depth + (step / 2)) / step, 1, Math.Max(1, partials));
            for (nint part = 0; part < parts; part++)
            {
                var first = part * partials / parts * call.Loops.PartialTerms;
                call.Loops.InnerCount = (part + 1 == parts ? depth : (part + 1) * partials / parts * call.Loops.PartialTerms) - first;
                RowTiles<TSimd, TVector>.Run(arguments.Rows, block * rows / arguments.RowBlocks, (block + 1) * rows / arguments.RowBlocks, &call, columns);
                call.Left += call.Loops.InnerCount * call.Loops.InnerLeft;
                call.Right += call.Loops.InnerCount * call.Loops.InnerRight;
                call.Add = true;
            }
        }
    }

    /// <summary>What the kernel needs, all native integers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct Arguments
    {
        public nint Left;
        public nint Result;
        public PanelShape Panels;
        public AxisGroup Rows;
        public nint RowCount;
        public AxisGroup Inner;
        public nint RowBlocks;
        public nint ColumnStride;
        public nint Accumulate;
    }
}
