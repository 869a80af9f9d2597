using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Packs right operands into panels, <c>[outer][panel][k][column]</c>: as many columns as a register tile has, all of k, zero behind the last column.</summary>
internal static unsafe class Panels
{
    static readonly Kernel pack = Pack;

    /// <summary>Packs all panels of an operand.</summary>
    public static void Pack(Launcher launcher, in PanelShape shape)
    {
        if (shape.Depth > 0)
            launcher.Launch(pack, shape.Outer.Extent * (shape.PanelCount - shape.PanelsInPlace), ArgumentBlock.Of(in shape));
    }

    static void Pack(ReadOnlySpan<nint> list, nint begin, nint end, nint scratch)
    {
        ref readonly var shape = ref ArgumentBlock.As<PanelShape>(list);
        for (var chunk = begin; chunk < end; chunk++)
        {
            var (outer, panel) = Math.DivRem(chunk, shape.PanelCount - shape.PanelsInPlace);
            panel += shape.PanelsInPlace;
            var first = shape.FirstColumn(panel);
            var source = (float*)shape.Source + shape.Outer.Offset(outer).Right + (first * shape.ColumnStride);
            var columns = Math.Min(shape.Width, shape.Columns - first);
            var width = shape.WidthOf(panel);
            var target = (float*)shape.Target + shape.Offset(outer, panel);
            for (nint tap = 0; tap < shape.Taps; tap++)
            {
                for (nint tap2 = 0; tap2 < shape.Taps2; tap2++)
                {
                    var rows = source + (tap * shape.TapStride) + (tap2 * shape.Tap2Stride);
                    if (shape.ColumnStride == 1)
                        CopyRows(rows, shape.InnerStride, target, width, shape.InnerCount, columns);
                    else
                        TransposeRows(rows, shape.InnerStride, shape.ColumnStride, target, width, shape.InnerCount, columns);
                    target += shape.InnerCount * width;
                }
            }
        }
    }

    static void CopyRows(float* source, nint stride, float* target, nint width, nint count, nint columns)
    {
        for (nint k = 0; k < count; k++)
        {
            nint column = 0;
            for (; column + 16 <= columns; column += 16)
                Vector512.Load(source + column).Store(target + column);
            for (; column + 4 <= columns; column += 4)
                Vector128.Load(source + column).Store(target + column);
            for (; column < columns; column++)
                target[column] = source[column];
            for (; column < width; column++)
                target[column] = 0;
            source += stride;
            target += width;
        }
    }

    static void TransposeRows(float* source, nint rowStride, nint columnStride, float* target, nint width, nint count, nint columns)
    {
        Transposition.Run(source, rowStride, columnStride, target, width, count, columns);
        if (columns == width)
            return;
        for (nint k = 0; k < count; k++)
            new Span<float>(target + (k * width) + columns, (int)(width - columns)).Clear();
    }
}

/// <summary>A right operand and its panels: k runs over two loops of taps and an inner one.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PanelShape
{
    public nint Source;
    public nint Target;
    public OuterAxes Outer;
    public nint Taps;
    public nint TapStride;
    public nint Taps2;
    public nint Tap2Stride;
    public nint InnerCount;
    public nint InnerStride;
    public nint Columns;
    public nint ColumnStride;

    /// <summary>Columns of a panel, and of a vector.</summary>
    public nint Width;
    public nint VectorWidth;

    /// <summary>Not zero: the last panel is as wide as the others and shares columns with the one before, where it has no room of its own.</summary>
    public nint Overlapping;

    /// <summary>So many first panels are not packed: they are used where they lie.</summary>
    public nint PanelsInPlace;

    /// <summary>The number of k.</summary>
    public readonly nint Depth => Taps * Taps2 * InnerCount;

    public readonly nint PanelCount => ArgumentBlock.CeilingDivide(Columns, Width);

    /// <summary>Elements of all panels of one outer index.</summary>
    public readonly nint OuterSize => ArgumentBlock.CeilingDivide(Columns, VectorWidth) * VectorWidth * Depth;

    /// <summary>Bytes of all panels.</summary>
    public readonly nint Bytes => PanelsInPlace == PanelCount ? 0 : Outer.Extent * OuterSize * sizeof(float);

    /// <summary>Columns of one panel: the last has as many vectors as it needs.</summary>
    public readonly nint WidthOf(nint panel) => Math.Min(Width, ArgumentBlock.CeilingDivide(Columns - (panel * Width), VectorWidth) * VectorWidth);

    /// <summary>The first column of a panel.</summary>
    public readonly nint FirstColumn(nint panel) => Overlapping != 0 ? Math.Min(panel * Width, Columns - Width) : panel * Width;

    /// <summary>Where a panel begins, from the first element of all.</summary>
    public readonly nint Offset(nint outer, nint panel) => (outer * OuterSize) + (panel * Width * Depth);
}
