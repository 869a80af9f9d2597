using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>The transform of the gradient of a result's tiles, <c>A dy A^T</c>, into sixteen planes <c>[tile][channel]</c>.</summary>
/// <remarks>The last row and the last column of the transformed tile lack their sign, which <see cref="WinogradWeightGradient"/> restores once for the sum of all tiles.</remarks>
internal static unsafe class WinogradResultGradient
{
    /// <summary>Transforms consecutive tiles.</summary>
    /// <param name="geometry">Where tiles lie.</param>
    /// <param name="gradient">The first image.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">The number of tiles.</param>
    /// <param name="planes">The first plane's first tile.</param>
    /// <param name="planeStride">Elements from one plane to the next.</param>
    /// <param name="tileStride">Elements from one tile to the next.</param>
    public static void Transform<TSimd, TVector>(in WinogradGeometry geometry, float* gradient, nint first, nint count, float* planes, nint planeStride, nint tileStride)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var runs = new WinogradRuns(geometry, first, count);
        while (runs.Next())
        {
            var strip = new Strip
            {
                Gradient = gradient + (runs.Image * geometry.ResultImage) + (2 * runs.Row * geometry.ResultRow) + (2 * runs.Column * geometry.ResultPixel),
                Row = (2 * runs.Row) + 1 < geometry.ResultHeight ? geometry.ResultRow : 0,
                Pixel = geometry.ResultPixel,
                Columns = Math.Min(2 * runs.Count, geometry.ResultWidth - (2 * runs.Column)),
                Planes = planes + (runs.Offset * tileStride),
                PlaneStride = planeStride,
                TileStride = tileStride,
            };
            nint channel = 0;
            for (; channel + TSimd.Count <= geometry.ResultChannels; channel += TSimd.Count)
                Slide<TSimd, TVector>(&strip, channel);
            for (; TSimd.Count > Simd256.Count && channel + Simd256.Count <= geometry.ResultChannels; channel += Simd256.Count)
                Slide<Simd256, Vector256<float>>(&strip, channel);
            for (; channel + Simd128.Count <= geometry.ResultChannels; channel += Simd128.Count)
                Slide<Simd128, Vector128<float>>(&strip, channel);
            for (; channel < geometry.ResultChannels; channel++)
                Slide<SimdScalar, float>(&strip, channel);
        }
    }

    /// <summary>Transforms the tiles of a run, for the channels of one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Slide<TSimd, TVector>(Strip* strip, nint channel)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var source = strip->Gradient + channel;
        var target = strip->Planes + channel;
        nint plane = strip->PlaneStride, row = strip->Row, pixel = strip->Pixel, columns = strip->Columns;
        var zero = TSimd.Broadcast(0);
        for (nint column = 0; column < columns; column += 2)
        {
            TVector left0 = TSimd.Load(source), left1 = zero, right0 = zero, right1 = zero;
            var hasRight = column + 1 < columns;
            if (hasRight)
                right0 = TSimd.Load(source + pixel);
            if (row != 0)
            {
                left1 = TSimd.Load(source + row);
                if (hasRight)
                    right1 = TSimd.Load(source + row + pixel);
            }

            Row<TSimd, TVector>(left0, right0, target, plane);
            Row<TSimd, TVector>(TSimd.Add(left0, left1), TSimd.Add(right0, right1), target + (4 * plane), plane);
            Row<TSimd, TVector>(TSimd.Subtract(left0, left1), TSimd.Subtract(right0, right1), target + (8 * plane), plane);
            Row<TSimd, TVector>(left1, right1, target + (12 * plane), plane);
            source += 2 * pixel;
            target += strip->TileStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Row<TSimd, TVector>(TVector left, TVector right, float* target, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(left, target);
        TSimd.Store(TSimd.Add(left, right), target + plane);
        TSimd.Store(TSimd.Subtract(left, right), target + (2 * plane));
        TSimd.Store(right, target + (3 * plane));
    }

    /// <summary>A run of tiles: where its pixels and its planes lie.</summary>
    struct Strip
    {
        public float* Gradient;

        /// <summary>Elements to the second row of pixels; zero where the result has none.</summary>
        public nint Row;
        public nint Pixel;

        /// <summary>Columns of pixels, two a tile but for the last one of an odd row.</summary>
        public nint Columns;
        public float* Planes;
        public nint PlaneStride;
        public nint TileStride;
    }
}
