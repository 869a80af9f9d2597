using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Sixteen lanes in one 512-bit register.</summary>
/// <param name="value">The register.</param>
public readonly struct Lanes512(Vector512<float> value) : ILanes<Lanes512>
{
    /// <summary>The register.</summary>
    public Vector512<float> Value { get; } = value;

    /// <inheritdoc/>
    public static Lanes512 Zero => default;

    /// <inheritdoc/>
    public static Lanes512 SequenceInt32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<int>.Indices.AsSingle());
    }

    /// <inheritdoc/>
    public float First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Value.ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Create(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 CreateInt32(int value) => new(Vector512.Create(value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 FirstLanes(nint count) =>
        new(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref readonly float source, nint index) => new(Vector512.LoadUnsafe(in source, (nuint)index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadPartial(ref readonly float source, nint index, nint count) =>
        count >= ILanes<Lanes512>.Count ? Load(in source, index) : LoadPartial(in source, index, FirstLanes(count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes512 LoadPartial(ref readonly float source, nint index, Lanes512 first) => Avx512F.IsSupported
        ? new(Avx512F.MaskLoad((float*)Unsafe.AsPointer(ref Unsafe.AsRef(in source)) + index, first.Value, Vector512<float>.Zero))
        : LaneMemory.LoadFirst(in source, index, first);

    /// <inheritdoc/>
    public static Lanes512 LoadStrided(ref readonly float source, nint index, nint stride, nint count) =>
        LaneMemory.LoadStrided<Lanes512>(in source, index, stride, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float target, nint index) => Value.StoreUnsafe(ref target, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StorePartial(ref float target, nint index, nint count)
    {
        if (count >= ILanes<Lanes512>.Count)
            Store(ref target, index);
        else
            StorePartial(ref target, index, FirstLanes(count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void StorePartial(ref float target, nint index, Lanes512 first)
    {
        if (Avx512F.IsSupported)
            Avx512F.MaskStore((float*)Unsafe.AsPointer(ref target) + index, first.Value, Value);
        else
            LaneMemory.StoreFirst(this, ref target, index, first);
    }

    /// <inheritdoc/>
    public void StoreStrided(ref float target, nint index, nint stride, nint count) =>
        LaneMemory.StoreStrided(this, ref target, index, stride, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 left, Lanes512 right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 left, Lanes512 right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 left, Lanes512 right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator /(Lanes512 left, Lanes512 right) => new(left.Value / right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 operand) => new(-operand.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator &(Lanes512 left, Lanes512 right) => new(left.Value & right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator |(Lanes512 left, Lanes512 right) => new(left.Value | right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator ^(Lanes512 left, Lanes512 right) => new(left.Value ^ right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator ~(Lanes512 operand) => new(~operand.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 FusedMultiplyAdd(Lanes512 left, Lanes512 right, Lanes512 addend) =>
        new(Vector512.FusedMultiplyAdd(left.Value, right.Value, addend.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Minimum(Lanes512 left, Lanes512 right) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(left.Value, left.Value), Vector512.MinNative(left.Value, right.Value), left.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Maximum(Lanes512 left, Lanes512 right) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(left.Value, left.Value), Vector512.MaxNative(left.Value, right.Value), left.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Absolute(Lanes512 operand) => new(Vector512.Abs(operand.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SquareRoot(Lanes512 operand) => new(Vector512.Sqrt(operand.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Floor(Lanes512 operand) => new(Vector512.Floor(operand.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Less(Lanes512 left, Lanes512 right) => new(Vector512.LessThan(left.Value, right.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LessOrEqual(Lanes512 left, Lanes512 right) => new(Vector512.LessThanOrEqual(left.Value, right.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Equal(Lanes512 left, Lanes512 right) => new(Vector512.Equals(left.Value, right.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Select(Lanes512 mask, Lanes512 whenTrue, Lanes512 whenFalse) =>
        new(Vector512.ConditionalSelect(mask.Value, whenTrue.Value, whenFalse.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes512 mask) => mask.Value.AsInt32() != Vector512<int>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AddInt32(Lanes512 left, Lanes512 right) => new((left.Value.AsInt32() + right.Value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SubtractInt32(Lanes512 left, Lanes512 right) => new((left.Value.AsInt32() - right.Value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyInt32(Lanes512 left, Lanes512 right) => new((left.Value.AsInt32() * right.Value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LessInt32(Lanes512 left, Lanes512 right) =>
        new(Vector512.LessThan(left.Value.AsInt32(), right.Value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 EqualInt32(Lanes512 left, Lanes512 right) =>
        new(Vector512.Equals(left.Value.AsInt32(), right.Value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftLeft(Lanes512 operand, int bits) => new((operand.Value.AsUInt32() << bits).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftRight(Lanes512 operand, int bits) => new((operand.Value.AsUInt32() >> bits).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Int32ToFloat(Lanes512 operand) => new(Vector512.ConvertToSingle(operand.Value.AsInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 UInt32ToFloat(Lanes512 operand) => new(Vector512.ConvertToSingle(operand.Value.AsUInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 FloatToInt32(Lanes512 operand) => new(Vector512.ConvertToInt32Native(operand.Value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes512 operand) => Lanes256.Sum8(operand.Value.GetLower() + operand.Value.GetUpper());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Lanes512 operand) => Lanes256.Largest(new(operand.Value.GetLower(), operand.Value.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Smallest(Lanes512 operand) => Lanes256.Smallest(new(operand.Value.GetLower(), operand.Value.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Widen(Lanes512 operand) => new(Vector512.WidenLower(operand.Value), Vector512.WidenUpper(operand.Value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Narrow(DoubleLanes operand) => new(Vector512.Narrow(operand.Lower, operand.Upper));
}
