using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <content>Operations, each on all lanes.</content>
public partial struct Lanes512
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = left.value + right.value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = left.value - right.value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = left.value * right.value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator /(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = left.value / right.value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 operand)
    {
        Lanes512 result;
        result.value = -operand.value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator &(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = left.value & right.value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator |(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = left.value | right.value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator ^(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = left.value ^ right.value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator ~(Lanes512 operand)
    {
        Lanes512 result;
        result.value = ~operand.value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 left, Lanes512 right, Lanes512 addend)
    {
        Lanes512 result;
        result.value = Vector512.MultiplyAddEstimate(left.value, right.value, addend.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 FusedMultiplyAdd(Lanes512 left, Lanes512 right, Lanes512 addend)
    {
        Lanes512 result;
        result.value = Vector512.FusedMultiplyAdd(left.value, right.value, addend.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Minimum(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = Vector512.ConditionalSelect(Vector512.Equals(left.value, left.value), Vector512.MinNative(left.value, right.value), left.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Maximum(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = Vector512.ConditionalSelect(Vector512.Equals(left.value, left.value), Vector512.MaxNative(left.value, right.value), left.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AtLeast(Lanes512 operand, Lanes512 bound)
    {
        Lanes512 result;
        result.value = Vector512.MaxNative(bound.value, operand.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AtMost(Lanes512 operand, Lanes512 bound)
    {
        Lanes512 result;
        result.value = Vector512.MinNative(bound.value, operand.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ScaleB(Lanes512 operand, Lanes512 exponent)
    {
        if (!Avx512F.IsSupported)
            return LaneMath.ScaleByFactors(operand, exponent);
        Lanes512 result;
        result.value = Avx512F.Scale(operand.value, exponent.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Absolute(Lanes512 operand)
    {
        Lanes512 result;
        result.value = Vector512.Abs(operand.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SquareRoot(Lanes512 operand)
    {
        Lanes512 result;
        result.value = Vector512.Sqrt(operand.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Floor(Lanes512 operand)
    {
        Lanes512 result;
        result.value = Vector512.Floor(operand.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Less(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = Vector512.LessThan(left.value, right.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LessOrEqual(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = Vector512.LessThanOrEqual(left.value, right.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Equal(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = Vector512.Equals(left.value, right.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Select(Lanes512 mask, Lanes512 whenTrue, Lanes512 whenFalse)
    {
        Lanes512 result;
        result.value = Vector512.ConditionalSelect(mask.value, whenTrue.value, whenFalse.value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes512 mask) => mask.value.AsInt32() != Vector512<int>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AddInt32(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = (left.value.AsInt32() + right.value.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SubtractInt32(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = (left.value.AsInt32() - right.value.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyInt32(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = (left.value.AsInt32() * right.value.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LessInt32(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = Vector512.LessThan(left.value.AsInt32(), right.value.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 EqualInt32(Lanes512 left, Lanes512 right)
    {
        Lanes512 result;
        result.value = Vector512.Equals(left.value.AsInt32(), right.value.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftLeft(Lanes512 operand, int bits)
    {
        Lanes512 result;
        result.value = (operand.value.AsUInt32() << bits).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftRight(Lanes512 operand, int bits)
    {
        Lanes512 result;
        result.value = (operand.value.AsUInt32() >> bits).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Int32ToFloat(Lanes512 operand)
    {
        Lanes512 result;
        result.value = Vector512.ConvertToSingle(operand.value.AsInt32());
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 UInt32ToFloat(Lanes512 operand)
    {
        Lanes512 result;
        result.value = Vector512.ConvertToSingle(operand.value.AsUInt32());
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 FloatToInt32(Lanes512 operand)
    {
        Lanes512 result;
        result.value = Vector512.ConvertToInt32Native(operand.value).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes512 operand) => Lanes256.Sum8(operand.value.GetLower() + operand.value.GetUpper());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Lanes512 operand) => Lanes256.Largest(new(operand.value.GetLower(), operand.value.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Smallest(Lanes512 operand) => Lanes256.Smallest(new(operand.value.GetLower(), operand.value.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Widen(Lanes512 operand) => new(Vector512.WidenLower(operand.value), Vector512.WidenUpper(operand.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Narrow(DoubleLanes operand)
    {
        Lanes512 result;
        result.value = Vector512.Narrow(operand.Lower, operand.Upper);
        return result;
    }
}
