using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>Deals out rows, which are three nested axes, to tiles of nearly equal size: eight rows and then one would cost twice as much as five and four.</summary>
internal unsafe struct RowCursor
{
    readonly ContractionAxis outer;
    readonly ContractionAxis middle;
    readonly ContractionAxis inner;
    readonly nint size;
    nint larger;
    nint o;
    nint m;
    nint i;

    /// <param name="axes">The row axes, with their strides in the left operand and the result.</param>
    /// <param name="begin">The first row.</param>
    /// <param name="end">One past the last row.</param>
    /// <param name="most">The most rows of a tile.</param>
    public RowCursor(in AxisGroup axes, nint begin, nint end, int most)
    {
        outer = axes[0];
        middle = axes[1];
        inner = axes[2];
        if (begin >= end)
            return;
        (var rest, i) = Math.DivRem(begin, inner.Extent);
        (o, m) = Math.DivRem(rest, middle.Extent);
        Tiles = ArgumentBlock.CeilingDivide(end - begin, most);
        (size, larger) = Math.DivRem(end - begin, Tiles);
    }

    /// <summary>How many tiles are left.</summary>
    public nint Tiles { get; private set; }

    /// <summary>Lists where the rows of the next tile start in the left operand and in the result; gives their number, zero at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Next(nint* leftRows, nint* resultRows)
    {
        if (Tiles == 0)
            return 0;
        Tiles--;
        var rows = (int)size;
        if (larger > 0)
        {
            rows++;
            larger--;
        }

        var left = (o * outer.Left) + (m * middle.Left) + (i * inner.Left);
        var result = (o * outer.Result) + (m * middle.Result) + (i * inner.Result);
        for (var row = 0; row < rows; row++)
        {
            leftRows[row] = left;
            resultRows[row] = result;
            left += inner.Left;
            result += inner.Result;
            if (++i < inner.Extent)
                continue;
            i = 0;
            if (++m == middle.Extent)
            {
                m = 0;
                o++;
            }

            left = (o * outer.Left) + (m * middle.Left);
            result = (o * outer.Result) + (m * middle.Result);
        }

        return rows;
    }
}
