using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>The transform of 3x3 weights for F(4x4, 3x3), <c>G g G^T</c>, in double: there are few weights, and all tiles share their errors.</summary>
/// <remarks>The points of interpolation are 0, a, -a, b, -b and infinity (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016, take 0, 1, -1, 2, -2 and infinity).
/// With a = sqrt(1/2) and b = sqrt(2), between which numbers grow less, results are twice as precise.</remarks>
internal static unsafe class WinogradWeights4x4
{
    /// <summary>The points of interpolation.</summary>
    public const double A = 0.70710678118654752440, B = 2 * A;

    /// <summary>Rows and columns of a transformed kernel, and of a kernel.</summary>
    const int Size = 6, Taps = 3;

    /// <summary>Weights that are transformed together.</summary>
    const int Lanes = 8;

    /// <summary>Transforms kernels that lie side by side.</summary>
    /// <param name="source">The first one's first tap.</param>
    /// <param name="tap">Elements from one tap to the next.</param>
    /// <param name="target">Its first plane.</param>
    /// <param name="plane">Elements from one plane to the next.</param>
    /// <param name="count">How many.</param>
    [SkipLocalsInit]
    public static void Transform(float* source, nint tap, float* target, nint plane, nint count)
    {
        for (; count >= Lanes; count -= Lanes, source += Lanes, target += Lanes)
            TransformLanes(source, tap, target, plane);
        if (count == 0)
            return;
        float* taps = stackalloc float[Taps * Taps * Lanes], planes = stackalloc float[Size * Size * Lanes];
        new Span<float>(taps, Taps * Taps * Lanes).Clear();
        for (nint i = 0; i < Taps * Taps; i++)
            new Span<float>(source + (i * tap), (int)count).CopyTo(new(taps + (i * Lanes), Lanes));
        TransformLanes(taps, Lanes, planes, Lanes);
        for (nint i = 0; i < Size * Size; i++)
            new Span<float>(planes + (i * Lanes), (int)count).CopyTo(new(target + (i * plane), (int)count));
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void TransformLanes(float* source, nint tap, float* target, nint plane)
    {
        // Three columns of six, transformed along the rows of the kernel: the lower lanes, then the upper ones.
        var columns = stackalloc Vector256<double>[2 * Taps * Size];
        for (nint column = 0; column < Taps; column++)
        {
            var (low0, high0) = Vector256.Widen(Vector256.Load(source + (column * tap)));
            var (low1, high1) = Vector256.Widen(Vector256.Load(source + ((Taps + column) * tap)));
            var (low2, high2) = Vector256.Widen(Vector256.Load(source + (((2 * Taps) + column) * tap)));
            Combine(low0, low1, low2, columns + (column * Size));
            Combine(high0, high1, high2, columns + ((Taps + column) * Size));
        }

        Vector256<double>* low = stackalloc Vector256<double>[Size], high = stackalloc Vector256<double>[Size];
        for (nint row = 0; row < Size; row++)
        {
            Combine(columns[row], columns[Size + row], columns[(2 * Size) + row], low);
            Combine(columns[(3 * Size) + row], columns[(4 * Size) + row], columns[(5 * Size) + row], high);
            for (nint i = 0; i < Size; i++, target += plane)
                Vector256.Narrow(low[i], high[i]).Store(target);
        }
    }

    /// <summary>The values of g0 + g1 p + g2 p^2 at the points p, over the product of the differences between p and the other points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Combine(Vector256<double> g0, Vector256<double> g1, Vector256<double> g2, Vector256<double>* values)
    {
        const double OverA = 1 / (2 * A * A * ((A * A) - (B * B))), OverB = 1 / (2 * B * B * ((B * B) - (A * A)));
        values[0] = g0;
        Vector256<double> even = (g0 + (g2 * (A * A))) * OverA, odd = g1 * (A * OverA);
        values[1] = even + odd;
        values[2] = even - odd;
        even = (g0 + (g2 * (B * B))) * OverB;
        odd = g1 * (B * OverB);
        values[3] = even + odd;
        values[4] = even - odd;
        values[5] = g2;
    }
}
