using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Sixteen float64 lanes: accumulators of finalised sums and the inside of functions that need more than 24 bits. .NET splits its registers
/// where the machine has narrower ones; every operation works lane by lane, so the bits are the same.</summary>
public struct DoubleLanes
{
    // Operations read and write fields: constructors and properties would be more methods to inline, and the just-in-time compiler stops inlining into
    // a method that has 512 locals.
    Vector512<double> lower, upper;

    /// <summary>Lanes in registers.</summary>
    /// <param name="lower">Lanes 0 to 7.</param>
    /// <param name="upper">Lanes 8 to 15.</param>
    public DoubleLanes(Vector512<double> lower, Vector512<double> upper)
    {
        this.lower = lower;
        this.upper = upper;
    }

    /// <summary>Lanes 0 to 7.</summary>
    public readonly Vector512<double> Lower => lower;

    /// <summary>Lanes 8 to 15.</summary>
    public readonly Vector512<double> Upper => upper;

    /// <summary>Zero in every lane.</summary>
    public static DoubleLanes Zero => default;

    /// <summary>The number in lane 0.</summary>
    public readonly double First => lower.ToScalar();

    /// <summary>The same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Create(double value)
    {
        DoubleLanes result;
        result.lower = Vector512.Create(value);
        result.upper = Vector512.Create(value);
        return result;
    }

    /// <summary>Sixteen numbers from <paramref name="source"/> + <paramref name="index"/> elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Load(ref readonly double source, nint index)
    {
        DoubleLanes result;
        result.lower = Vector512.LoadUnsafe(in source, (nuint)index);
        result.upper = Vector512.LoadUnsafe(in source, (nuint)(index + 8));
        return result;
    }

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
    public readonly void Store(ref double target, nint index)
    {
        lower.StoreUnsafe(ref target, (nuint)index);
        upper.StoreUnsafe(ref target, (nuint)(index + 8));
    }

    /// <summary>Writes the first <paramref name="count"/> lanes, all from 16 on, to elements that lie <paramref name="stride"/> apart.</summary>
    public readonly void StoreStrided(ref double target, nint index, nint stride, nint count)
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
    public static DoubleLanes operator +(DoubleLanes left, DoubleLanes right)
    {
        DoubleLanes result;
        result.lower = left.lower + right.lower;
        result.upper = left.upper + right.upper;
        return result;
    }

    /// <summary>The difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes operator -(DoubleLanes left, DoubleLanes right)
    {
        DoubleLanes result;
        result.lower = left.lower - right.lower;
        result.upper = left.upper - right.upper;
        return result;
    }

    /// <summary>The product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes operator *(DoubleLanes left, DoubleLanes right)
    {
        DoubleLanes result;
        result.lower = left.lower * right.lower;
        result.upper = left.upper * right.upper;
        return result;
    }

    /// <summary>The quotient, correctly rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes operator /(DoubleLanes left, DoubleLanes right)
    {
        DoubleLanes result;
        result.lower = left.lower / right.lower;
        result.upper = left.upper / right.upper;
        return result;
    }

    /// <summary>The number with its sign bit flipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes operator -(DoubleLanes operand)
    {
        DoubleLanes result;
        result.lower = -operand.lower;
        result.upper = -operand.upper;
        return result;
    }

    /// <summary><paramref name="left"/> * <paramref name="right"/> + <paramref name="addend"/>, rounded once where the processor multiplies and adds in one instruction, else twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes MultiplyAdd(DoubleLanes left, DoubleLanes right, DoubleLanes addend)
    {
        DoubleLanes result;
        result.lower = Vector512.MultiplyAddEstimate(left.lower, right.lower, addend.lower);
        result.upper = Vector512.MultiplyAddEstimate(left.upper, right.upper, addend.upper);
        return result;
    }

