using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <content>Operations, each on all lanes.</content>
public partial struct Lanes256
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = left.lower + right.lower;
        result.upper = left.upper + right.upper;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = left.lower - right.lower;
        result.upper = left.upper - right.upper;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = left.lower * right.lower;
        result.upper = left.upper * right.upper;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator /(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = left.lower / right.lower;
        result.upper = left.upper / right.upper;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 operand)
    {
        Lanes256 result;
        result.lower = -operand.lower;
        result.upper = -operand.upper;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator &(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = left.lower & right.lower;
        result.upper = left.upper & right.upper;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator |(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = left.lower | right.lower;
        result.upper = left.upper | right.upper;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator ^(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = left.lower ^ right.lower;
        result.upper = left.upper ^ right.upper;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator ~(Lanes256 operand)
    {
        Lanes256 result;
        result.lower = ~operand.lower;
        result.upper = ~operand.upper;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 left, Lanes256 right, Lanes256 addend)
    {
        Lanes256 result;
        result.lower = Vector256.MultiplyAddEstimate(left.lower, right.lower, addend.lower);
        result.upper = Vector256.MultiplyAddEstimate(left.upper, right.upper, addend.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FusedMultiplyAdd(Lanes256 left, Lanes256 right, Lanes256 addend)
    {
        Lanes256 result;
        result.lower = Vector256.FusedMultiplyAdd(left.lower, right.lower, addend.lower);
        result.upper = Vector256.FusedMultiplyAdd(left.upper, right.upper, addend.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Minimum(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = Vector256.ConditionalSelect(Vector256.Equals(left.lower, left.lower), Vector256.MinNative(left.lower, right.lower), left.lower);
        result.upper = Vector256.ConditionalSelect(Vector256.Equals(left.upper, left.upper), Vector256.MinNative(left.upper, right.upper), left.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Maximum(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = Vector256.ConditionalSelect(Vector256.Equals(left.lower, left.lower), Vector256.MaxNative(left.lower, right.lower), left.lower);
        result.upper = Vector256.ConditionalSelect(Vector256.Equals(left.upper, left.upper), Vector256.MaxNative(left.upper, right.upper), left.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AtLeast(Lanes256 operand, Lanes256 bound)
    {
        Lanes256 result;
        result.lower = Vector256.MaxNative(bound.lower, operand.lower);
        result.upper = Vector256.MaxNative(bound.upper, operand.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AtMost(Lanes256 operand, Lanes256 bound)
    {
        Lanes256 result;
        result.lower = Vector256.MinNative(bound.lower, operand.lower);
        result.upper = Vector256.MinNative(bound.upper, operand.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ScaleB(Lanes256 operand, Lanes256 exponent)
    {
        if (!Avx512F.VL.IsSupported)
            return LaneMath.ScaleByFactors(operand, exponent);
        Lanes256 result;
        result.lower = Avx512F.VL.Scale(operand.lower, exponent.lower);
        result.upper = Avx512F.VL.Scale(operand.upper, exponent.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Absolute(Lanes256 operand)
    {
        Lanes256 result;
        result.lower = Vector256.Abs(operand.lower);
        result.upper = Vector256.Abs(operand.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SquareRoot(Lanes256 operand)
    {
        Lanes256 result;
        result.lower = Vector256.Sqrt(operand.lower);
        result.upper = Vector256.Sqrt(operand.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Floor(Lanes256 operand)
    {
        Lanes256 result;
        result.lower = Vector256.Floor(operand.lower);
        result.upper = Vector256.Floor(operand.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Less(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = Vector256.LessThan(left.lower, right.lower);
        result.upper = Vector256.LessThan(left.upper, right.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LessOrEqual(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = Vector256.LessThanOrEqual(left.lower, right.lower);
        result.upper = Vector256.LessThanOrEqual(left.upper, right.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Equal(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = Vector256.Equals(left.lower, right.lower);
        result.upper = Vector256.Equals(left.upper, right.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Select(Lanes256 mask, Lanes256 whenTrue, Lanes256 whenFalse)
    {
        Lanes256 result;
        result.lower = Vector256.ConditionalSelect(mask.lower, whenTrue.lower, whenFalse.lower);
        result.upper = Vector256.ConditionalSelect(mask.upper, whenTrue.upper, whenFalse.upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes256 mask) => (mask.lower | mask.upper).AsInt32() != Vector256<int>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AddInt32(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = (left.lower.AsInt32() + right.lower.AsInt32()).AsSingle();
        result.upper = (left.upper.AsInt32() + right.upper.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SubtractInt32(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = (left.lower.AsInt32() - right.lower.AsInt32()).AsSingle();
        result.upper = (left.upper.AsInt32() - right.upper.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyInt32(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = (left.lower.AsInt32() * right.lower.AsInt32()).AsSingle();
        result.upper = (left.upper.AsInt32() * right.upper.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LessInt32(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = Vector256.LessThan(left.lower.AsInt32(), right.lower.AsInt32()).AsSingle();
        result.upper = Vector256.LessThan(left.upper.AsInt32(), right.upper.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 EqualInt32(Lanes256 left, Lanes256 right)
    {
        Lanes256 result;
        result.lower = Vector256.Equals(left.lower.AsInt32(), right.lower.AsInt32()).AsSingle();
        result.upper = Vector256.Equals(left.upper.AsInt32(), right.upper.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftLeft(Lanes256 operand, int bits)
    {
        Lanes256 result;
        result.lower = (operand.lower.AsUInt32() << bits).AsSingle();
        result.upper = (operand.upper.AsUInt32() << bits).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftRight(Lanes256 operand, int bits)
    {
        Lanes256 result;
        result.lower = (operand.lower.AsUInt32() >> bits).AsSingle();
        result.upper = (operand.upper.AsUInt32() >> bits).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Int32ToFloat(Lanes256 operand)
    {
        Lanes256 result;
        result.lower = Vector256.ConvertToSingle(operand.lower.AsInt32());
        result.upper = Vector256.ConvertToSingle(operand.upper.AsInt32());
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 UInt32ToFloat(Lanes256 operand)
    {
        Lanes256 result;
        result.lower = Vector256.ConvertToSingle(operand.lower.AsUInt32());
        result.upper = Vector256.ConvertToSingle(operand.upper.AsUInt32());
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FloatToInt32(Lanes256 operand)
    {
        Lanes256 result;
        result.lower = Vector256.ConvertToInt32Native(operand.lower).AsSingle();
        result.upper = Vector256.ConvertToInt32Native(operand.upper).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes256 operand) => Sum8(operand.lower + operand.upper);

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
        operand.lower.GetLower(), operand.lower.GetUpper(), operand.upper.GetLower(), operand.upper.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Smallest(Lanes256 operand) => Lanes128.Smallest(new(
        operand.lower.GetLower(), operand.lower.GetUpper(), operand.upper.GetLower(), operand.upper.GetUpper()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Widen(Lanes256 operand) => new(
        Vector512.Create(Vector256.WidenLower(operand.lower), Vector256.WidenUpper(operand.lower)),
        Vector512.Create(Vector256.WidenLower(operand.upper), Vector256.WidenUpper(operand.upper)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Narrow(DoubleLanes operand)
    {
        Lanes256 result;
        result.lower = Vector256.Narrow(operand.Lower.GetLower(), operand.Lower.GetUpper());
        result.upper = Vector256.Narrow(operand.Upper.GetLower(), operand.Upper.GetUpper());
        return result;
    }
}
