using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>A register tile of sixteen rows and one column of vectors, whose rows lie evenly apart: fewer loads a multiplication than eight rows, for matrices that are one vector wide.
/// One call computes all such tiles of a matrix, as sums are often short.</summary>
/// <remarks>Sixteen sums need more registers than there are without AVX-512; products use it with 512 bits alone.</remarks>
internal static unsafe class TallTile<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 16;

    /// <summary>Computes <paramref name="tiles"/> tiles, one below the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(TallCall* call, nint tiles)
    {
        float* left = call->Left, result = call->Result;
        nint row1 = call->LeftRow, row2 = 2 * row1, row3 = 3 * row1, to1 = call->ResultRow, to2 = 2 * to1, to3 = 3 * to1;
        nint leftStep = call->LeftStep, rightStep = call->RightStep;
        for (; tiles > 0; tiles--)
        {
            float* a = left, b = left + (4 * row1), c = left + (8 * row1), d = left + (12 * row1);
            var right = call->Right;
            var add = call->Add;
            nint k = 0;
            do
            {
                TVector s0 = TSimd.Broadcast(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
                TVector s8 = s0, s9 = s0, s10 = s0, s11 = s0, s12 = s0, s13 = s0, s14 = s0, s15 = s0;
                var end = Math.Min(call->Depth, k + call->PartialTerms);
                for (; k + 2 <= end; k += 2)
                {
                    TVector y0 = TSimd.Load(right), y1 = TSimd.Load(right + rightStep);
                    s0 = TSimd.MultiplyAdd(TSimd.Broadcast(*a), y0, s0);
                    s0 = TSimd.MultiplyAdd(TSimd.Broadcast(a[leftStep]), y1, s0);
                    s1 = TSimd.MultiplyAdd(TSimd.Broadcast(a[row1]), y0, s1);
                    s1 = TSimd.MultiplyAdd(TSimd.Broadcast(a[row1 + leftStep]), y1, s1);
                    s2 = TSimd.MultiplyAdd(TSimd.Broadcast(a[row2]), y0, s2);
                    s2 = TSimd.MultiplyAdd(TSimd.Broadcast(a[row2 + leftStep]), y1, s2);
                    s3 = TSimd.MultiplyAdd(TSimd.Broadcast(a[row3]), y0, s3);
                    s3 = TSimd.MultiplyAdd(TSimd.Broadcast(a[row3 + leftStep]), y1, s3);
                    s4 = TSimd.MultiplyAdd(TSimd.Broadcast(*b), y0, s4);
                    s4 = TSimd.MultiplyAdd(TSimd.Broadcast(b[leftStep]), y1, s4);
                    s5 = TSimd.MultiplyAdd(TSimd.Broadcast(b[row1]), y0, s5);
                    s5 = TSimd.MultiplyAdd(TSimd.Broadcast(b[row1 + leftStep]), y1, s5);
                    s6 = TSimd.MultiplyAdd(TSimd.Broadcast(b[row2]), y0, s6);
                    s6 = TSimd.MultiplyAdd(TSimd.Broadcast(b[row2 + leftStep]), y1, s6);
                    s7 = TSimd.MultiplyAdd(TSimd.Broadcast(b[row3]), y0, s7);
                    s7 = TSimd.MultiplyAdd(TSimd.Broadcast(b[row3 + leftStep]), y1, s7);
                    s8 = TSimd.MultiplyAdd(TSimd.Broadcast(*c), y0, s8);
                    s8 = TSimd.MultiplyAdd(TSimd.Broadcast(c[leftStep]), y1, s8);
                    s9 = TSimd.MultiplyAdd(TSimd.Broadcast(c[row1]), y0, s9);
                    s9 = TSimd.MultiplyAdd(TSimd.Broadcast(c[row1 + leftStep]), y1, s9);
                    s10 = TSimd.MultiplyAdd(TSimd.Broadcast(c[row2]), y0, s10);
                    s10 = TSimd.MultiplyAdd(TSimd.Broadcast(c[row2 + leftStep]), y1, s10);
                    s11 = TSimd.MultiplyAdd(TSimd.Broadcast(c[row3]), y0, s11);
                    s11 = TSimd.MultiplyAdd(TSimd.Broadcast(c[row3 + leftStep]), y1, s11);
                    s12 = TSimd.MultiplyAdd(TSimd.Broadcast(*d), y0, s12);
                    s12 = TSimd.MultiplyAdd(TSimd.Broadcast(d[leftStep]), y1, s12);
                    s13 = TSimd.MultiplyAdd(TSimd.Broadcast(d[row1]), y0, s13);
                    s13 = TSimd.MultiplyAdd(TSimd.Broadcast(d[row1 + leftStep]), y1, s13);
                    s14 = TSimd.MultiplyAdd(TSimd.Broadcast(d[row2]), y0, s14);
                    s14 = TSimd.MultiplyAdd(TSimd.Broadcast(d[row2 + leftStep]), y1, s14);
                    s15 = TSimd.MultiplyAdd(TSimd.Broadcast(d[row3]), y0, s15);
                    s15 = TSimd.MultiplyAdd(TSimd.Broadcast(d[row3 + leftStep]), y1, s15);
                    a += 2 * leftStep;
                    b += 2 * leftStep;
                    c += 2 * leftStep;
                    d += 2 * leftStep;
                    right += 2 * rightStep;
                }

                if (k < end)
                {
                    var y0 = TSimd.Load(right);
                    s0 = TSimd.MultiplyAdd(TSimd.Broadcast(*a), y0, s0);
                    s1 = TSimd.MultiplyAdd(TSimd.Broadcast(a[row1]), y0, s1);
                    s2 = TSimd.MultiplyAdd(TSimd.Broadcast(a[row2]), y0, s2);
                    s3 = TSimd.MultiplyAdd(TSimd.Broadcast(a[row3]), y0, s3);
                    s4 = TSimd.MultiplyAdd(TSimd.Broadcast(*b), y0, s4);
                    s5 = TSimd.MultiplyAdd(TSimd.Broadcast(b[row1]), y0, s5);
                    s6 = TSimd.MultiplyAdd(TSimd.Broadcast(b[row2]), y0, s6);
                    s7 = TSimd.MultiplyAdd(TSimd.Broadcast(b[row3]), y0, s7);
                    s8 = TSimd.MultiplyAdd(TSimd.Broadcast(*c), y0, s8);
                    s9 = TSimd.MultiplyAdd(TSimd.Broadcast(c[row1]), y0, s9);
                    s10 = TSimd.MultiplyAdd(TSimd.Broadcast(c[row2]), y0, s10);
                    s11 = TSimd.MultiplyAdd(TSimd.Broadcast(c[row3]), y0, s11);
                    s12 = TSimd.MultiplyAdd(TSimd.Broadcast(*d), y0, s12);
                    s13 = TSimd.MultiplyAdd(TSimd.Broadcast(d[row1]), y0, s13);
                    s14 = TSimd.MultiplyAdd(TSimd.Broadcast(d[row2]), y0, s14);
                    s15 = TSimd.MultiplyAdd(TSimd.Broadcast(d[row3]), y0, s15);
                    a += leftStep;
                    b += leftStep;
                    c += leftStep;
                    d += leftStep;
                    right += rightStep;
                    k++;
                }

                if (add)
                {
                    var from = result;
                    s0 = TSimd.Add(TSimd.Load(from), s0);
                    s1 = TSimd.Add(TSimd.Load(from + to1), s1);
                    s2 = TSimd.Add(TSimd.Load(from + to2), s2);
                    s3 = TSimd.Add(TSimd.Load(from + to3), s3);
                    from += 4 * to1;
                    s4 = TSimd.Add(TSimd.Load(from), s4);
                    s5 = TSimd.Add(TSimd.Load(from + to1), s5);
                    s6 = TSimd.Add(TSimd.Load(from + to2), s6);
                    s7 = TSimd.Add(TSimd.Load(from + to3), s7);
                    from += 4 * to1;
                    s8 = TSimd.Add(TSimd.Load(from), s8);
                    s9 = TSimd.Add(TSimd.Load(from + to1), s9);
                    s10 = TSimd.Add(TSimd.Load(from + to2), s10);
                    s11 = TSimd.Add(TSimd.Load(from + to3), s11);
                    from += 4 * to1;
                    s12 = TSimd.Add(TSimd.Load(from), s12);
                    s13 = TSimd.Add(TSimd.Load(from + to1), s13);
                    s14 = TSimd.Add(TSimd.Load(from + to2), s14);
                    s15 = TSimd.Add(TSimd.Load(from + to3), s15);
                }

                var to = result;
                TSimd.Store(s0, to);
                TSimd.Store(s1, to + to1);
                TSimd.Store(s2, to + to2);
                TSimd.Store(s3, to + to3);
                to += 4 * to1;
                TSimd.Store(s4, to);
                TSimd.Store(s5, to + to1);
                TSimd.Store(s6, to + to2);
                TSimd.Store(s7, to + to3);
                to += 4 * to1;
                TSimd.Store(s8, to);
                TSimd.Store(s9, to + to1);
                TSimd.Store(s10, to + to2);
                TSimd.Store(s11, to + to3);
                to += 4 * to1;
                TSimd.Store(s12, to);
                TSimd.Store(s13, to + to1);
                TSimd.Store(s14, to + to2);
                TSimd.Store(s15, to + to3);
                add = true;
            }
            while (k < call->Depth);

            left += Rows * row1;
            result += Rows * to1;
        }
    }
}

/// <summary>What tall tiles work on. Strides are in elements.</summary>
internal unsafe struct TallCall
{
    /// <summary>The left operand, and elements from one row and step of the sum to the next.</summary>
    public float* Left;
    public nint LeftRow;
    public nint LeftStep;

    /// <summary>The right operand, and elements from one step of the sum to the next.</summary>
    public float* Right;
    public nint RightStep;

    /// <summary>The result, and elements from one row to the next.</summary>
    public float* Result;
    public nint ResultRow;

    /// <summary>The terms of each sum, and of its partial sums.</summary>
    public nint Depth;
    public nint PartialTerms;

    /// <summary>Whether the sums start from what the result holds, not from zero.</summary>
    public bool Add;
}
