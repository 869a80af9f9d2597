using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Adds partial sums in order, in double, so that the result depends on nothing but their number.</summary>
internal static unsafe class PartialSums
{
    const nint ChunkSize = 2048;

    static readonly Kernel kernel = Fold;

    /// <summary>Adds <paramref name="partials"/> arrays of <paramref name="count"/> numbers into one.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="source">The address of the first array.</param>
    /// <param name="partials">How many arrays there are.</param>
    /// <param name="size">Elements from one array to the next.</param>
    /// <param name="count">How many numbers each has.</param>
    /// <param name="result">The address of the result.</param>
    /// <param name="rows">The arrays are matrices of so many rows; where there are several, the result is the transpose.</param>
    /// <param name="accumulate">Adds to the result instead of replacing it.</param>
    public static void Fold(Launcher launcher, nint source, nint partials, nint size, nint count, nint result, nint rows, bool accumulate) =>
        launcher.Launch(kernel, ArgumentBlock.CeilingDivide(count, ChunkSize), source, partials, count, result, rows, accumulate ? 1 : 0, size);

    static void Fold(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var source = (float*)arguments[0];
        nint partials = arguments[1], count = arguments[2], rows = arguments[4];
        var result = (float*)arguments[3];
        var accumulate = arguments[5] != 0;
        var size = arguments[6];
        var first = begin * ChunkSize;
        var last = Math.Min(count, end * ChunkSize);
        var i = first;
        if (rows == 1)
        {
            for (; i + 8 <= last; i += 8)
            {
                Vector256<double> low = default, high = default;
                for (nint partial = 0; partial < partials; partial++)
                {
                    var (lower, upper) = Vector256.Widen(Vector256.Load(source + (partial * size) + i));
                    low += lower;
                    high += upper;
                }

                if (accumulate)
                {
                    var (lower, upper) = Vector256.Widen(Vector256.Load(result + i));
                    low += lower;
                    high += upper;
                }

                Vector256.Narrow(low, high).Store(result + i);
            }
        }

        var columns = count / rows;
        for (; i < last; i++)
        {
            double sum = 0;
            for (nint partial = 0; partial < partials; partial++)
                sum += source[(partial * size) + i];
            var (row, column) = Math.DivRem(i, columns);
            var target = result + (column * rows) + row;
            *target = (float)(accumulate ? sum + *target : sum);
        }
    }
}
