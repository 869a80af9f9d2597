using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Sixteen lanes in four 128-bit registers, which .NET emulates where there are none: the plain width that works everywhere.</summary>
/// <param name="part0">Lanes 0 to 3.</param>
/// <param name="part1">Lanes 4 to 7.</param>
/// <param name="part2">Lanes 8 to 11.</param>
/// <param name="part3">Lanes 12 to 15.</param>
public readonly struct Lanes128(Vector128<float> part0, Vector128<float> part1, Vector128<float> part2, Vector128<float> part3) : ILanes<Lanes128>
{
    /// <summary>Lanes 0 to 3.</summary>
    public Vector128<float> Part0 { get; } = part0;

    /// <summary>Lanes 4 to 7.</summary>
    public Vector128<float> Part1 { get; } = part1;

    /// <summary>Lanes 8 to 11.</summary>
    public Vector128<float> Part2 { get; } = part2;

    /// <summary>Lanes 12 to 15.</summary>
    public Vector128<float> Part3 { get; } = part3;

    /// <inheritdoc/>
    public static Lanes128 Zero => default;

    /// <inheritdoc/>
    public static Lanes128 SequenceInt32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(
            Vector128<int>.Indices.AsSingle(),
            (Vector128<int>.Indices + Vector128.Create(4)).AsSingle(),
            (Vector128<int>.Indices + Vector128.Create(8)).AsSingle(),
            (Vector128<int>.Indices + Vector128.Create(12)).AsSingle());
    }

    /// <inheritdoc/>
    public float First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Part0.ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Create(float value) => new(
        Vector128.Create(value),
        Vector128.Create(value),
        Vector128.Create(value),
        Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 CreateInt32(int value) => new(
        Vector128.Create(value).AsSingle(),
        Vector128.Create(value).AsSingle(),
        Vector128.Create(value).AsSingle(),
        Vector128.Create(value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FirstLanes(nint count) =>
        new(
        Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count)).AsSingle(),
        Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 4)).AsSingle(),
        Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 8)).AsSingle(),
        Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 12)).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref readonly float source, nint index) => new(
        Vector128.LoadUnsafe(in source, (nuint)index),
        Vector128.LoadUnsafe(in source, (nuint)(index + 4)),
        Vector128.LoadUnsafe(in source, (nuint)(index + 8)),
        Vector128.LoadUnsafe(in source, (nuint)(index + 12)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LoadPartial(ref readonly float source, nint index, nint count) =>
        count >= ILanes<Lanes128>.Count ? Load(in source, index) : LoadPartial(in source, index, FirstLanes(count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes128 LoadPartial(ref readonly float source, nint index, Lanes128 first)
    {
        if (!Avx.IsSupported)
            return LaneMemory.LoadFirst(in source, index, first);
        var address = (float*)Unsafe.AsPointer(ref Unsafe.AsRef(in source)) + index;
        return new(
            Avx.MaskLoad(address, first.Part0),
            Avx.MaskLoad(address + 4, first.Part1),
            Avx.MaskLoad(address + 8, first.Part2),
            Avx.MaskLoad(address + 12, first.Part3));
    }

    /// <inheritdoc/>
    public static Lanes128 LoadStrided(ref readonly float source, nint index, nint stride, nint count) =>
        LaneMemory.LoadStrided<Lanes128>(in source, index, stride, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float target, nint index)
    {
        Part0.StoreUnsafe(ref target, (nuint)index);
        Part1.StoreUnsafe(ref target, (nuint)(index + 4));
        Part2.StoreUnsafe(ref target, (nuint)(index + 8));
        Part3.StoreUnsafe(ref target, (nuint)(index + 12));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StorePartial(ref float target, nint index, nint count)
    {
        if (count >= ILanes<Lanes128>.Count)
            Store(ref target, index);
        else
            StorePartial(ref target, index, FirstLanes(count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void StorePartial(ref float target, nint index, Lanes128 first)
    {
        if (!Avx.IsSupported)
        {
            LaneMemory.StoreFirst(this, ref target, index, first);
            return;
        }

        var address = (float*)Unsafe.AsPointer(ref target) + index;
        Avx.MaskStore(address, first.Part0, Part0);
        Avx.MaskStore(address + 4, first.Part1, Part1);
        Avx.MaskStore(address + 8, first.Part2, Part2);
        Avx.MaskStore(address + 12, first.Part3, Part3);
    }

    /// <inheritdoc/>
    public void StoreStrided(ref float target, nint index, nint stride, nint count) =>
        LaneMemory.StoreStrided(this, ref target, index, stride, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 left, Lanes128 right) => new(
        left.Part0 + right.Part0,
        left.Part1 + right.Part1,
        left.Part2 + right.Part2,
        left.Part3 + right.Part3);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 left, Lanes128 right) => new(
        left.Part0 - right.Part0,
        left.Part1 - right.Part1,
        left.Part2 - right.Part2,
        left.Part3 - right.Part3);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 left, Lanes128 right) => new(
        left.Part0 * right.Part0,
        left.Part1 * right.Part1,
        left.Part2 * right.Part2,
        left.Part3 * right.Part3);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator /(Lanes128 left, Lanes128 right) => new(
        left.Part0 / right.Part0,
        left.Part1 / right.Part1,
        left.Part2 / right.Part2,
        left.Part3 / right.Part3);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 operand) => new(
        -operand.Part0,
        -operand.Part1,
        -operand.Part2,
        -operand.Part3);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator &(Lanes128 left, Lanes128 right) => new(
        left.Part0 & right.Part0,
        left.Part1 & right.Part1,
        left.Part2 & right.Part2,
        left.Part3 & right.Part3);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator |(Lanes128 left, Lanes128 right) => new(
        left.Part0 | right.Part0,
        left.Part1 | right.Part1,
        left.Part2 | right.Part2,
        left.Part3 | right.Part3);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator ^(Lanes128 left, Lanes128 right) => new(
        left.Part0 ^ right.Part0,
        left.Part1 ^ right.Part1,
        left.Part2 ^ right.Part2,
        left.Part3 ^ right.Part3);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator ~(Lanes128 operand) => new(
        ~operand.Part0,
        ~operand.Part1,
        ~operand.Part2,
        ~operand.Part3);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FusedMultiplyAdd(Lanes128 left, Lanes128 right, Lanes128 addend) =>
        new(
        Vector128.FusedMultiplyAdd(left.Part0, right.Part0, addend.Part0),
        Vector128.FusedMultiplyAdd(left.Part1, right.Part1, addend.Part1),
        Vector128.FusedMultiplyAdd(left.Part2, right.Part2, addend.Part2),
        Vector128.FusedMultiplyAdd(left.Part3, right.Part3, addend.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Minimum(Lanes128 left, Lanes128 right) =>
        new(
        Vector128.ConditionalSelect(Vector128.Equals(left.Part0, left.Part0), Vector128.MinNative(left.Part0, right.Part0), left.Part0),
        Vector128.ConditionalSelect(Vector128.Equals(left.Part1, left.Part1), Vector128.MinNative(left.Part1, right.Part1), left.Part1),
        Vector128.ConditionalSelect(Vector128.Equals(left.Part2, left.Part2), Vector128.MinNative(left.Part2, right.Part2), left.Part2),
        Vector128.ConditionalSelect(Vector128.Equals(left.Part3, left.Part3), Vector128.MinNative(left.Part3, right.Part3), left.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Maximum(Lanes128 left, Lanes128 right) =>
        new(
        Vector128.ConditionalSelect(Vector128.Equals(left.Part0, left.Part0), Vector128.MaxNative(left.Part0, right.Part0), left.Part0),
        Vector128.ConditionalSelect(Vector128.Equals(left.Part1, left.Part1), Vector128.MaxNative(left.Part1, right.Part1), left.Part1),
        Vector128.ConditionalSelect(Vector128.Equals(left.Part2, left.Part2), Vector128.MaxNative(left.Part2, right.Part2), left.Part2),
        Vector128.ConditionalSelect(Vector128.Equals(left.Part3, left.Part3), Vector128.MaxNative(left.Part3, right.Part3), left.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Absolute(Lanes128 operand) => new(
        Vector128.Abs(operand.Part0),
        Vector128.Abs(operand.Part1),
        Vector128.Abs(operand.Part2),
        Vector128.Abs(operand.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SquareRoot(Lanes128 operand) => new(
        Vector128.Sqrt(operand.Part0),
        Vector128.Sqrt(operand.Part1),
        Vector128.Sqrt(operand.Part2),
        Vector128.Sqrt(operand.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Floor(Lanes128 operand) => new(
        Vector128.Floor(operand.Part0),
        Vector128.Floor(operand.Part1),
        Vector128.Floor(operand.Part2),
        Vector128.Floor(operand.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Less(Lanes128 left, Lanes128 right) => new(
        Vector128.LessThan(left.Part0, right.Part0),
        Vector128.LessThan(left.Part1, right.Part1),
        Vector128.LessThan(left.Part2, right.Part2),
        Vector128.LessThan(left.Part3, right.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LessOrEqual(Lanes128 left, Lanes128 right) => new(
        Vector128.LessThanOrEqual(left.Part0, right.Part0),
        Vector128.LessThanOrEqual(left.Part1, right.Part1),
        Vector128.LessThanOrEqual(left.Part2, right.Part2),
        Vector128.LessThanOrEqual(left.Part3, right.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Equal(Lanes128 left, Lanes128 right) => new(
        Vector128.Equals(left.Part0, right.Part0),
        Vector128.Equals(left.Part1, right.Part1),
        Vector128.Equals(left.Part2, right.Part2),
        Vector128.Equals(left.Part3, right.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 whenTrue, Lanes128 whenFalse) =>
        new(
        Vector128.ConditionalSelect(mask.Part0, whenTrue.Part0, whenFalse.Part0),
        Vector128.ConditionalSelect(mask.Part1, whenTrue.Part1, whenFalse.Part1),
        Vector128.ConditionalSelect(mask.Part2, whenTrue.Part2, whenFalse.Part2),
        Vector128.ConditionalSelect(mask.Part3, whenTrue.Part3, whenFalse.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes128 mask) => (mask.Part0 | mask.Part1 | mask.Part2 | mask.Part3).AsInt32() != Vector128<int>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AddInt32(Lanes128 left, Lanes128 right) => new(
        (left.Part0.AsInt32() + right.Part0.AsInt32()).AsSingle(),
        (left.Part1.AsInt32() + right.Part1.AsInt32()).AsSingle(),
        (left.Part2.AsInt32() + right.Part2.AsInt32()).AsSingle(),
        (left.Part3.AsInt32() + right.Part3.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SubtractInt32(Lanes128 left, Lanes128 right) => new(
        (left.Part0.AsInt32() - right.Part0.AsInt32()).AsSingle(),
        (left.Part1.AsInt32() - right.Part1.AsInt32()).AsSingle(),
        (left.Part2.AsInt32() - right.Part2.AsInt32()).AsSingle(),
        (left.Part3.AsInt32() - right.Part3.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyInt32(Lanes128 left, Lanes128 right) => new(
        (left.Part0.AsInt32() * right.Part0.AsInt32()).AsSingle(),
        (left.Part1.AsInt32() * right.Part1.AsInt32()).AsSingle(),
        (left.Part2.AsInt32() * right.Part2.AsInt32()).AsSingle(),
        (left.Part3.AsInt32() * right.Part3.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LessInt32(Lanes128 left, Lanes128 right) =>
        new(
        Vector128.LessThan(left.Part0.AsInt32(), right.Part0.AsInt32()).AsSingle(),
        Vector128.LessThan(left.Part1.AsInt32(), right.Part1.AsInt32()).AsSingle(),
        Vector128.LessThan(left.Part2.AsInt32(), right.Part2.AsInt32()).AsSingle(),
        Vector128.LessThan(left.Part3.AsInt32(), right.Part3.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 EqualInt32(Lanes128 left, Lanes128 right) =>
        new(
        Vector128.Equals(left.Part0.AsInt32(), right.Part0.AsInt32()).AsSingle(),
        Vector128.Equals(left.Part1.AsInt32(), right.Part1.AsInt32()).AsSingle(),
        Vector128.Equals(left.Part2.AsInt32(), right.Part2.AsInt32()).AsSingle(),
        Vector128.Equals(left.Part3.AsInt32(), right.Part3.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftLeft(Lanes128 operand, int bits) => new(
        (operand.Part0.AsUInt32() << bits).AsSingle(),
        (operand.Part1.AsUInt32() << bits).AsSingle(),
        (operand.Part2.AsUInt32() << bits).AsSingle(),
        (operand.Part3.AsUInt32() << bits).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftRight(Lanes128 operand, int bits) => new(
        (operand.Part0.AsUInt32() >> bits).AsSingle(),
        (operand.Part1.AsUInt32() >> bits).AsSingle(),
        (operand.Part2.AsUInt32() >> bits).AsSingle(),
        (operand.Part3.AsUInt32() >> bits).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Int32ToFloat(Lanes128 operand) => new(
        Vector128.ConvertToSingle(operand.Part0.AsInt32()),
        Vector128.ConvertToSingle(operand.Part1.AsInt32()),
        Vector128.ConvertToSingle(operand.Part2.AsInt32()),
        Vector128.ConvertToSingle(operand.Part3.AsInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 UInt32ToFloat(Lanes128 operand) => new(
        Vector128.ConvertToSingle(operand.Part0.AsUInt32()),
        Vector128.ConvertToSingle(operand.Part1.AsUInt32()),
        Vector128.ConvertToSingle(operand.Part2.AsUInt32()),
        Vector128.ConvertToSingle(operand.Part3.AsUInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FloatToInt32(Lanes128 operand) => new(
        Vector128.ConvertToInt32Native(operand.Part0).AsSingle(),
        Vector128.ConvertToInt32Native(operand.Part1).AsSingle(),
        Vector128.ConvertToInt32Native(operand.Part2).AsSingle(),
        Vector128.ConvertToInt32Native(operand.Part3).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes128 operand) => Lanes256.Sum8(
        Vector256.Create(operand.Part0 + operand.Part2, operand.Part1 + operand.Part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Lanes128 operand)
    {
        // Every lane in turn meets every other one, so that lane 0 ends with the answer.
        var pair = Maximum(operand, new(operand.Part2, operand.Part3, operand.Part0, operand.Part1));
        var quarter = Maximum(pair, new(pair.Part1, pair.Part0, pair.Part3, pair.Part2)).Part0;
        return MathF.Max(MathF.Max(quarter[0], quarter[2]), MathF.Max(quarter[1], quarter[3]));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Smallest(Lanes128 operand)
    {
        // Every lane in turn meets every other one, so that lane 0 ends with the answer.
        var pair = Minimum(operand, new(operand.Part2, operand.Part3, operand.Part0, operand.Part1));
        var quarter = Minimum(pair, new(pair.Part1, pair.Part0, pair.Part3, pair.Part2)).Part0;
        return MathF.Min(MathF.Min(quarter[0], quarter[2]), MathF.Min(quarter[1], quarter[3]));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Widen(Lanes128 operand) => new(
        Vector512.Create(
            Vector256.Create(Vector128.WidenLower(operand.Part0), Vector128.WidenUpper(operand.Part0)),
            Vector256.Create(Vector128.WidenLower(operand.Part1), Vector128.WidenUpper(operand.Part1))),
        Vector512.Create(
            Vector256.Create(Vector128.WidenLower(operand.Part2), Vector128.WidenUpper(operand.Part2)),
            Vector256.Create(Vector128.WidenLower(operand.Part3), Vector128.WidenUpper(operand.Part3))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Narrow(DoubleLanes operand) => new(
        Vector128.Narrow(operand.Lower.GetLower().GetLower(), operand.Lower.GetLower().GetUpper()),
        Vector128.Narrow(operand.Lower.GetUpper().GetLower(), operand.Lower.GetUpper().GetUpper()),
        Vector128.Narrow(operand.Upper.GetLower().GetLower(), operand.Upper.GetLower().GetUpper()),
        Vector128.Narrow(operand.Upper.GetUpper().GetLower(), operand.Upper.GetUpper().GetUpper()));
}
