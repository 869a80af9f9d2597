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
    /// <param name="ahead">What is read ahead between tiles.</param>
    /// <param name="next">The right operand that comes after this one.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in AxisGroup axes, nint begin, nint end, TileCall* call, TileColumns columns, in ReadAhead ahead = default, NextOperand next = default)
    {
        var leftRows = stackalloc nint[Tiles<TSimd, TVector>.MaximumRows];
        var resultRows = stackalloc nint[Tiles<TSimd, TVector>.MaximumRows];
        call->LeftRows = leftRows;
        call->ResultRows = resultRows;
        var isPart = columns.Begin != 0 || columns.End != columns.Vectors * TSimd.Count || columns.Stride != 1;
        var cursor = new RowCursor(axes, begin, end, Tiles<TSimd, TVector>.Rows(columns.Vectors));
        var tiles = cursor.Tiles;
        for (var rows = cursor.Next(leftRows, resultRows); rows > 0; rows = cursor.Next(leftRows, resultRows))
        {
            var tile = tiles - cursor.Tiles - 1;
            ahead.Fetch(tile, tiles);
            call->RightAhead = next.Ahead(tile);
            if (isPart)
                Tiles<TSimd, TVector>.RunPart(elementwise: false, rows, columns.Vectors, call, columns.Begin, columns.End, columns.Stride);
            else
                Tiles<TSimd, TVector>.Run(rows, columns.Vectors, call);
        }
    }

    /// <summary>Computes all rows of an elementwise product, whose columns are channels of both operands. Each tile takes one vector of channels; all channels of some rows come
    /// before the next rows, as they lie side by side.</summary>
    /// <param name="axes">The row axes, with their strides in the left operand and the result.</param>
    /// <param name="call">The operands, at the first channel, and loops; its lists of rows are set here.</param>
    /// <param name="channels">How many channels there are; fewer than a vector only where others lie before them.</param>
    /// <param name="rightStep">Elements from one vector of channels to the next in the right operand. The last vector takes the last channels, whether or not it shares some
    /// with the one before.</param>
    /// <param name="rightPacked">Whether the right operand has room of its own for the last vector.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunElementwise(in AxisGroup axes, TileCall* call, nint channels, nint rightStep, bool rightPacked)
    {
        var leftRows = stackalloc nint[Tiles<TSimd, TVector>.MaximumRows];
        var resultRows = stackalloc nint[Tiles<TSimd, TVector>.MaximumRows];
        call->LeftRows = leftRows;
        call->ResultRows = resultRows;
        var first = *call;
        var whole = channels - (channels % TSimd.Count);
        var cursor = new RowCursor(axes, 0, axes.Extent, Tiles<TSimd, TVector>.MaximumRows);
        for (var rows = cursor.Next(leftRows, resultRows); rows > 0; rows = cursor.Next(leftRows, resultRows))
        {
            *call = first;
            for (nint channel = 0; channel < whole; channel += TSimd.Count)
            {
                Tiles<TSimd, TVector>.RunElementwise(rows, call);
                call->Left += TSimd.Count;
                call->Right += rightStep;
                call->Result += TSimd.Count;
            }

            if (whole == channels)
                continue;
            var shared = TSimd.Count - (channels - whole);
            call->Left -= shared;
            call->Right -= rightPacked ? 0 : shared;
            Tiles<TSimd, TVector>.RunPart(elementwise: true, rows, 1, call, shared, TSimd.Count, 1);
        }

        *call = first;
    }
}

/// <summary>The columns of a row of register tiles.</summary>
/// <param name="Vectors">How many vectors a tile is wide.</param>
/// <param name="Begin">The first column, in elements, that the result has.</param>
/// <param name="End">One past the last column that it has.</param>
/// <param name="Stride">Elements between two columns of the result.</param>
internal readonly record struct TileColumns(int Vectors, nint Begin, nint End, nint Stride);
