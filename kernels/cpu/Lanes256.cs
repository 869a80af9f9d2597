using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Sixteen lanes in two 256-bit registers.</summary>
/// <param name="lower">Lanes 0 to 7.</param>
/// <param name="upper">Lanes 8 to 15.</param>
public readonly struct Lanes256(Vector256<float> lower, Vector256<float> upper) : ILanes<Lanes256>
{
    /// <summary>Lanes 0 to 7.</summary>
    public Vector256<float> Lower { get; } = lower;

    /// <summary>Lanes 8 to 15.</summary>
    public Vector256<float> Upper { get; } = upper;

    /// <inheritdoc/>
    public static Lanes256 Zero => default;

    /// <inheritdoc/>
    public static Lanes256 SequenceInt32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(
            Vector256<int>.Indices.AsSingle(),
            (Vector256<int>.Indices + Vector256.Create(8)).AsSingle());
    }

    /// <inheritdoc/>
    public float First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Lower.ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Create(float value) => new(Vector256.Create(value), Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 CreateInt32(int value) => new(
        Vector256.Create(value).AsSingle(),
        Vector256.Create(value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FirstLanes(nint count) =>
        new(
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count)).AsSingle(),
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count - 8)).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref readonly float source, nint index) => new(
        Vector256.LoadUnsafe(in source, (nuint)index),
        Vector256.LoadUnsafe(in source, (nuint)(index + 8)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadPartial(ref readonly float source, nint index, nint count) =>
        count >= ILanes<Lanes256>.Count ? Load(in source, index) : LoadPartial(in source, index, FirstLanes(count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes256 LoadPartial(ref readonly float source, nint index, Lanes256 first)
    {
        if (!Avx.IsSupported)
            return LaneMemory.LoadFirst(in source, index, first);
        var address = (float*)Unsafe.AsPointer(ref Unsafe.AsRef(in source)) + index;
        return new(
            Avx.MaskLoad(address, first.Lower),
            Avx.MaskLoad(address + 8, first.Upper));
    }

    /// <inheritdoc/>
    public static Lanes256 LoadStrided(ref readonly float source, nint index, nint stride, nint count) =>
        LaneMemory.LoadStrided<Lanes256>(in source, index, stride, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float target, nint index)
    {
        Lower.StoreUnsafe(ref target, (nuint)index);
        Upper.StoreUnsafe(ref target, (nuint)(index + 8));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StorePartial(ref float target, nint index, nint count)
    {
        if (count >= ILanes<Lanes256>.Count)
            Store(ref target, index);
        else
            StorePartial(ref target, index, FirstLanes(count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void StorePartial(ref float target, nint index, Lanes256 first)
    {
        if (!Avx.IsSupported)
        {
            LaneMemory.StoreFirst(this, ref target, index, first);
            return;
        }

        var address = (float*)Unsafe.AsPointer(ref target) + index;
        Avx.MaskStore(address, first.Lower, Lower);
        Avx.MaskStore(address + 8, first.Upper, Upper);
    }

    /// <inheritdoc/>
    public void StoreStrided(ref float target, nint index, nint stride, nint count) =>
        LaneMemory.StoreStrided(this, ref target, index, stride, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 left, Lanes256 right) => new(left.Lower + right.Lower, left.Upper + right.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 left, Lanes256 right) => new(left.Lower - right.Lower, left.Upper - right.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 left, Lanes256 right) => new(left.Lower * right.Lower, left.Upper * right.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator /(Lanes256 left, Lanes256 right) => new(left.Lower / right.Lower, left.Upper / right.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 operand) => new(-operand.Lower, -operand.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator &(Lanes256 left, Lanes256 right) => new(left.Lower & right.Lower, left.Upper & right.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator |(Lanes256 left, Lanes256 right) => new(left.Lower | right.Lower, left.Upper | right.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator ^(Lanes256 left, Lanes256 right) => new(left.Lower ^ right.Lower, left.Upper ^ right.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator ~(Lanes256 operand) => new(~operand.Lower, ~operand.Upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FusedMultiplyAdd(Lanes256 left, Lanes256 right, Lanes256 addend) =>
        new(
        Vector256.FusedMultiplyAdd(left.Lower, right.Lower, addend.Lower),
        Vector256.FusedMultiplyAdd(left.Upper, right.Upper, addend.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Minimum(Lanes256 left, Lanes256 right) =>
        new(
        Vector256.ConditionalSelect(Vector256.Equals(left.Lower, left.Lower), Vector256.MinNative(left.Lower, right.Lower), left.Lower),
        Vector256.ConditionalSelect(Vector256.Equals(left.Upper, left.Upper), Vector256.MinNative(left.Upper, right.Upper), left.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Maximum(Lanes256 left, Lanes256 right) =>
        new(
        Vector256.ConditionalSelect(Vector256.Equals(left.Lower, left.Lower), Vector256.MaxNative(left.Lower, right.Lower), left.Lower),
        Vector256.ConditionalSelect(Vector256.Equals(left.Upper, left.Upper), Vector256.MaxNative(left.Upper, right.Upper), left.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Absolute(Lanes256 operand) => new(Vector256.Abs(operand.Lower), Vector256.Abs(operand.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SquareRoot(Lanes256 operand) => new(Vector256.Sqrt(operand.Lower), Vector256.Sqrt(operand.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Floor(Lanes256 operand) => new(Vector256.Floor(operand.Lower), Vector256.Floor(operand.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Less(Lanes256 left, Lanes256 right) => new(Vector256.LessThan(left.Lower, right.Lower), Vector256.LessThan(left.Upper, right.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LessOrEqual(Lanes256 left, Lanes256 right) => new(
        Vector256.LessThanOrEqual(left.Lower, right.Lower),
        Vector256.LessThanOrEqual(left.Upper, right.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Equal(Lanes256 left, Lanes256 right) => new(Vector256.Equals(left.Lower, right.Lower), Vector256.Equals(left.Upper, right.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Select(Lanes256 mask, Lanes256 whenTrue, Lanes256 whenFalse) =>
        new(
        Vector256.ConditionalSelect(mask.Lower, whenTrue.Lower, whenFalse.Lower),
        Vector256.ConditionalSelect(mask.Upper, whenTrue.Upper, whenFalse.Upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes256 mask) => (mask.Lower | mask.Upper).AsInt32() != Vector256<int>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AddInt32(Lanes256 left, Lanes256 right) => new(
        (left.Lower.AsInt32() + right.Lower.AsInt32()).AsSingle(),
        (left.Upper.AsInt32() + right.Upper.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SubtractInt32(Lanes256 left, Lanes256 right) => new(
        (left.Lower.AsInt32() - right.Lower.AsInt32()).AsSingle(),
        (left.Upper.AsInt32() - right.Upper.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyInt32(Lanes256 left, Lanes256 right) => new(
        (left.Lower.AsInt32() * right.Lower.AsInt32()).AsSingle(),
        (left.Upper.AsInt32() * right.Upper.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LessInt32(Lanes256 left, Lanes256 right) =>
        new(
        Vector256.LessThan(left.Lower.AsInt32(), right.Lower.AsInt32()).AsSingle(),
        Vector256.LessThan(left.Upper.AsInt32(), right.Upper.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 EqualInt32(Lanes256 left, Lanes256 right) =>
        new(
        Vector256.Equals(left.Lower.AsInt32(), right.Lower.AsInt32()).AsSingle(),
        Vector256.Equals(left.Upper.AsInt32(), right.Upper.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftLeft(Lanes256 operand, int bits) => new((operand.Lower.AsUInt32() << bits).AsSingle(), (operand.Upper.AsUInt32() << bits).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftRight(Lanes256 operand, int bits) => new((operand.Lower.AsUInt32() >> bits).AsSingle(), (operand.Upper.AsUInt32() >> bits).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Int32ToFloat(Lanes256 operand) => new(
        Vector256.ConvertToSingle(operand.Lower.AsInt32()),
        Vector256.ConvertToSingle(operand.Upper.AsInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 UInt32ToFloat(Lanes256 operand) => new(
        Vector256.ConvertToSingle(operand.Lower.AsUInt32()),
        Vector256.ConvertToSingle(operand.Upper.AsUInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FloatToInt32(Lanes256 operand) => new(
        Vector256.ConvertToInt32Native(operand.Lower).AsSingle(),
        Vector256.ConvertToInt32Native(operand.Upper).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes256 operand) => Sum8(operand.Lower + operand.Upper);

    /// <summary>The sum of eight lanes by the lower levels of the tree of <see cref="Sum"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Sum8(Vector256<float> eight)
    {
        var four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Lanes256 operand) => Lanes128.Largest(new(
        operand.Lower.GetLower(), operand.Lower.GetUpper(), operand.Upper.GetLower(), operand.Upper.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Smallest(Lanes256 operand) => Lanes128.Smallest(new(
        operand.Lower.GetLower(), operand.Lower.GetUpper(), operand.Upper.GetLower(), operand.Upper.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Widen(Lanes256 operand) => new(
        Vector512.Create(Vector256.WidenLower(operand.Lower), Vector256.WidenUpper(operand.Lower)),
        Vector512.Create(Vector256.WidenLower(operand.Upper), Vector256.WidenUpper(operand.Upper)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Narrow(DoubleLanes operand) => new(
        Vector256.Narrow(operand.Lower.GetLower(), operand.Lower.GetUpper()),
        Vector256.Narrow(operand.Upper.GetLower(), operand.Upper.GetUpper()));
}
