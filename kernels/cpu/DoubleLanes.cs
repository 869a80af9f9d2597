using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Sixteen float64 lanes: accumulators of finalised sums and the inside of functions that need more than 24 bits. .NET splits its registers
/// where the machine has narrower ones; every operation works lane by lane, so the bits are the same.</summary>
/// <param name="lower">Lanes 0 to 7.</param>
/// <param name="upper">Lanes 8 to 15.</param>
public readonly struct DoubleLanes(Vector512<double> lower, Vector512<double> upper)
{
    /// <summary>Lanes 0 to 7.</summary>
    public Vector512<double> Lower { get; } = lower;

    /// <summary>Lanes 8 to 15.</summary>
    public Vector512<double> Upper { get; } = upper;

    /// <summary>Zero in every lane.</summary>
    public static DoubleLanes Zero => default;

    /// <summary>The number in lane 0.</summary>
    public double First => Lower.ToScalar();

    /// <summary>The same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Create(double value) => new(Vector512.Create(value), Vector512.Create(value));

    /// <summary>Sixteen numbers from <paramref name="source"/> + <paramref name="index"/> elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Load(ref readonly double source, nint index) => new(
        Vector512.LoadUnsafe(in source, (nuint)index), Vector512.LoadUnsafe(in source, (nuint)(index + 8)));

    /// <summary>The elements <paramref name="index"/>, <paramref name="index"/> + <paramref name="stride"/>, … in the first
    /// <paramref name="count"/> lanes, all from 16 on; zero in the other lanes, whose memory is not touched.</summary>
    public static DoubleLanes LoadStrided(ref readonly double source, nint index, nint stride, nint count)
    {
        Span<double> buffer = stackalloc double[16];
        for (var lane = 0; lane < nint.Min(count, 16); lane++)
        {
            buffer[lane] = Unsafe.Add(ref Unsafe.AsRef(in source), index + (lane * stride));
        }

        return Load(ref MemoryMarshal.GetReference(buffer), 0);
    }

    /// <summary>Writes all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double target, nint index)
    {
        Lower.StoreUnsafe(ref target, (nuint)index);
        Upper.StoreUnsafe(ref target, (nuint)(index + 8));
    }

    /// <summary>Writes the first <paramref name="count"/> lanes, all from 16 on, to elements that lie <paramref name="stride"/> apart.</summary>
    public void StoreStrided(ref double target, nint index, nint stride, nint count)
    {
        Span<double> buffer = stackalloc double[16];
        Store(ref MemoryMarshal.GetReference(buffer), 0);
        for (var lane = 0; lane < nint.Min(count, 16); lane++)
        {
            Unsafe.Add(ref target, index + (lane * stride)) = buffer[lane];
        }
    }

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes operator +(DoubleLanes left, DoubleLanes right) => new(left.Lower + right.Lower, left.Upper + right.Upper);

    /// <summary>The difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes operator -(DoubleLanes left, DoubleLanes right) => new(left.Lower - right.Lower, left.Upper - right.Upper);

    /// <summary>The product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes operator *(DoubleLanes left, DoubleLanes right) => new(left.Lower * right.Lower, left.Upper * right.Upper);

    /// <summary>The quotient, correctly rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes operator /(DoubleLanes left, DoubleLanes right) => new(left.Lower / right.Lower, left.Upper / right.Upper);

    /// <summary>The number with its sign bit flipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes operator -(DoubleLanes operand) => new(-operand.Lower, -operand.Upper);

    /// <summary><paramref name="left"/> * <paramref name="right"/> + <paramref name="addend"/>, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes FusedMultiplyAdd(DoubleLanes left, DoubleLanes right, DoubleLanes addend) => new(
        Vector512.FusedMultiplyAdd(left.Lower, right.Lower, addend.Lower), Vector512.FusedMultiplyAdd(left.Upper, right.Upper, addend.Upper));

    /// <summary>The smaller number; NaN where either is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Minimum(DoubleLanes left, DoubleLanes right) => Select(
        Equal(left, left), new(Vector512.MinNative(left.Lower, right.Lower), Vector512.MinNative(left.Upper, right.Upper)), left);

    /// <summary>The larger number; NaN where either is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Maximum(DoubleLanes left, DoubleLanes right) => Select(
        Equal(left, left), new(Vector512.MaxNative(left.Lower, right.Lower), Vector512.MaxNative(left.Upper, right.Upper)), left);

    /// <summary>The number without its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Absolute(DoubleLanes operand) => new(Vector512.Abs(operand.Lower), Vector512.Abs(operand.Upper));

    /// <summary>The square root, correctly rounded; NaN below zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes SquareRoot(DoubleLanes operand) => new(Vector512.Sqrt(operand.Lower), Vector512.Sqrt(operand.Upper));

    /// <summary>The largest whole number that is not larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Floor(DoubleLanes operand) => new(Vector512.Floor(operand.Lower), Vector512.Floor(operand.Upper));

    /// <summary>A mask of the lanes where the left number is smaller; never where one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Less(DoubleLanes left, DoubleLanes right) => new(
        Vector512.LessThan(left.Lower, right.Lower), Vector512.LessThan(left.Upper, right.Upper));

    /// <summary>A mask of the lanes where the left number is not larger; never where one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes LessOrEqual(DoubleLanes left, DoubleLanes right) => new(
        Vector512.LessThanOrEqual(left.Lower, right.Lower), Vector512.LessThanOrEqual(left.Upper, right.Upper));

    /// <summary>A mask of the lanes where the numbers are equal; never where one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Equal(DoubleLanes left, DoubleLanes right) => new(
        Vector512.Equals(left.Lower, right.Lower), Vector512.Equals(left.Upper, right.Upper));

    /// <summary>Lane by lane <paramref name="whenTrue"/> where the mask is set, else <paramref name="whenFalse"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Select(DoubleLanes mask, DoubleLanes whenTrue, DoubleLanes whenFalse) => new(
        Vector512.ConditionalSelect(mask.Lower, whenTrue.Lower, whenFalse.Lower),
        Vector512.ConditionalSelect(mask.Upper, whenTrue.Upper, whenFalse.Upper));

    /// <summary>2 to the power of each lane, a whole number from -1022 to 1023.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes PowerOfTwo(DoubleLanes exponent)
    {
        // The sum's lowest mantissa bits are the biased exponent, which the shift moves into place.
        var biased = exponent + Create(4503599627370496.0 + 1023.0);
        return new((biased.Lower.AsInt64() << 52).AsDouble(), (biased.Upper.AsInt64() << 52).AsDouble());
    }

    /// <summary>The exponent of each positive normal lane, as a whole number, and the lane scaled by it into 1 to 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Exponent(DoubleLanes operand, out DoubleLanes mantissa)
    {
        var lower = operand.Lower.AsInt64();
        var upper = operand.Upper.AsInt64();
        var one = Vector512.Create(1.0).AsInt64();
        var fraction = Vector512.Create(0x000F_FFFF_FFFF_FFFFL);
        mantissa = new(((lower & fraction) | one).AsDouble(), ((upper & fraction) | one).AsDouble());
        var magic = Vector512.Create(4503599627370496.0);
        var bias = Create(4503599627370496.0 + 1023.0);
        return new DoubleLanes(
            ((lower >>> 52) | magic.AsInt64()).AsDouble(), ((upper >>> 52) | magic.AsInt64()).AsDouble()) - bias;
    }

    /// <summary>The sum of all lanes in the same fixed tree as <see cref="ILanes{TSelf}.Sum"/>.</summary>
    public static double Sum(DoubleLanes operand)
    {
        var eight = operand.Lower + operand.Upper;
        var four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>Applies a scalar function to every lane, for functions that no inner loop needs in double precision.</summary>
    public static DoubleLanes Apply(DoubleLanes operand, Func<double, double> function)
    {
        Span<double> buffer = stackalloc double[16];
        operand.Store(ref MemoryMarshal.GetReference(buffer), 0);
        foreach (ref var lane in buffer)
        {
            lane = function(lane);
        }

        return Load(ref MemoryMarshal.GetReference(buffer), 0);
    }
}
