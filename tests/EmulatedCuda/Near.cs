using Xunit;

namespace Lathe.EmulatedCuda.Tests;

/// <summary>Comparisons of numbers.</summary>
internal static class Near
{
    /// <summary>Every number agrees to a tolerance relative to the largest of them and one.</summary>
    public static void Expect(string name, IReadOnlyList<double> expected, IReadOnlyList<float> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        var scale = expected.Select(Math.Abs).Append(1).Max();
        for (var place = 0; place < expected.Count; place++)
        {
            if (!(Math.Abs(expected[place] - actual[place]) <= tolerance * scale))
                Assert.Fail(FormattableString.Invariant($"{name}[{place}] is {actual[place]:R}, it should be {expected[place]:R}; the largest is {scale:g3}."));
        }
    }
}
