using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <content>Operations, each on all lanes.</content>
public partial struct Lanes128
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = left.part0 + right.part0;
        result.part1 = left.part1 + right.part1;
        result.part2 = left.part2 + right.part2;
        result.part3 = left.part3 + right.part3;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = left.part0 - right.part0;
        result.part1 = left.part1 - right.part1;
        result.part2 = left.part2 - right.part2;
        result.part3 = left.part3 - right.part3;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = left.part0 * right.part0;
        result.part1 = left.part1 * right.part1;
        result.part2 = left.part2 * right.part2;
        result.part3 = left.part3 * right.part3;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator /(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = left.part0 / right.part0;
        result.part1 = left.part1 / right.part1;
        result.part2 = left.part2 / right.part2;
        result.part3 = left.part3 / right.part3;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 operand)
    {
        Lanes128 result;
        result.part0 = -operand.part0;
        result.part1 = -operand.part1;
        result.part2 = -operand.part2;
        result.part3 = -operand.part3;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator &(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = left.part0 & right.part0;
        result.part1 = left.part1 & right.part1;
        result.part2 = left.part2 & right.part2;
        result.part3 = left.part3 & right.part3;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator |(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = left.part0 | right.part0;
        result.part1 = left.part1 | right.part1;
        result.part2 = left.part2 | right.part2;
        result.part3 = left.part3 | right.part3;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator ^(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = left.part0 ^ right.part0;
        result.part1 = left.part1 ^ right.part1;
        result.part2 = left.part2 ^ right.part2;
        result.part3 = left.part3 ^ right.part3;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator ~(Lanes128 operand)
    {
        Lanes128 result;
        result.part0 = ~operand.part0;
        result.part1 = ~operand.part1;
        result.part2 = ~operand.part2;
        result.part3 = ~operand.part3;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 left, Lanes128 right, Lanes128 addend)
    {
        Lanes128 result;
        result.part0 = Vector128.MultiplyAddEstimate(left.part0, right.part0, addend.part0);
        result.part1 = Vector128.MultiplyAddEstimate(left.part1, right.part1, addend.part1);
        result.part2 = Vector128.MultiplyAddEstimate(left.part2, right.part2, addend.part2);
        result.part3 = Vector128.MultiplyAddEstimate(left.part3, right.part3, addend.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FusedMultiplyAdd(Lanes128 left, Lanes128 right, Lanes128 addend)
    {
        Lanes128 result;
        result.part0 = Vector128.FusedMultiplyAdd(left.part0, right.part0, addend.part0);
        result.part1 = Vector128.FusedMultiplyAdd(left.part1, right.part1, addend.part1);
        result.part2 = Vector128.FusedMultiplyAdd(left.part2, right.part2, addend.part2);
        result.part3 = Vector128.FusedMultiplyAdd(left.part3, right.part3, addend.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Minimum(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = Vector128.ConditionalSelect(Vector128.Equals(left.part0, left.part0), Vector128.MinNative(left.part0, right.part0), left.part0);
        result.part1 = Vector128.ConditionalSelect(Vector128.Equals(left.part1, left.part1), Vector128.MinNative(left.part1, right.part1), left.part1);
        result.part2 = Vector128.ConditionalSelect(Vector128.Equals(left.part2, left.part2), Vector128.MinNative(left.part2, right.part2), left.part2);
        result.part3 = Vector128.ConditionalSelect(Vector128.Equals(left.part3, left.part3), Vector128.MinNative(left.part3, right.part3), left.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Maximum(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = Vector128.ConditionalSelect(Vector128.Equals(left.part0, left.part0), Vector128.MaxNative(left.part0, right.part0), left.part0);
        result.part1 = Vector128.ConditionalSelect(Vector128.Equals(left.part1, left.part1), Vector128.MaxNative(left.part1, right.part1), left.part1);
        result.part2 = Vector128.ConditionalSelect(Vector128.Equals(left.part2, left.part2), Vector128.MaxNative(left.part2, right.part2), left.part2);
        result.part3 = Vector128.ConditionalSelect(Vector128.Equals(left.part3, left.part3), Vector128.MaxNative(left.part3, right.part3), left.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AtLeast(Lanes128 operand, Lanes128 bound)
    {
        Lanes128 result;
        result.part0 = Vector128.MaxNative(bound.part0, operand.part0);
        result.part1 = Vector128.MaxNative(bound.part1, operand.part1);
        result.part2 = Vector128.MaxNative(bound.part2, operand.part2);
        result.part3 = Vector128.MaxNative(bound.part3, operand.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AtMost(Lanes128 operand, Lanes128 bound)
    {
        Lanes128 result;
        result.part0 = Vector128.MinNative(bound.part0, operand.part0);
        result.part1 = Vector128.MinNative(bound.part1, operand.part1);
        result.part2 = Vector128.MinNative(bound.part2, operand.part2);
        result.part3 = Vector128.MinNative(bound.part3, operand.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ScaleB(Lanes128 operand, Lanes128 exponent)
    {
        if (!Avx512F.VL.IsSupported)
            return LaneMath.ScaleByFactors(operand, exponent);
        Lanes128 result;
        result.part0 = Avx512F.VL.Scale(operand.part0, exponent.part0);
        result.part1 = Avx512F.VL.Scale(operand.part1, exponent.part1);
        result.part2 = Avx512F.VL.Scale(operand.part2, exponent.part2);
        result.part3 = Avx512F.VL.Scale(operand.part3, exponent.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Absolute(Lanes128 operand)
    {
        Lanes128 result;
        result.part0 = Vector128.Abs(operand.part0);
        result.part1 = Vector128.Abs(operand.part1);
        result.part2 = Vector128.Abs(operand.part2);
        result.part3 = Vector128.Abs(operand.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SquareRoot(Lanes128 operand)
    {
        Lanes128 result;
        result.part0 = Vector128.Sqrt(operand.part0);
        result.part1 = Vector128.Sqrt(operand.part1);
        result.part2 = Vector128.Sqrt(operand.part2);
        result.part3 = Vector128.Sqrt(operand.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Floor(Lanes128 operand)
    {
        Lanes128 result;
        result.part0 = Vector128.Floor(operand.part0);
        result.part1 = Vector128.Floor(operand.part1);
        result.part2 = Vector128.Floor(operand.part2);
        result.part3 = Vector128.Floor(operand.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Less(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = Vector128.LessThan(left.part0, right.part0);
        result.part1 = Vector128.LessThan(left.part1, right.part1);
        result.part2 = Vector128.LessThan(left.part2, right.part2);
        result.part3 = Vector128.LessThan(left.part3, right.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LessOrEqual(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = Vector128.LessThanOrEqual(left.part0, right.part0);
        result.part1 = Vector128.LessThanOrEqual(left.part1, right.part1);
        result.part2 = Vector128.LessThanOrEqual(left.part2, right.part2);
        result.part3 = Vector128.LessThanOrEqual(left.part3, right.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Equal(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = Vector128.Equals(left.part0, right.part0);
        result.part1 = Vector128.Equals(left.part1, right.part1);
        result.part2 = Vector128.Equals(left.part2, right.part2);
        result.part3 = Vector128.Equals(left.part3, right.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 whenTrue, Lanes128 whenFalse)
    {
        Lanes128 result;
        result.part0 = Vector128.ConditionalSelect(mask.part0, whenTrue.part0, whenFalse.part0);
        result.part1 = Vector128.ConditionalSelect(mask.part1, whenTrue.part1, whenFalse.part1);
        result.part2 = Vector128.ConditionalSelect(mask.part2, whenTrue.part2, whenFalse.part2);
        result.part3 = Vector128.ConditionalSelect(mask.part3, whenTrue.part3, whenFalse.part3);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes128 mask) => (mask.part0 | mask.part1 | mask.part2 | mask.part3).AsInt32() != Vector128<int>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AddInt32(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = (left.part0.AsInt32() + right.part0.AsInt32()).AsSingle();
        result.part1 = (left.part1.AsInt32() + right.part1.AsInt32()).AsSingle();
        result.part2 = (left.part2.AsInt32() + right.part2.AsInt32()).AsSingle();
        result.part3 = (left.part3.AsInt32() + right.part3.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SubtractInt32(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = (left.part0.AsInt32() - right.part0.AsInt32()).AsSingle();
        result.part1 = (left.part1.AsInt32() - right.part1.AsInt32()).AsSingle();
        result.part2 = (left.part2.AsInt32() - right.part2.AsInt32()).AsSingle();
        result.part3 = (left.part3.AsInt32() - right.part3.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyInt32(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = (left.part0.AsInt32() * right.part0.AsInt32()).AsSingle();
        result.part1 = (left.part1.AsInt32() * right.part1.AsInt32()).AsSingle();
        result.part2 = (left.part2.AsInt32() * right.part2.AsInt32()).AsSingle();
        result.part3 = (left.part3.AsInt32() * right.part3.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LessInt32(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = Vector128.LessThan(left.part0.AsInt32(), right.part0.AsInt32()).AsSingle();
        result.part1 = Vector128.LessThan(left.part1.AsInt32(), right.part1.AsInt32()).AsSingle();
        result.part2 = Vector128.LessThan(left.part2.AsInt32(), right.part2.AsInt32()).AsSingle();
        result.part3 = Vector128.LessThan(left.part3.AsInt32(), right.part3.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 EqualInt32(Lanes128 left, Lanes128 right)
    {
        Lanes128 result;
        result.part0 = Vector128.Equals(left.part0.AsInt32(), right.part0.AsInt32()).AsSingle();
        result.part1 = Vector128.Equals(left.part1.AsInt32(), right.part1.AsInt32()).AsSingle();
        result.part2 = Vector128.Equals(left.part2.AsInt32(), right.part2.AsInt32()).AsSingle();
        result.part3 = Vector128.Equals(left.part3.AsInt32(), right.part3.AsInt32()).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftLeft(Lanes128 operand, int bits)
    {
        Lanes128 result;
        result.part0 = (operand.part0.AsUInt32() << bits).AsSingle();
        result.part1 = (operand.part1.AsUInt32() << bits).AsSingle();
        result.part2 = (operand.part2.AsUInt32() << bits).AsSingle();
        result.part3 = (operand.part3.AsUInt32() << bits).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftRight(Lanes128 operand, int bits)
    {
        Lanes128 result;
        result.part0 = (operand.part0.AsUInt32() >> bits).AsSingle();
        result.part1 = (operand.part1.AsUInt32() >> bits).AsSingle();
        result.part2 = (operand.part2.AsUInt32() >> bits).AsSingle();
        result.part3 = (operand.part3.AsUInt32() >> bits).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Int32ToFloat(Lanes128 operand)
    {
        Lanes128 result;
        result.part0 = Vector128.ConvertToSingle(operand.part0.AsInt32());
        result.part1 = Vector128.ConvertToSingle(operand.part1.AsInt32());
        result.part2 = Vector128.ConvertToSingle(operand.part2.AsInt32());
        result.part3 = Vector128.ConvertToSingle(operand.part3.AsInt32());
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 UInt32ToFloat(Lanes128 operand)
    {
        Lanes128 result;
        result.part0 = Vector128.ConvertToSingle(operand.part0.AsUInt32());
        result.part1 = Vector128.ConvertToSingle(operand.part1.AsUInt32());
        result.part2 = Vector128.ConvertToSingle(operand.part2.AsUInt32());
        result.part3 = Vector128.ConvertToSingle(operand.part3.AsUInt32());
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FloatToInt32(Lanes128 operand)
    {
        Lanes128 result;
        result.part0 = Vector128.ConvertToInt32Native(operand.part0).AsSingle();
        result.part1 = Vector128.ConvertToInt32Native(operand.part1).AsSingle();
        result.part2 = Vector128.ConvertToInt32Native(operand.part2).AsSingle();
        result.part3 = Vector128.ConvertToInt32Native(operand.part3).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes128 operand) => Lanes256.Sum8(
        Vector256.Create(operand.part0 + operand.part2, operand.part1 + operand.part3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Lanes128 operand)
    {
        // Every lane in turn meets every other one, so that lane 0 ends with the answer.
        var pair = Maximum(operand, new(operand.part2, operand.part3, operand.part0, operand.part1));
        var quarter = Maximum(pair, new(pair.part1, pair.part0, pair.part3, pair.part2)).Part0;
        return MathF.Max(MathF.Max(quarter[0], quarter[2]), MathF.Max(quarter[1], quarter[3]));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Smallest(Lanes128 operand)
    {
        // Every lane in turn meets every other one, so that lane 0 ends with the answer.
        var pair = Minimum(operand, new(operand.part2, operand.part3, operand.part0, operand.part1));
        var quarter = Minimum(pair, new(pair.part1, pair.part0, pair.part3, pair.part2)).Part0;
        return MathF.Min(MathF.Min(quarter[0], quarter[2]), MathF.Min(quarter[1], quarter[3]));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Widen(Lanes128 operand) => new(
        Vector512.Create(
            Vector256.Create(Vector128.WidenLower(operand.part0), Vector128.WidenUpper(operand.part0)),
            Vector256.Create(Vector128.WidenLower(operand.part1), Vector128.WidenUpper(operand.part1))),
        Vector512.Create(
            Vector256.Create(Vector128.WidenLower(operand.part2), Vector128.WidenUpper(operand.part2)),
            Vector256.Create(Vector128.WidenLower(operand.part3), Vector128.WidenUpper(operand.part3))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Narrow(DoubleLanes operand)
    {
        Lanes128 result;
        result.part0 = Vector128.Narrow(operand.Lower.GetLower().GetLower(), operand.Lower.GetLower().GetUpper());
        result.part1 = Vector128.Narrow(operand.Lower.GetUpper().GetLower(), operand.Lower.GetUpper().GetUpper());
        result.part2 = Vector128.Narrow(operand.Upper.GetLower().GetLower(), operand.Upper.GetLower().GetUpper());
        result.part3 = Vector128.Narrow(operand.Upper.GetUpper().GetLower(), operand.Upper.GetUpper().GetUpper());
        return result;
    }
}
