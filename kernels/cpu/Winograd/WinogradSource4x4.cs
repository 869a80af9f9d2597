using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>The transform of a source's tiles for F(4x4, 3x3), <c>B^T d B</c>, into thirty-six planes <c>[tile][channel]</c>.</summary>
/// <remarks>Tiles of a row overlap by two columns: those are combined along the rows once and kept for the next tile.</remarks>
internal static unsafe class WinogradSource4x4
{
    /// <summary>Rows and columns of a tile of the source.</summary>
    const int Size = 6;

    /// <summary>Elements of the widest vector.</summary>
    const int Lanes = 16;

    const float A = (float)WinogradWeights4x4.A, B = (float)WinogradWeights4x4.B;

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
            var column = (4 * runs.Column) - geometry.PaddingWidth;
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
            for (var i = 0; i < Size; i++)
            {
                var row = (4 * runs.Row) - geometry.PaddingHeight + i;
                var isInside = row >= 0 && row < geometry.SourceHeight;
                strip.Rows[i] = (nint)(isInside ? image + (row * geometry.SourceRow) + (column * geometry.SourcePixel) : zeros);
                strip.Steps[i] = isInside ? geometry.SourcePixel : 0;
            }

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

    /// <summary>Transforms the tiles of a run, for the channels of one vector.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Slide<TSimd, TVector>(Strip* strip, nint channel)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        float* row0 = (float*)strip->Rows[0] + channel, row1 = (float*)strip->Rows[1] + channel, row2 = (float*)strip->Rows[2] + channel;
        float* row3 = (float*)strip->Rows[3] + channel, row4 = (float*)strip->Rows[4] + channel, row5 = (float*)strip->Rows[5] + channel;
        nint step0 = strip->Steps[0], step1 = strip->Steps[1], step2 = strip->Steps[2], step3 = strip->Steps[3], step4 = strip->Steps[4], step5 = strip->Steps[5];
        nint column = strip->Column, plane = strip->PlaneStride;
        var width = (nuint)strip->Width;
        var target = strip->Target + channel;

        // Six columns, combined along the rows. The first two are the last two of the tile before.
        const int Column = Size * Lanes;
        var memory = stackalloc float[(Size * Column) + Lanes];
        var columns = (float*)(((nint)memory + (sizeof(float) * Lanes) - 1) & -(sizeof(float) * Lanes));
        var combined = columns + (4 * Column);
        for (nint tile = -1; tile < strip->Tiles; tile++)
        {
            for (; combined < columns + (Size * Column); combined += Column, column++)
            {
                if ((nuint)column < width)
                {
                    Combine<TSimd, TVector>(
                        TSimd.Load(row0), TSimd.Load(row1), TSimd.Load(row2), TSimd.Load(row3), TSimd.Load(row4), TSimd.Load(row5), combined, Lanes);
                }
                else
                {
                    for (var i = 0; i < Size; i++)
                        TSimd.Store(TSimd.Broadcast(0), combined + (i * Lanes));
                }

                row0 += step0;
                row1 += step1;
                row2 += step2;
                row3 += step3;
                row4 += step4;
                row5 += step5;
            }

            if (tile >= 0)
            {
                var to = target;
                for (var row = columns; row < columns + Column; row += Lanes, to += Size * plane)
                {
                    Combine<TSimd, TVector>(
                        TSimd.Load(row), TSimd.Load(row + Column), TSimd.Load(row + (2 * Column)), TSimd.Load(row + (3 * Column)), TSimd.Load(row + (4 * Column)),
                        TSimd.Load(row + (5 * Column)), to, plane);
                }

                target += strip->TileStride;
            }

            for (var i = 0; i < 2 * Size; i++)
                TSimd.Store(TSimd.Load(columns + (4 * Column) + (i * Lanes)), columns + (i * Lanes));
            combined = columns + (2 * Column);
        }
    }

    /// <summary>Six numbers of the domain from six pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Combine<TSimd, TVector>(TVector x0, TVector x1, TVector x2, TVector x3, TVector x4, TVector x5, float* target, nint stride)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector two = TSimd.Broadcast(-2), half = TSimd.Broadcast(-0.5f), both = TSimd.Broadcast(-2.5f);
        TSimd.Store(TSimd.MultiplyAdd(x2, both, TSimd.Add(x0, x4)), target);
        var even = TSimd.MultiplyAdd(x2, two, x4);
        var odd = TSimd.MultiplyAdd(x1, two, x3);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Broadcast(A), even), target + stride);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Broadcast(-A), even), target + (2 * stride));
        even = TSimd.MultiplyAdd(x2, half, x4);
        odd = TSimd.MultiplyAdd(x1, half, x3);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Broadcast(B), even), target + (3 * stride));
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Broadcast(-B), even), target + (4 * stride));
        TSimd.Store(TSimd.MultiplyAdd(x3, both, TSimd.Add(x1, x5)), target + (5 * stride));
    }

    /// <summary>A run of tiles: its six rows of pixels, how far apart their pixels are, and where its planes go.</summary>
    struct Strip
    {
        public RowValues Rows;
        public RowValues Steps;
        public nint Column;
        public nint Width;
        public nint Tiles;
        public float* Target;
        public nint PlaneStride;
        public nint TileStride;
    }

    /// <summary>A number for each row of a tile.</summary>
    [InlineArray(Size)]
    struct RowValues
    {
        nint first;
    }
}