    /// <summary><paramref name="left"/> * <paramref name="right"/> + <paramref name="addend"/>, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes FusedMultiplyAdd(DoubleLanes left, DoubleLanes right, DoubleLanes addend)
    {
        DoubleLanes result;
        result.lower = Vector512.FusedMultiplyAdd(left.lower, right.lower, addend.lower);
        result.upper = Vector512.FusedMultiplyAdd(left.upper, right.upper, addend.upper);
        return result;
    }

    /// <summary>The smaller number; NaN where either is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Minimum(DoubleLanes left, DoubleLanes right) => Select(
        Equal(left, left), new(Vector512.MinNative(left.lower, right.lower), Vector512.MinNative(left.upper, right.upper)), left);

    /// <summary>The larger number; NaN where either is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Maximum(DoubleLanes left, DoubleLanes right) => Select(
        Equal(left, left), new(Vector512.MaxNative(left.lower, right.lower), Vector512.MaxNative(left.upper, right.upper)), left);

    /// <summary>The number without its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Absolute(DoubleLanes operand)
    {
        DoubleLanes result;
        result.lower = Vector512.Abs(operand.lower);
        result.upper = Vector512.Abs(operand.upper);
        return result;
    }

    /// <summary>The square root, correctly rounded; NaN below zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes SquareRoot(DoubleLanes operand)
    {
        DoubleLanes result;
        result.lower = Vector512.Sqrt(operand.lower);
        result.upper = Vector512.Sqrt(operand.upper);
        return result;
    }

    /// <summary>The largest whole number that is not larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Floor(DoubleLanes operand)
    {
        DoubleLanes result;
        result.lower = Vector512.Floor(operand.lower);
        result.upper = Vector512.Floor(operand.upper);
        return result;
    }

    /// <summary>A mask of the lanes where the left number is smaller; never where one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Less(DoubleLanes left, DoubleLanes right)
    {
        DoubleLanes result;
        result.lower = Vector512.LessThan(left.lower, right.lower);
        result.upper = Vector512.LessThan(left.upper, right.upper);
        return result;
    }

    /// <summary>A mask of the lanes where the left number is not larger; never where one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes LessOrEqual(DoubleLanes left, DoubleLanes right)
    {
        DoubleLanes result;
        result.lower = Vector512.LessThanOrEqual(left.lower, right.lower);
        result.upper = Vector512.LessThanOrEqual(left.upper, right.upper);
        return result;
    }

    /// <summary>A mask of the lanes where the numbers are equal; never where one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Equal(DoubleLanes left, DoubleLanes right)
    {
        DoubleLanes result;
        result.lower = Vector512.Equals(left.lower, right.lower);
        result.upper = Vector512.Equals(left.upper, right.upper);
        return result;
    }

    /// <summary>Lane by lane <paramref name="whenTrue"/> where the mask is set, else <paramref name="whenFalse"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Select(DoubleLanes mask, DoubleLanes whenTrue, DoubleLanes whenFalse)
    {
        DoubleLanes result;
        result.lower = Vector512.ConditionalSelect(mask.lower, whenTrue.lower, whenFalse.lower);
        result.upper = Vector512.ConditionalSelect(mask.upper, whenTrue.upper, whenFalse.upper);
        return result;
    }

    /// <summary>2 to the power of each lane, a whole number from -1022 to 1023.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes PowerOfTwo(DoubleLanes exponent)
    {
        // The sum's lowest mantissa bits are the biased exponent, which the shift moves into place.
        var biased = exponent + Create(4503599627370496.0 + 1023.0);
        DoubleLanes result;
        result.lower = (biased.lower.AsInt64() << 52).AsDouble();
        result.upper = (biased.upper.AsInt64() << 52).AsDouble();
        return result;
    }

    /// <summary>The exponent of each positive normal lane, as a whole number, and the lane scaled by it into 1 to 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Exponent(DoubleLanes operand, out DoubleLanes mantissa)
    {
        var lower = operand.lower.AsInt64();
        var upper = operand.upper.AsInt64();
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
        var eight = operand.lower + operand.upper;
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
