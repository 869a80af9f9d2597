using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Batched matrix products over strided views.</summary>
/// <remarks>
/// The right operand is packed into panels as wide as a register tile; then panels are outermost, rows inside, and each tile sums all of k in registers.
/// Every element is summed serially in the order of the inner axes with fused multiply-adds, so results do not depend on workers or vector width.
/// </remarks>
public static unsafe class MatrixProduct
{
    /// <summary>Rows a chunk has at most: enough to use a panel often while it is in cache.</summary>
    const nint LargestRowBlock = 256;

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
        if (shape.Batch.Extent * shape.Rows.Extent * shape.Columns.Extent == 0)
            return;
        // Vectors are stored along the columns, so those should be the contiguous axis of the result.
        var turned = shape.Columns[2].Result != 1 && shape.Rows[2].Result == 1;
        switch (launcher.Width)
        {
            case VectorWidth.Bits512:
                Multiply<Simd512, Vector512<float>>(launcher, kernel512, turned ? shape.Transpose() : shape, turned ? right : left, turned ? left : right, result, accumulate);
                break;
            case VectorWidth.Bits256:
                Multiply<Simd256, Vector256<float>>(launcher, kernel256, turned ? shape.Transpose() : shape, turned ? right : left, turned ? left : right, result, accumulate);
                break;
            default:
                Multiply<Simd128, Vector128<float>>(launcher, kernel128, turned ? shape.Transpose() : shape, turned ? right : left, turned ? left : right, result, accumulate);
                break;
        }
    }

    static void Multiply<TSimd, TVector>(Launcher launcher, Kernel kernel, in MatrixProductShape shape, nint left, nint right, nint result, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var columns = shape.Columns[2];
        var panels = new PanelShape
        {
            Source = right,
            Outer = new(shape.Batch[0], shape.Batch[1], shape.Batch[2], shape.Columns[0], shape.Columns[1]),
            Taps = shape.Inner[0].Extent,
            TapStride = shape.Inner[0].Right,
            Taps2 = shape.Inner[1].Extent,
            Tap2Stride = shape.Inner[1].Right,
            InnerCount = shape.Inner[2].Extent,
            InnerStride = shape.Inner[2].Right,
            Columns = columns.Extent,
            ColumnStride = columns.Right,
            Width = Tiles<TSimd, TVector>.Columns(columns.Extent) * TSimd.Count,
            VectorWidth = TSimd.Count,
        };
        panels.Target = launcher.Workspace(panels.Bytes);
        Panels.Pack(launcher, panels);

        var rows = shape.Rows.Extent;
        var others = panels.Outer.Extent * panels.PanelCount;
        var blocks = ArgumentBlock.CeilingDivide(rows, LargestRowBlock);
        // More chunks than workers, so that all end at about the same time; no chunk is smaller than a few tiles.
        while (blocks * others < launcher.Workers * 8 && rows / blocks > 4 * Tiles<TSimd, TVector>.MaximumRows)
            blocks *= 2;
        var arguments = new Arguments
        {
            Left = left,
            Result = result,
            Panels = panels,
            Rows = shape.Rows,
            Inner = shape.Inner,
            RowBlocks = blocks,
            ColumnStride = columns.Result,
            Accumulate = accumulate ? 1 : 0,
        };
        launcher.Launch(kernel, others * blocks, ArgumentBlock.Of(in arguments));
    }

    /// <summary>Chunks are [outer][panel][block of rows].</summary>
    static void MultiplyPanels<TSimd, TVector>(ReadOnlySpan<nint> list, nint begin, nint end, nint scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var arguments = ref ArgumentBlock.As<Arguments>(list);
        ref readonly var panels = ref arguments.Panels;
        var rows = arguments.Rows.Extent;
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
            var (rest, block) = Math.DivRem(chunk, arguments.RowBlocks);
            var (outer, panel) = Math.DivRem(rest, panels.PanelCount);
            var offset = panels.Outer.Offset(outer);
            var width = panels.WidthOf(panel);
            loops.InnerRight = width;
            loops.MiddleRight = loops.InnerCount * width;
            loops.OuterRight = loops.MiddleCount * loops.MiddleRight;
            var call = new TileCall
            {
                Left = (float*)arguments.Left + offset.Left,
                Right = (float*)panels.Target + panels.Offset(outer, panel),
                Result = (float*)arguments.Result + offset.Result + (panel * panels.Width * arguments.ColumnStride),
                Loops = loops,
                Add = arguments.Accumulate != 0,
            };
            call.Loops.Merge();
            var columns = new TileColumns((int)(width / TSimd.Count), 0, Math.Min(width, panels.Columns - (panel * panels.Width)), arguments.ColumnStride, Elementwise: false);
            RowTiles<TSimd, TVector>.Run(arguments.Rows, block * rows / arguments.RowBlocks, (block + 1) * rows / arguments.RowBlocks, &call, columns);
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
        public AxisGroup Inner;
        public nint RowBlocks;
        public nint ColumnStride;
        public nint Accumulate;
    }
}
