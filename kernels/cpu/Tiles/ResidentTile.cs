using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>Products of matrices with sixteen rows of one vector, which stay in registers: the shortest sums there are, for which loading the right operand for each tile and starting
/// tiles costs the most.</summary>
/// <remarks>Sixteen rows and four sums need more registers than there are without AVX-512; products use it with 512 bits alone. Steps are taken in pairs, whose left operands share a cache line.</remarks>
internal static unsafe class ResidentTile<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Terms of each sum.</summary>
    public const int Depth = 16;

    /// <summary>Rows of a tile.</summary>
    public const int Rows = 4;

    /// <summary>Computes <paramref name="tiles"/> tiles, one below the other. The left operand is contiguous along the sum, and the result is replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(TallCall* call, nint tiles)
    {
        float* left = call->Left, result = call->Result, right = call->Right;
        nint row1 = call->LeftRow, row2 = 2 * row1, row3 = 3 * row1, to1 = call->ResultRow, to2 = 2 * to1, to3 = 3 * to1;
        var step = call->RightStep;
        var y0 = TSimd.Load(right);
        var y1 = TSimd.Load(right + (1 * step));
        var y2 = TSimd.Load(right + (2 * step));
        var y3 = TSimd.Load(right + (3 * step));
        var y4 = TSimd.Load(right + (4 * step));
        var y5 = TSimd.Load(right + (5 * step));
        var y6 = TSimd.Load(right + (6 * step));
        var y7 = TSimd.Load(right + (7 * step));
        var y8 = TSimd.Load(right + (8 * step));
        var y9 = TSimd.Load(right + (9 * step));
        var y10 = TSimd.Load(right + (10 * step));
        var y11 = TSimd.Load(right + (11 * step));
        var y12 = TSimd.Load(right + (12 * step));
        var y13 = TSimd.Load(right + (13 * step));
        var y14 = TSimd.Load(right + (14 * step));
        var y15 = TSimd.Load(right + (15 * step));
        for (; tiles > 0; tiles--)
        {
            var zero = TSimd.Broadcast(0);
            TVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(*left), y0, s0);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[1]), y1, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1]), y0, s1);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 1]), y1, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2]), y0, s2);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 1]), y1, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3]), y0, s3);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 1]), y1, s3);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[2]), y2, s0);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[3]), y3, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 2]), y2, s1);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 3]), y3, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 2]), y2, s2);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 3]), y3, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 2]), y2, s3);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 3]), y3, s3);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[4]), y4, s0);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[5]), y5, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 4]), y4, s1);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 5]), y5, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 4]), y4, s2);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 5]), y5, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 4]), y4, s3);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 5]), y5, s3);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[6]), y6, s0);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[7]), y7, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 6]), y6, s1);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 7]), y7, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 6]), y6, s2);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 7]), y7, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 6]), y6, s3);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 7]), y7, s3);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[8]), y8, s0);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[9]), y9, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 8]), y8, s1);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 9]), y9, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 8]), y8, s2);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 9]), y9, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 8]), y8, s3);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 9]), y9, s3);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[10]), y10, s0);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[11]), y11, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 10]), y10, s1);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 11]), y11, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 10]), y10, s2);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 11]), y11, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 10]), y10, s3);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 11]), y11, s3);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[12]), y12, s0);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[13]), y13, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 12]), y12, s1);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 13]), y13, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 12]), y12, s2);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 13]), y13, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 12]), y12, s3);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 13]), y13, s3);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[14]), y14, s0);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(left[15]), y15, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 14]), y14, s1);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row1 + 15]), y15, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 14]), y14, s2);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row2 + 15]), y15, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 14]), y14, s3);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[row3 + 15]), y15, s3);
            TSimd.Store(s0, result);
            TSimd.Store(s1, result + to1);
            TSimd.Store(s2, result + to2);
            TSimd.Store(s3, result + to3);
            left += Rows * row1;
            result += Rows * to1;
        }
    }
}
