using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>The integers from <paramref name="Min"/> to <paramref name="Max"/>, both included.</summary>
internal readonly record struct Interval(long Min, long Max)
{
    /// <summary>More samples than any batch has; extents that grow with the batch are bounded by it.</summary>
    const long ManySamples = 1L << 24;

    public static Interval Single(long value) => new(value, value);

    /// <summary>The positions along an axis, for every batch.</summary>
    public static Interval Positions(Dim extent) => new(0, extent.At(ManySamples) - 1);

    public bool IsWithin(long min, long end) => Min >= min && Max < end;

    public static Interval operator +(Interval left, Interval right) => new(left.Min + right.Min, left.Max + right.Max);

    public static Interval operator *(Interval interval, long factor) =>
        factor >= 0 ? new(interval.Min * factor, interval.Max * factor) : new(interval.Max * factor, interval.Min * factor);
}
