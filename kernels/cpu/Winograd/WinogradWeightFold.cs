using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Adds partial sums of the gradient of transformed weights, in order and in double, and transforms the sum back to 3x3, <c>G^T u G</c>.</summary>
internal static unsafe class WinogradWeightFold
{
    /// <summary>Weights of a chunk, and of a step.</summary>
    const int ChunkSize = 512, Lanes = 8;

    static readonly Kernel kernel = Fold;

    /// <summary>Folds partial sums.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="geometry">The geometry of the convolution.</param>
    /// <param name="partials">The address of the first partial sum.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="size">Elements from one partial sum to the next.</param>
    /// <param name="result">The address of the gradient.</param>
    /// <param name="accumulate">Adds to the gradient instead of replacing it.</param>
    public static void Run(Launcher launcher, in WinogradGeometry geometry, nint partials, nint count, nint size, nint result, bool accumulate)
    {
        nint inputs = geometry.SourceChannels, outputs = geometry.ResultChannels;
        var isTurned = WinogradWeightGradient.IsTurned(geometry);
        launcher.Launch(
            kernel, ArgumentBlock.CeilingDivide(inputs * outputs, ChunkSize), partials, count, size, WinogradWeightGradient.PartialPlane(geometry), isTurned ? outputs : inputs, isTurned ? inputs : outputs,
            isTurned ? 1 : 0, result, accumulate ? 1 : 0);
    }

    [SkipLocalsInit]
    static void Fold(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var partials = (float*)arguments[0];
        nint count = arguments[1], size = arguments[2], plane = arguments[3], rows = arguments[4], columns = arguments[5];
        var result = (float*)arguments[7];
        bool isTurned = arguments[6] != 0, accumulate = arguments[8] != 0;
        var weights = rows * columns;
        var last = Math.Min(weights, end * ChunkSize);
        var sums = stackalloc Vector256<double>[2 * WinogradWeightGradient.Planes];
        var taps = stackalloc float[9 * Lanes];
        for (var i = begin * ChunkSize; i < last; i += Lanes)
        {
            Sum(partials + i, count, size, plane, sums);
            if (last - i >= Lanes && !isTurned)
            {
                Write(sums, result + i, weights, accumulate);
                continue;
            }

            // Transposed weights lie apart, and the last do not fill a vector, though planes of partial sums do.
            for (nint lane = 0; lane < Math.Min(Lanes, last - i); lane++)
                Copy(result + Position(i + lane, rows, columns, isTurned), weights, taps + lane, Lanes);
            Write(sums, taps, Lanes, accumulate);
            for (nint lane = 0; lane < Math.Min(Lanes, last - i); lane++)
                Copy(taps + lane, Lanes, result + Position(i + lane, rows, columns, isTurned), weights);
        }
    }

    /// <summary>Where a weight of a partial sum lies in the gradient.</summary>
    static nint Position(nint weight, nint rows, nint columns, bool isTurned)
    {
        if (!isTurned)
            return weight;
        var (row, column) = Math.DivRem(weight, columns);
        return (column * rows) + row;
    }

    /// <summary>Copies the nine taps of one weight.</summary>
    static void Copy(float* source, nint sourceTap, float* target, nint targetTap)
    {
        for (nint tap = 0; tap < 9; tap++)
            target[tap * targetTap] = source[tap * sourceTap];
    }

    /// <summary>Adds the partial sums of eight weights in all planes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Sum(float* partials, nint count, nint size, nint plane, Vector256<double>* sums)
    {
        for (nint p = 0; p < WinogradWeightGradient.Planes; p++)
        {
            Vector256<double> low = default, high = default;
            var from = partials + (p * plane);
            for (nint partial = 0; partial < count; partial++)
            {
                var (lower, upper) = Vector256.Widen(Vector256.Load(from));
                low += lower;
                high += upper;
                from += size;
            }

            sums[2 * p] = low;
            sums[(2 * p) + 1] = high;
        }
    }

    /// <summary>Transforms eight weights back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Write(Vector256<double>* sums, float* result, nint tap, bool accumulate)
    {
        var columns = stackalloc Vector256<double>[2 * 4 * 3];
        for (var i = 0; i < 2 * 4; i++)
        {
            // Row i / 2 of a half: four planes become three columns.
            var row = sums + (8 * (i / 2)) + (i % 2);
            var outer = (row[2] + row[4]) * Vector256.Create(0.5);
            columns[i] = row[0] + outer;
            columns[8 + i] = (row[2] - row[4]) * Vector256.Create(0.5);
            columns[16 + i] = outer - row[6];
        }

        for (nint column = 0; column < 3; column++)
        {
            var rows = columns + (8 * column);
            var (outerLow, outerHigh) = ((rows[2] + rows[4]) * Vector256.Create(0.5), (rows[3] + rows[5]) * Vector256.Create(0.5));
            Store(rows[0] + outerLow, rows[1] + outerHigh, result + (column * tap), accumulate);
            Store((rows[2] - rows[4]) * Vector256.Create(0.5), (rows[3] - rows[5]) * Vector256.Create(0.5), result + ((3 + column) * tap), accumulate);
            Store(outerLow - rows[6], outerHigh - rows[7], result + ((6 + column) * tap), accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(Vector256<double> low, Vector256<double> high, float* target, bool accumulate)
    {
        if (accumulate)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Load(target));
            low += lower;
            high += upper;
        }

        Vector256.Narrow(low, high).Store(target);
    }
}
