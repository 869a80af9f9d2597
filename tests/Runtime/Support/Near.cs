namespace Lathe.Runtime.Tests;

/// <summary>Comparisons of numbers.</summary>
static class Near
{
    /// <summary>Whether two numbers differ by at most a tolerance.</summary>
    public static Func<float, float, bool> To(double tolerance) => (expected, actual) => Math.Abs(expected - actual) <= tolerance;
}
