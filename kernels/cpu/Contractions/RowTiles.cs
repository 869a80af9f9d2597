using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>Covers rows with register tiles. The rows are three nested axes: pixels of images, taps and channels of weights, or rows of a matrix.</summary>
internal static unsafe class RowTiles<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Computes rows <paramref name="begin"/> to <paramref name="end"/> - 1.</summary>
    /// <param name="axes">The row axes, with their strides in the left operand and the result.</param>
    /// <param name="begin">The first row.</param>
    /// <param name="end">One past the last row.</param>
    /// <param name="call">The operands and loops; its lists of rows are set here.</param>
    /// <param name="columns">What a row consists of.</param>
    [SkipLocalsInit]
    public static void Run(in AxisGroup axes, nint begin, nint end, TileCall* call, TileColumns columns)
    {
        var leftRows = stackalloc nint[Tiles<TSimd, TVector>.MaximumRows];
        var resultRows = stackalloc nint[Tiles<TSimd, TVector>.MaximumRows];
        call->LeftRows = leftRows;
        call->ResultRows = resultRows;
        var outer = axes[0];
        var middle = axes[1];
        var inner = axes[2];
        var (rest, i) = Math.DivRem(begin, inner.Extent);
        var (o, m) = Math.DivRem(rest, middle.Extent);
        var isPart = columns.Begin != 0 || columns.End != columns.Vectors * TSimd.Count || columns.Stride != 1;
        // Tiles of nearly equal size: eight rows and then one would cost twice as much as five and four.
        var tiles = ArgumentBlock.CeilingDivide(end - begin, Tiles<TSimd, TVector>.Rows(columns.Vectors));
        var (size, larger) = tiles == 0 ? (0, 0) : Math.DivRem(end - begin, tiles);
        for (; tiles > 0; tiles--)
        {
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

            if (isPart)
                Tiles<TSimd, TVector>.RunPart(columns.Elementwise, rows, columns.Vectors, call, columns.Begin, columns.End, columns.Stride);
            else if (columns.Elementwise)
                Tiles<TSimd, TVector>.RunElementwise(rows, call);
            else
                Tiles<TSimd, TVector>.Run(rows, columns.Vectors, call);
        }
    }
}

/// <summary>The columns of a row of register tiles.</summary>
/// <param name="Vectors">How many vectors a tile is wide.</param>
/// <param name="Begin">The first column, in elements, that the result has.</param>
/// <param name="End">One past the last column that it has.</param>
/// <param name="Stride">Elements between two columns of the result.</param>
/// <param name="Elementwise">Whether the left operand has a number of its own for each column.</param>
internal readonly record struct TileColumns(int Vectors, nint Begin, nint End, nint Stride, bool Elementwise);
