using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>The transform of a source's tiles for F(2x2, 3x3), <c>B^T d B</c>, into sixteen planes <c>[tile][channel]</c>.</summary>
/// <remarks>Tiles of a row overlap by two columns: those are combined along the rows once and kept in registers for the next tile.</remarks>
internal static unsafe class WinogradSource2x2
{
    /// <summary>Transforms consecutive tiles.</summary>
    /// <param name="geometry">Where tiles lie.</param>
    /// <param name="source">The first image.</param>
    /// <param name="zeros">As many zeros as the source has channels.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">The number of tiles.</param>
    /// <param name="planes">The first plane's first tile.</param>
    /// <param name="planeStride">Elements from one plane to the next.</param>
    /// <param name="tileStride">Elements from one tile to the next.</param>
    public static void Transform<TSimd, TVector>(
        in WinogradGeometry geometry, float* source, float* zeros, nint first, nint count, float* planes, nint planeStride, nint tileStride)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var runs = new WinogradRuns(geometry, first, count);
        while (runs.Next())
        {
            var row = (2 * runs.Row) - geometry.PaddingHeight;
            var column = (2 * runs.Column) - geometry.PaddingWidth;
            var image = source + (runs.Image * geometry.SourceImage);
            var strip = new Strip
            {
                Column = column,
                Width = geometry.SourceWidth,
                Tiles = runs.Count,
                Target = planes + (runs.Offset * tileStride),
                PlaneStride = planeStride,
                TileStride = tileStride,
            };
            (strip.Row0, strip.Step0) = Row(geometry, image, row, column, zeros);
            (strip.Row1, strip.Step1) = Row(geometry, image, row + 1, column, zeros);
            (strip.Row2, strip.Step2) = Row(geometry, image, row + 2, column, zeros);
            (strip.Row3, strip.Step3) = Row(geometry, image, row + 3, column, zeros);
            nint channel = 0;
            for (; channel + TSimd.Count <= geometry.SourceChannels; channel += TSimd.Count)
                Slide<TSimd, TVector>(&strip, channel);
            for (; TSimd.Count > Simd256.Count && channel + Simd256.Count <= geometry.SourceChannels; channel += Simd256.Count)
                Slide<Simd256, Vector256<float>>(&strip, channel);
            for (; channel + Simd128.Count <= geometry.SourceChannels; channel += Simd128.Count)
                Slide<Simd128, Vector128<float>>(&strip, channel);
            for (; channel < geometry.SourceChannels; channel++)
                Slide<SimdScalar, float>(&strip, channel);
        }
    }

    /// <summary>Where a row has its pixel of a column, and how far apart its pixels are; a row outside the source is one zero pixel.</summary>
    static (nint Address, nint Step) Row(in WinogradGeometry geometry, float* image, nint row, nint column, float* zeros) =>
        row < 0 || row >= geometry.SourceHeight
            ? ((nint)zeros, 0)
            : ((nint)(image + (row * geometry.SourceRow) + (column * geometry.SourcePixel)), geometry.SourcePixel);

    /// <summary>Transforms the tiles of a run, for the channels of one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Slide<TSimd, TVector>(Strip* strip, nint channel)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        float* row0 = (float*)strip->Row0 + channel, row1 = (float*)strip->Row1 + channel, row2 = (float*)strip->Row2 + channel, row3 = (float*)strip->Row3 + channel;
        nint step0 = strip->Step0, step1 = strip->Step1, step2 = strip->Step2, step3 = strip->Step3;
        nint column = strip->Column, plane = strip->PlaneStride;
        var width = (nuint)strip->Width;
        var target = strip->Target + channel;
        TVector zero = TSimd.Broadcast(0);
        TVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero;

        // Before the first tile come its two left columns.
        for (nint tile = -1; tile < strip->Tiles; tile++)
        {
            TVector c0 = zero, c1 = zero, c2 = zero, c3 = zero, d0 = zero, d1 = zero, d2 = zero, d3 = zero;
            if ((nuint)column < width)
            {
                TVector x0 = TSimd.Load(row0), x1 = TSimd.Load(row1), x2 = TSimd.Load(row2), x3 = TSimd.Load(row3);
                c0 = TSimd.Subtract(x0, x2);
                c1 = TSimd.Add(x1, x2);
                c2 = TSimd.Subtract(x2, x1);
                c3 = TSimd.Subtract(x1, x3);
            }

            if ((nuint)(column + 1) < width)
            {
                TVector x0 = TSimd.Load(row0 + step0), x1 = TSimd.Load(row1 + step1), x2 = TSimd.Load(row2 + step2), x3 = TSimd.Load(row3 + step3);
                d0 = TSimd.Subtract(x0, x2);
                d1 = TSimd.Add(x1, x2);
                d2 = TSimd.Subtract(x2, x1);
                d3 = TSimd.Subtract(x1, x3);
            }

            if (tile >= 0)
            {
                var to = target;
                TSimd.Store(TSimd.Subtract(a0, c0), to);
                TSimd.Store(TSimd.Add(b0, c0), to + plane);
                TSimd.Store(TSimd.Subtract(c0, b0), to + (2 * plane));
                TSimd.Store(TSimd.Subtract(b0, d0), to + (3 * plane));
                to += 4 * plane;
                TSimd.Store(TSimd.Subtract(a1, c1), to);
                TSimd.Store(TSimd.Add(b1, c1), to + plane);
                TSimd.Store(TSimd.Subtract(c1, b1), to + (2 * plane));
                TSimd.Store(TSimd.Subtract(b1, d1), to + (3 * plane));
                to += 4 * plane;
                TSimd.Store(TSimd.Subtract(a2, c2), to);
                TSimd.Store(TSimd.Add(b2, c2), to + plane);
                TSimd.Store(TSimd.Subtract(c2, b2), to + (2 * plane));
                TSimd.Store(TSimd.Subtract(b2, d2), to + (3 * plane));
                to += 4 * plane;
                TSimd.Store(TSimd.Subtract(a3, c3), to);
                TSimd.Store(TSimd.Add(b3, c3), to + plane);
                TSimd.Store(TSimd.Subtract(c3, b3), to + (2 * plane));
                TSimd.Store(TSimd.Subtract(b3, d3), to + (3 * plane));
                target += strip->TileStride;
            }

            a0 = c0;
            a1 = c1;
            a2 = c2;
            a3 = c3;
            b0 = d0;
            b1 = d1;
            b2 = d2;
            b3 = d3;
            column += 2;
            row0 += 2 * step0;
            row1 += 2 * step1;
            row2 += 2 * step2;
            row3 += 2 * step3;
        }
    }

    /// <summary>A run of tiles: its four rows of pixels and where its planes go.</summary>
    struct Strip
    {
        public nint Row0;
        public nint Row1;
        public nint Row2;
        public nint Row3;
        public nint Step0;
        public nint Step1;
        public nint Step2;
        public nint Step3;
        public nint Column;
        public nint Width;
        public nint Tiles;
        public float* Target;
        public nint PlaneStride;
        public nint TileStride;
    }
}
