using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>The transform of sixteen planes of products into pixels of the result for F(2x2, 3x3), <c>A^T m A</c>.</summary>
internal static unsafe class WinogradResult2x2
{
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
                Result = result + (runs.Image * geometry.ResultImage) + (2 * runs.Row * geometry.ResultRow) + (2 * runs.Column * geometry.ResultPixel),
                Row = (2 * runs.Row) + 1 < geometry.ResultHeight ? geometry.ResultRow : 0,
                Pixel = geometry.ResultPixel,
                Columns = Math.Min(2 * runs.Count, geometry.ResultWidth - (2 * runs.Column)),
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Slide<TSimd, TVector>(Strip* strip, nint channel)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var source = strip->Planes + channel;
        var target = strip->Result + channel;
        nint plane = strip->PlaneStride, row = strip->Row, pixel = strip->Pixel, columns = strip->Columns;
        var accumulate = strip->Accumulate;
        for (nint column = 0; column < columns; column += 2)
        {
            var from = source;
            TVector m0 = TSimd.Load(from), m1 = TSimd.Load(from + (4 * plane)), m2 = TSimd.Load(from + (8 * plane)), m3 = TSimd.Load(from + (12 * plane));
            var upper0 = TSimd.Add(m0, TSimd.Add(m1, m2));
            var lower0 = TSimd.Subtract(TSimd.Subtract(m1, m2), m3);
            from += plane;
            (m0, m1, m2, m3) = (TSimd.Load(from), TSimd.Load(from + (4 * plane)), TSimd.Load(from + (8 * plane)), TSimd.Load(from + (12 * plane)));
            var upper1 = TSimd.Add(m0, TSimd.Add(m1, m2));
            var lower1 = TSimd.Subtract(TSimd.Subtract(m1, m2), m3);
            from += plane;
            (m0, m1, m2, m3) = (TSimd.Load(from), TSimd.Load(from + (4 * plane)), TSimd.Load(from + (8 * plane)), TSimd.Load(from + (12 * plane)));
            var upper2 = TSimd.Add(m0, TSimd.Add(m1, m2));
            var lower2 = TSimd.Subtract(TSimd.Subtract(m1, m2), m3);
            from += plane;
            (m0, m1, m2, m3) = (TSimd.Load(from), TSimd.Load(from + (4 * plane)), TSimd.Load(from + (8 * plane)), TSimd.Load(from + (12 * plane)));
            var upper3 = TSimd.Add(m0, TSimd.Add(m1, m2));
            var lower3 = TSimd.Subtract(TSimd.Subtract(m1, m2), m3);

            var hasRight = column + 1 < columns;
            Write<TSimd, TVector>(target, TSimd.Add(upper0, TSimd.Add(upper1, upper2)), accumulate);
            if (hasRight)
                Write<TSimd, TVector>(target + pixel, TSimd.Subtract(TSimd.Subtract(upper1, upper2), upper3), accumulate);
            if (row != 0)
            {
                Write<TSimd, TVector>(target + row, TSimd.Add(lower0, TSimd.Add(lower1, lower2)), accumulate);
                if (hasRight)
                    Write<TSimd, TVector>(target + row + pixel, TSimd.Subtract(TSimd.Subtract(lower1, lower2), lower3), accumulate);
            }

            source += strip->TileStride;
            target += 2 * pixel;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Write<TSimd, TVector>(float* target, TVector value, bool accumulate)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        TSimd.Store(accumulate ? TSimd.Add(TSimd.Load(target), value) : value, target);

    /// <summary>A run of tiles: where its planes and its pixels lie.</summary>
    struct Strip
    {
        public float* Planes;
        public nint PlaneStride;
        public nint TileStride;
        public float* Result;

        /// <summary>Elements to the second row of pixels; zero where the result has none.</summary>
        public nint Row;
        public nint Pixel;

        /// <summary>Columns of pixels, two a tile but for the last one of an odd row.</summary>
        public nint Columns;
        public bool Accumulate;
    }
}
