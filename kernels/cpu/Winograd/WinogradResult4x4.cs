using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>The transform of thirty-six planes of products into pixels of the result for F(4x4, 3x3), <c>A^T m A</c>.</summary>
internal static unsafe class WinogradResult4x4
{
    /// <summary>Rows and columns of a tile in the domain, and of its pixels.</summary>
    const int Size = 6, Pixels = 4;

    /// <summary>Elements of the widest vector.</summary>
    const int Lanes = 16;

    const float A = (float)WinogradWeights4x4.A;

    /// <summary>Transforms consecutive tiles.</summary>
    /// <param name="geometry">Where tiles lie.</param>
    /// <param name="planes">The first plane's first tile.</param>
    /// <param name="planeStride">Elements from one plane to the next.</param>
    /// <param name="tileStride">Elements from one tile to the next.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">The number of tiles.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="result">The first image, at the first of these channels.</param>
    /// <param name="accumulate">Adds to the result instead of replacing it.</param>
    public static void Transform<TSimd, TVector>(
        in WinogradGeometry geometry, float* planes, nint planeStride, nint tileStride, nint first, nint count, nint channels, float* result, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var runs = new WinogradRuns(geometry, first, count);
        while (runs.Next())
        {
            var strip = new Strip
            {
                Planes = planes + (runs.Offset * tileStride),
                PlaneStride = planeStride,
                TileStride = tileStride,
                Result = result + (runs.Image * geometry.ResultImage) + (Pixels * runs.Row * geometry.ResultRow) + (Pixels * runs.Column * geometry.ResultPixel),
                Row = geometry.ResultRow,
                Pixel = geometry.ResultPixel,
                Rows = Math.Min(Pixels, geometry.ResultHeight - (Pixels * runs.Row)),
                Columns = Math.Min(Pixels * runs.Count, geometry.ResultWidth - (Pixels * runs.Column)),
                Accumulate = accumulate,
            };
            nint channel = 0;
            for (; channel + TSimd.Count <= channels; channel += TSimd.Count)
                Slide<TSimd, TVector>(&strip, channel);
            for (; TSimd.Count > Simd256.Count && channel + Simd256.Count <= channels; channel += Simd256.Count)
                Slide<Simd256, Vector256<float>>(&strip, channel);
            for (; channel + Simd128.Count <= channels; channel += Simd128.Count)
                Slide<Simd128, Vector128<float>>(&strip, channel);
            for (; channel < channels; channel++)
                Slide<SimdScalar, float>(&strip, channel);
        }
    }

    /// <summary>Transforms the tiles of a run, for the channels of one vector.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Slide<TSimd, TVector>(Strip* strip, nint channel)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var source = strip->Planes + channel;
        var target = strip->Result + channel;
        nint plane = strip->PlaneStride, pixel = strip->Pixel;

        // Four columns of six, combined along the columns of the domain.
        const int Column = Size * Lanes;
        var memory = stackalloc float[(Pixels * Column) + Lanes];
        var columns = (float*)(((nint)memory + (sizeof(float) * Lanes) - 1) & -(sizeof(float) * Lanes));
        for (var left = strip->Columns; left > 0; left -= Pixels)
        {
            var from = source;
            for (var row = columns; row < columns + Column; row += Lanes, from += Size * plane)
            {
                var (y0, y1, y2, y3) = Combine<TSimd, TVector>(from, plane);
                TSimd.Store(y0, row);
                TSimd.Store(y1, row + Column);
                TSimd.Store(y2, row + (2 * Column));
                TSimd.Store(y3, row + (3 * Column));
            }

            var end = columns + (Column * (left < Pixels ? left : Pixels));
            for (var column = columns; column < end; column += Column)
            {
                var (y0, y1, y2, y3) = Combine<TSimd, TVector>(column, Lanes);
                Write(strip, 0, target, y0);
                Write(strip, 1, target, y1);
                Write(strip, 2, target, y2);
                Write(strip, 3, target, y3);
                target += pixel;
            }

            source += strip->TileStride;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Write(Strip* strip, nint row, float* target, TVector value)
        {
            if (row >= strip->Rows)
                return;
            target += row * strip->Row;
            TSimd.Store(strip->Accumulate ? TSimd.Add(TSimd.Load(target), value) : value, target);
        }
    }

    /// <summary>Four numbers from six products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (TVector Y0, TVector Y1, TVector Y2, TVector Y3) Combine<TSimd, TVector>(float* source, nint stride)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector m1 = TSimd.Load(source + stride), m2 = TSimd.Load(source + (2 * stride)), m3 = TSimd.Load(source + (3 * stride)), m4 = TSimd.Load(source + (4 * stride));
        TVector sumA = TSimd.Add(m1, m2), sumB = TSimd.Add(m3, m4), differenceA = TSimd.Subtract(m1, m2), differenceB = TSimd.Subtract(m3, m4);

        // b = 2 a and a * a = 1/2: powers of b are those of a times 2, 4 and 8.
        return (
            TSimd.Add(TSimd.Load(source), TSimd.Add(sumA, sumB)),
            TSimd.Multiply(TSimd.Broadcast(A), TSimd.MultiplyAdd(differenceB, TSimd.Broadcast(2), differenceA)),
            TSimd.Multiply(TSimd.Broadcast(0.5f), TSimd.MultiplyAdd(sumB, TSimd.Broadcast(4), sumA)),
            TSimd.MultiplyAdd(TSimd.MultiplyAdd(differenceB, TSimd.Broadcast(8), differenceA), TSimd.Broadcast(0.5f * A), TSimd.Load(source + (5 * stride))));
    }

    /// <summary>A run of tiles: where its planes and its pixels lie.</summary>
    struct Strip
    {
        public float* Planes;
        public nint PlaneStride;
        public nint TileStride;
        public float* Result;
        public nint Row;
        public nint Pixel;

        /// <summary>Rows of pixels, four but in the last tiles of an image.</summary>
        public nint Rows;

        /// <summary>Columns of pixels, four a tile but for the last one of a row.</summary>
        public nint Columns;
        public bool Accumulate;
    }
}
