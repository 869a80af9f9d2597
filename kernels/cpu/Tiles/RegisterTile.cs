using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>How a tile reads its left operand: one number for all columns, or a vector of its own.</summary>
internal unsafe interface ILeftOperand
{
    static abstract TVector Read<TSimd, TVector>(float* source)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}

/// <summary>The outer product of matrix products and dense convolutions.</summary>
internal readonly unsafe struct BroadcastLeft : ILeftOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Read<TSimd, TVector>(float* source)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Broadcast(*source);
}

/// <summary>The elementwise product of depthwise convolutions; their tiles have one column.</summary>
internal readonly unsafe struct VectorLeft : ILeftOperand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Read<TSimd, TVector>(float* source)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Load(source);
}

/// <summary>The register tile that all contractions are made of: rows of the left operand times columns of vectors of the right one, summed over three nested loops. Rows lie
/// anywhere, so that a tile may take pixels of several image rows or images.</summary>
/// <remarks>Long sums are sums of partial sums: see <see cref="BlockedSummation"/>.</remarks>
internal static unsafe class RegisterTile<TSimd, TVector, TLeft, TRows, TColumns>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TLeft : struct, ILeftOperand
    where TRows : struct, IExtent
    where TColumns : struct, IExtent
{
    /// <summary>Computes the tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(TileCall* call)
    {
        float* left = call->Left, right = call->Right, result = call->Result;
        nint* leftRows = call->LeftRows, resultRows = call->ResultRows;
        var loops = &call->Loops;
        left += leftRows[0];
        nint row1 = TRows.Value > 1 ? leftRows[1] - leftRows[0] : 0, row2 = TRows.Value > 2 ? leftRows[2] - leftRows[0] : 0, row3 = TRows.Value > 3 ? leftRows[3] - leftRows[0] : 0, row4 = TRows.Value > 4 ? leftRows[4] - leftRows[0] : 0, row5 = TRows.Value > 5 ? leftRows[5] - leftRows[0] : 0, row6 = TRows.Value > 6 ? leftRows[6] - leftRows[0] : 0, row7 = TRows.Value > 7 ? leftRows[7] - leftRows[0] : 0;
        nint outer = loops->OuterCount, middle = loops->MiddleCount, inner = loops->InnerCount, leftStep = loops->InnerLeft, rightStep = loops->InnerRight;
        if (outer * middle * inner == 0)
            (outer, middle, inner) = (1, 1, 0);
        float* leftMiddle = left, rightMiddle = right, a = left, b = right;
        var add = call->Add;
        var ahead = call->RightAhead;
        do
        {
            TVector s00 = TSimd.Broadcast(0), s01 = TSimd.Broadcast(0), s02 = TSimd.Broadcast(0), s03 = TSimd.Broadcast(0);
            TVector s10 = TSimd.Broadcast(0), s11 = TSimd.Broadcast(0), s12 = TSimd.Broadcast(0), s13 = TSimd.Broadcast(0);
            TVector s20 = TSimd.Broadcast(0), s21 = TSimd.Broadcast(0), s22 = TSimd.Broadcast(0), s23 = TSimd.Broadcast(0);
            TVector s30 = TSimd.Broadcast(0), s31 = TSimd.Broadcast(0), s32 = TSimd.Broadcast(0), s33 = TSimd.Broadcast(0);
            TVector s40 = TSimd.Broadcast(0), s41 = TSimd.Broadcast(0), s42 = TSimd.Broadcast(0), s43 = TSimd.Broadcast(0);
            TVector s50 = TSimd.Broadcast(0), s51 = TSimd.Broadcast(0), s52 = TSimd.Broadcast(0), s53 = TSimd.Broadcast(0);
            TVector s60 = TSimd.Broadcast(0), s61 = TSimd.Broadcast(0), s62 = TSimd.Broadcast(0), s63 = TSimd.Broadcast(0);
            TVector s70 = TSimd.Broadcast(0), s71 = TSimd.Broadcast(0), s72 = TSimd.Broadcast(0), s73 = TSimd.Broadcast(0);
            var terms = loops->PartialTerms;
            do
            {
                var count = Math.Min(inner, terms);
                terms -= count;
                inner -= count;
                for (; count > 0; count--)
                {
                    // Without a branch: where nothing is to be read ahead, this line is in the cache. Small tiles have no time for it.
                    if (TColumns.Value > 2 && TRows.Value * TColumns.Value > 12 && Sse.IsSupported)
                        Sse.Prefetch1(b + ahead);
                    var b0 = TSimd.Load(b);
                    var b1 = TColumns.Value > 1 ? TSimd.Load(b + TSimd.Count) : b0;
                    var b2 = TColumns.Value > 2 ? TSimd.Load(b + (2 * TSimd.Count)) : b0;
                    var b3 = TColumns.Value > 3 ? TSimd.Load(b + (3 * TSimd.Count)) : b0;
                    var x = TLeft.Read<TSimd, TVector>(a);
                    s00 = TSimd.MultiplyAdd(x, b0, s00);
                    if (TColumns.Value > 1) s01 = TSimd.MultiplyAdd(x, b1, s01);
                    if (TColumns.Value > 2) s02 = TSimd.MultiplyAdd(x, b2, s02);
                    if (TColumns.Value > 3) s03 = TSimd.MultiplyAdd(x, b3, s03);

                    if (TRows.Value > 1)
                    {
                        x = TLeft.Read<TSimd, TVector>(a + row1);
                        s10 = TSimd.MultiplyAdd(x, b0, s10);
                        if (TColumns.Value > 1) s11 = TSimd.MultiplyAdd(x, b1, s11);
                        if (TColumns.Value > 2) s12 = TSimd.MultiplyAdd(x, b2, s12);
                        if (TColumns.Value > 3) s13 = TSimd.MultiplyAdd(x, b3, s13);
                    }

                    if (TRows.Value > 2)
                    {
                        x = TLeft.Read<TSimd, TVector>(a + row2);
                        s20 = TSimd.MultiplyAdd(x, b0, s20);
                        if (TColumns.Value > 1) s21 = TSimd.MultiplyAdd(x, b1, s21);
                        if (TColumns.Value > 2) s22 = TSimd.MultiplyAdd(x, b2, s22);
                        if (TColumns.Value > 3) s23 = TSimd.MultiplyAdd(x, b3, s23);
                    }

                    if (TRows.Value > 3)
                    {
                        x = TLeft.Read<TSimd, TVector>(a + row3);
                        s30 = TSimd.MultiplyAdd(x, b0, s30);
                        if (TColumns.Value > 1) s31 = TSimd.MultiplyAdd(x, b1, s31);
                        if (TColumns.Value > 2) s32 = TSimd.MultiplyAdd(x, b2, s32);
                        if (TColumns.Value > 3) s33 = TSimd.MultiplyAdd(x, b3, s33);
                    }

                    if (TRows.Value > 4)
                    {
                        x = TLeft.Read<TSimd, TVector>(a + row4);
                        s40 = TSimd.MultiplyAdd(x, b0, s40);
                        if (TColumns.Value > 1) s41 = TSimd.MultiplyAdd(x, b1, s41);
                        if (TColumns.Value > 2) s42 = TSimd.MultiplyAdd(x, b2, s42);
                        if (TColumns.Value > 3) s43 = TSimd.MultiplyAdd(x, b3, s43);
                    }

                    if (TRows.Value > 5)
                    {
                        x = TLeft.Read<TSimd, TVector>(a + row5);
                        s50 = TSimd.MultiplyAdd(x, b0, s50);
                        if (TColumns.Value > 1) s51 = TSimd.MultiplyAdd(x, b1, s51);
                        if (TColumns.Value > 2) s52 = TSimd.MultiplyAdd(x, b2, s52);
                        if (TColumns.Value > 3) s53 = TSimd.MultiplyAdd(x, b3, s53);
                    }

                    if (TRows.Value > 6)
                    {
                        x = TLeft.Read<TSimd, TVector>(a + row6);
                        s60 = TSimd.MultiplyAdd(x, b0, s60);
                        if (TColumns.Value > 1) s61 = TSimd.MultiplyAdd(x, b1, s61);
                        if (TColumns.Value > 2) s62 = TSimd.MultiplyAdd(x, b2, s62);
                        if (TColumns.Value > 3) s63 = TSimd.MultiplyAdd(x, b3, s63);
                    }

                    if (TRows.Value > 7)
                    {
                        x = TLeft.Read<TSimd, TVector>(a + row7);
                        s70 = TSimd.MultiplyAdd(x, b0, s70);
                        if (TColumns.Value > 1) s71 = TSimd.MultiplyAdd(x, b1, s71);
                        if (TColumns.Value > 2) s72 = TSimd.MultiplyAdd(x, b2, s72);
                        if (TColumns.Value > 3) s73 = TSimd.MultiplyAdd(x, b3, s73);
                    }

                    a += leftStep;
                    b += rightStep;
                }

                if (inner > 0)
                    continue;
                if (--middle > 0)
                {
                    leftMiddle += loops->MiddleLeft;
                    rightMiddle += loops->MiddleRight;
                }
                else if (--outer > 0)
                {
                    middle = loops->MiddleCount;
                    leftMiddle = left += loops->OuterLeft;
                    rightMiddle = right += loops->OuterRight;
                }
                else
                {
                    break;
                }

                a = leftMiddle;
                b = rightMiddle;
                inner = loops->InnerCount;
            }
            while (terms > 0);

            if (add)
            {
                var row = result + resultRows[0];
                s00 = TSimd.Add(TSimd.Load(row), s00);
                if (TColumns.Value > 1) s01 = TSimd.Add(TSimd.Load(row + TSimd.Count), s01);
                if (TColumns.Value > 2) s02 = TSimd.Add(TSimd.Load(row + (2 * TSimd.Count)), s02);
                if (TColumns.Value > 3) s03 = TSimd.Add(TSimd.Load(row + (3 * TSimd.Count)), s03);

                if (TRows.Value > 1)
                {
                    row = result + resultRows[1];
                    s10 = TSimd.Add(TSimd.Load(row), s10);
                    if (TColumns.Value > 1) s11 = TSimd.Add(TSimd.Load(row + TSimd.Count), s11);
                    if (TColumns.Value > 2) s12 = TSimd.Add(TSimd.Load(row + (2 * TSimd.Count)), s12);
                    if (TColumns.Value > 3) s13 = TSimd.Add(TSimd.Load(row + (3 * TSimd.Count)), s13);
                }

                if (TRows.Value > 2)
                {
                    row = result + resultRows[2];
                    s20 = TSimd.Add(TSimd.Load(row), s20);
                    if (TColumns.Value > 1) s21 = TSimd.Add(TSimd.Load(row + TSimd.Count), s21);
                    if (TColumns.Value > 2) s22 = TSimd.Add(TSimd.Load(row + (2 * TSimd.Count)), s22);
                    if (TColumns.Value > 3) s23 = TSimd.Add(TSimd.Load(row + (3 * TSimd.Count)), s23);
                }

                if (TRows.Value > 3)
                {
                    row = result + resultRows[3];
                    s30 = TSimd.Add(TSimd.Load(row), s30);
                    if (TColumns.Value > 1) s31 = TSimd.Add(TSimd.Load(row + TSimd.Count), s31);
                    if (TColumns.Value > 2) s32 = TSimd.Add(TSimd.Load(row + (2 * TSimd.Count)), s32);
                    if (TColumns.Value > 3) s33 = TSimd.Add(TSimd.Load(row + (3 * TSimd.Count)), s33);
                }

                if (TRows.Value > 4)
                {
                    row = result + resultRows[4];
                    s40 = TSimd.Add(TSimd.Load(row), s40);
                    if (TColumns.Value > 1) s41 = TSimd.Add(TSimd.Load(row + TSimd.Count), s41);
                    if (TColumns.Value > 2) s42 = TSimd.Add(TSimd.Load(row + (2 * TSimd.Count)), s42);
                    if (TColumns.Value > 3) s43 = TSimd.Add(TSimd.Load(row + (3 * TSimd.Count)), s43);
                }

                if (TRows.Value > 5)
                {
                    row = result + resultRows[5];
                    s50 = TSimd.Add(TSimd.Load(row), s50);
                    if (TColumns.Value > 1) s51 = TSimd.Add(TSimd.Load(row + TSimd.Count), s51);
                    if (TColumns.Value > 2) s52 = TSimd.Add(TSimd.Load(row + (2 * TSimd.Count)), s52);
                    if (TColumns.Value > 3) s53 = TSimd.Add(TSimd.Load(row + (3 * TSimd.Count)), s53);
                }

                if (TRows.Value > 6)
                {
                    row = result + resultRows[6];
                    s60 = TSimd.Add(TSimd.Load(row), s60);
                    if (TColumns.Value > 1) s61 = TSimd.Add(TSimd.Load(row + TSimd.Count), s61);
                    if (TColumns.Value > 2) s62 = TSimd.Add(TSimd.Load(row + (2 * TSimd.Count)), s62);
                    if (TColumns.Value > 3) s63 = TSimd.Add(TSimd.Load(row + (3 * TSimd.Count)), s63);
                }

                if (TRows.Value > 7)
                {
                    row = result + resultRows[7];
                    s70 = TSimd.Add(TSimd.Load(row), s70);
                    if (TColumns.Value > 1) s71 = TSimd.Add(TSimd.Load(row + TSimd.Count), s71);
                    if (TColumns.Value > 2) s72 = TSimd.Add(TSimd.Load(row + (2 * TSimd.Count)), s72);
                    if (TColumns.Value > 3) s73 = TSimd.Add(TSimd.Load(row + (3 * TSimd.Count)), s73);
                }
            }

            var target = result + resultRows[0];
            TSimd.Store(s00, target);
            if (TColumns.Value > 1) TSimd.Store(s01, target + TSimd.Count);
            if (TColumns.Value > 2) TSimd.Store(s02, target + (2 * TSimd.Count));
            if (TColumns.Value > 3) TSimd.Store(s03, target + (3 * TSimd.Count));

            if (TRows.Value > 1)
            {
                target = result + resultRows[1];
                TSimd.Store(s10, target);
                if (TColumns.Value > 1) TSimd.Store(s11, target + TSimd.Count);
                if (TColumns.Value > 2) TSimd.Store(s12, target + (2 * TSimd.Count));
                if (TColumns.Value > 3) TSimd.Store(s13, target + (3 * TSimd.Count));
            }

            if (TRows.Value > 2)
            {
                target = result + resultRows[2];
                TSimd.Store(s20, target);
                if (TColumns.Value > 1) TSimd.Store(s21, target + TSimd.Count);
                if (TColumns.Value > 2) TSimd.Store(s22, target + (2 * TSimd.Count));
                if (TColumns.Value > 3) TSimd.Store(s23, target + (3 * TSimd.Count));
            }

            if (TRows.Value > 3)
            {
                target = result + resultRows[3];
                TSimd.Store(s30, target);
                if (TColumns.Value > 1) TSimd.Store(s31, target + TSimd.Count);
                if (TColumns.Value > 2) TSimd.Store(s32, target + (2 * TSimd.Count));
                if (TColumns.Value > 3) TSimd.Store(s33, target + (3 * TSimd.Count));
            }

            if (TRows.Value > 4)
            {
                target = result + resultRows[4];
                TSimd.Store(s40, target);
                if (TColumns.Value > 1) TSimd.Store(s41, target + TSimd.Count);
                if (TColumns.Value > 2) TSimd.Store(s42, target + (2 * TSimd.Count));
                if (TColumns.Value > 3) TSimd.Store(s43, target + (3 * TSimd.Count));
            }

            if (TRows.Value > 5)
            {
                target = result + resultRows[5];
                TSimd.Store(s50, target);
                if (TColumns.Value > 1) TSimd.Store(s51, target + TSimd.Count);
                if (TColumns.Value > 2) TSimd.Store(s52, target + (2 * TSimd.Count));
                if (TColumns.Value > 3) TSimd.Store(s53, target + (3 * TSimd.Count));
            }

            if (TRows.Value > 6)
            {
                target = result + resultRows[6];
                TSimd.Store(s60, target);
                if (TColumns.Value > 1) TSimd.Store(s61, target + TSimd.Count);
                if (TColumns.Value > 2) TSimd.Store(s62, target + (2 * TSimd.Count));
                if (TColumns.Value > 3) TSimd.Store(s63, target + (3 * TSimd.Count));
            }

            if (TRows.Value > 7)
            {
                target = result + resultRows[7];
                TSimd.Store(s70, target);
                if (TColumns.Value > 1) TSimd.Store(s71, target + TSimd.Count);
                if (TColumns.Value > 2) TSimd.Store(s72, target + (2 * TSimd.Count));
                if (TColumns.Value > 3) TSimd.Store(s73, target + (3 * TSimd.Count));
            }

            add = true;
        }
        while (outer > 0);
    }
}
