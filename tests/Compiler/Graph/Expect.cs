using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Comparisons of numbers.</summary>
internal static class Expect
{
    /// <summary>Every element agrees to a tolerance relative to the larger of it and one.</summary>
    public static void Close(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var index = 0; index < expected.Count; index++)
        {
            var error = Math.Abs(expected[index] - actual[index]);
            Assert.True(
                error <= tolerance * Math.Max(1, Math.Abs(expected[index])),
                FormattableString.Invariant($"Element {index}: expected {expected[index]:R}, got {actual[index]:R}."));
        }
    }
}
