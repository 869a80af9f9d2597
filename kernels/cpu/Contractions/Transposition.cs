using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Transposes matrices in registers where the processor can, and element by element elsewhere.</summary>
internal static unsafe class Transposition
{
    const int Block = 8;

    /// <summary>Rows that are read together, a cache line of each column.</summary>
    const nint Strip = 16;

    /// <summary>Writes <c>target[row, column] = source[row, column]</c>, where the target is contiguous along columns and the source need not be.</summary>
    public static void Run(float* source, nint rowStride, nint columnStride, float* target, nint targetStride, nint rows, nint columns)
    {
        for (nint first = 0; first < rows; first += Strip)
        {
            var count = Math.Min(Strip, rows - first);
            nint column = 0;
            if (Avx.IsSupported && rowStride == 1 && count == Strip)
            {
                for (; column + Block <= columns; column += Block)
                {
                    var from = source + first + (column * columnStride);
                    var to = target + (first * targetStride) + column;
                    Transpose8x8(from, columnStride, to, targetStride);
                    Transpose8x8(from + Block, columnStride, to + (Block * targetStride), targetStride);
                }
            }

            for (; column < columns; column++)
            {
                var from = source + (first * rowStride) + (column * columnStride);
                var to = target + (first * targetStride) + column;
                for (nint row = 0; row < count; row++)
                    to[row * targetStride] = from[row * rowStride];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Transpose8x8(float* source, nint sourceStride, float* target, nint targetStride)
    {
        // Columns of the source four by four: two halves of eight rows side by side, then pairs and quads exchanged.
        for (var half = 0; half < 2; half++)
        {
            var from = source + (half * 4);
            var a = Vector256.Create(Vector128.Load(from), Vector128.Load(from + (4 * sourceStride)));
            var b = Vector256.Create(Vector128.Load(from + sourceStride), Vector128.Load(from + (5 * sourceStride)));
            var c = Vector256.Create(Vector128.Load(from + (2 * sourceStride)), Vector128.Load(from + (6 * sourceStride)));
            var d = Vector256.Create(Vector128.Load(from + (3 * sourceStride)), Vector128.Load(from + (7 * sourceStride)));
            var abLow = Avx.UnpackLow(a, b);
            var abHigh = Avx.UnpackHigh(a, b);
            var cdLow = Avx.UnpackLow(c, d);
            var cdHigh = Avx.UnpackHigh(c, d);
            var to = target + (half * 4 * targetStride);
            Avx.Shuffle(abLow, cdLow, 0x44).Store(to);
            Avx.Shuffle(abLow, cdLow, 0xEE).Store(to + targetStride);
            Avx.Shuffle(abHigh, cdHigh, 0x44).Store(to + (2 * targetStride));
            Avx.Shuffle(abHigh, cdHigh, 0xEE).Store(to + (3 * targetStride));
        }
    }
}
