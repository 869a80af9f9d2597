namespace Lathe.Kernels;

/// <summary>Sixteen 32-bit lanes, whatever the machine's vectors are: one 512-bit, two 256-bit or four 128-bit registers. Kernels are generic over
/// it, so that one body gives the same bits at every width.</summary>
/// <remarks>Lanes hold float32 numbers unless a member says otherwise. Members named Int32 and UInt32 read the same bits as integers, and a mask has
/// all bits of a lane set or clear; which it is, the caller knows. Fused operations round once on every machine.</remarks>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
public interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many lanes there are.</summary>
    const int Count = 16;

    /// <summary>Zero in every lane.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>The integers 0 to 15.</summary>
    static abstract TSelf SequenceInt32 { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Create(float value);

    /// <summary>The same integer in every lane.</summary>
    static abstract TSelf CreateInt32(int value);

    /// <summary>A mask of the first <paramref name="count"/> lanes; of all from 16 on.</summary>
    static abstract TSelf FirstLanes(nint count);

    /// <summary>Sixteen numbers from <paramref name="source"/> + <paramref name="index"/> elements.</summary>
    static abstract TSelf Load(ref readonly float source, nint index);

    /// <summary>The first <paramref name="count"/> numbers, all from 16 on; zero in the other lanes, whose memory is not touched. The memory must
    /// not move: it is native or pinned.</summary>
    static abstract TSelf LoadPartial(ref readonly float source, nint index, nint count);

    /// <summary>The numbers of the lanes that <paramref name="first"/>, which <see cref="FirstLanes"/> made, has; zero in the others, whose memory
    /// is not touched. The memory must not move.</summary>
    static abstract TSelf LoadPartial(ref readonly float source, nint index, TSelf first);

    /// <summary>The elements <paramref name="index"/>, <paramref name="index"/> + <paramref name="stride"/>, … in the first
    /// <paramref name="count"/> lanes, all from 16 on; zero in the other lanes, whose memory is not touched.</summary>
    static abstract TSelf LoadStrided(ref readonly float source, nint index, nint stride, nint count);

    /// <summary>Writes all lanes.</summary>
    void Store(ref float target, nint index);

    /// <summary>Writes the first <paramref name="count"/> lanes, all from 16 on. The memory must not move: it is native or pinned.</summary>
    void StorePartial(ref float target, nint index, nint count);

    /// <summary>Writes the lanes that <paramref name="first"/>, which <see cref="FirstLanes"/> made, has. The memory must not move.</summary>
    void StorePartial(ref float target, nint index, TSelf first);

    /// <summary>Writes the first <paramref name="count"/> lanes, all from 16 on, to elements that lie <paramref name="stride"/> apart.</summary>
    void StoreStrided(ref float target, nint index, nint stride, nint count);

    /// <summary>The number in lane 0.</summary>
    float First { get; }

    /// <summary>The sum.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>The difference.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>The product.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>The quotient, correctly rounded.</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>The number with its sign bit flipped.</summary>
    static abstract TSelf operator -(TSelf operand);

    /// <summary>Bitwise and.</summary>
    static abstract TSelf operator &(TSelf left, TSelf right);

    /// <summary>Bitwise or.</summary>
    static abstract TSelf operator |(TSelf left, TSelf right);

    /// <summary>Bitwise exclusive or.</summary>
    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary>Bitwise complement.</summary>
    static abstract TSelf operator ~(TSelf operand);

    /// <summary><paramref name="left"/> * <paramref name="right"/> + <paramref name="addend"/>, rounded once where the processor multiplies and adds in
    /// one instruction, else twice.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary><paramref name="left"/> * <paramref name="right"/> + <paramref name="addend"/>, rounded once. A call a lane where the processor has no
    /// instruction for it.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>The smaller number; NaN where either is.</summary>
    static abstract TSelf Minimum(TSelf left, TSelf right);

    /// <summary>The larger number; NaN where either is.</summary>
    static abstract TSelf Maximum(TSelf left, TSelf right);

    /// <summary>The number, but not below a bound, which is not NaN; NaN where the number is. One instruction, where <see cref="Maximum"/> has three.</summary>
    static abstract TSelf AtLeast(TSelf operand, TSelf bound);

    /// <summary>The number, but not above a bound, which is not NaN; NaN where the number is.</summary>
    static abstract TSelf AtMost(TSelf operand, TSelf bound);

    /// <summary>A number from 1/2 to 2 times 2 to the power of a whole number from -150 to 128, rounded once; NaN where the number is.</summary>
    static abstract TSelf ScaleB(TSelf operand, TSelf exponent);

    /// <summary>The number without its sign.</summary>
    static abstract TSelf Absolute(TSelf operand);

    /// <summary>The square root, correctly rounded; NaN below zero.</summary>
    static abstract TSelf SquareRoot(TSelf operand);

    /// <summary>The largest whole number that is not larger.</summary>
    static abstract TSelf Floor(TSelf operand);

    /// <summary>A mask of the lanes where the left number is smaller; never where one is NaN.</summary>
    static abstract TSelf Less(TSelf left, TSelf right);

    /// <summary>A mask of the lanes where the left number is not larger; never where one is NaN.</summary>
    static abstract TSelf LessOrEqual(TSelf left, TSelf right);

    /// <summary>A mask of the lanes where the numbers are equal; never where one is NaN.</summary>
    static abstract TSelf Equal(TSelf left, TSelf right);

    /// <summary>Lane by lane <paramref name="whenTrue"/> where the mask is set, else <paramref name="whenFalse"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Whether the mask is set in any lane.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>The sum of integers, modulo 2^32.</summary>
    static abstract TSelf AddInt32(TSelf left, TSelf right);

    /// <summary>The difference of integers, modulo 2^32.</summary>
    static abstract TSelf SubtractInt32(TSelf left, TSelf right);

    /// <summary>The product of integers, modulo 2^32.</summary>
    static abstract TSelf MultiplyInt32(TSelf left, TSelf right);

    /// <summary>A mask of the lanes where the left signed integer is smaller.</summary>
    static abstract TSelf LessInt32(TSelf left, TSelf right);

    /// <summary>A mask of the lanes where the integers are equal.</summary>
    static abstract TSelf EqualInt32(TSelf left, TSelf right);

    /// <summary>The integers shifted up by <paramref name="bits"/>.</summary>
    static abstract TSelf ShiftLeft(TSelf operand, int bits);

    /// <summary>The integers shifted down by <paramref name="bits"/>, with zeros from above.</summary>
    static abstract TSelf ShiftRight(TSelf operand, int bits);

    /// <summary>The signed integers as float32, rounded to nearest.</summary>
    static abstract TSelf Int32ToFloat(TSelf operand);

    /// <summary>The unsigned integers as float32, rounded to nearest.</summary>
    static abstract TSelf UInt32ToFloat(TSelf operand);

    /// <summary>The numbers, which must lie within the range, truncated to signed integers.</summary>
    static abstract TSelf FloatToInt32(TSelf operand);

    /// <summary>The sum of all lanes in one fixed tree: halves, quarters, eighths, sixteenths.</summary>
    static abstract float Sum(TSelf operand);

    /// <summary>The largest number of all lanes; NaN where any is.</summary>
    static abstract float Largest(TSelf operand);

    /// <summary>The smallest number of all lanes; NaN where any is.</summary>
    static abstract float Smallest(TSelf operand);

    /// <summary>The numbers in double precision.</summary>
    static abstract DoubleLanes Widen(TSelf operand);

    /// <summary>Double precision numbers rounded to float32.</summary>
    static abstract TSelf Narrow(DoubleLanes operand);
}
