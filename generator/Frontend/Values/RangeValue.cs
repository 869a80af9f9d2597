using System.Globalization;

namespace Lathe.Generator.Frontend.Values;

/// <summary>A System.Index.</summary>
internal sealed record IndexValue(int Value, bool IsFromEnd)
{
    public int In(int count) => IsFromEnd ? count - Value : Value;

    public override string ToString() => (IsFromEnd ? "^" : "") + Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A System.Range.</summary>
internal sealed record RangeValue(IndexValue Start, IndexValue End)
{
    /// <summary>Start and length among so many elements; null if the range does not lie within them.</summary>
    public (int Start, int Length)? Within(int count) =>
        (Start.In(count), End.In(count)) is var (start, end) && start >= 0 && start <= end && end <= count ? (start, end - start) : null;

    /// <summary>Start and length of what the range and so many elements have in common.</summary>
    public (int Start, int Length) Clamped(int count)
    {
        var (start, end) = (Math.Max(0, Start.In(count)), Math.Min(count, End.In(count)));
        return (start, Math.Max(0, end - start));
    }

    public override string ToString() => $"{Start}..{End}";
}
