namespace Lathe.Kernels.Tests.Contractions;

/// <summary>Every width that contractions exist for, with one worker and with two.</summary>
internal sealed class Launchers : IDisposable
{
    readonly WorkerPool one = new(1);
    readonly WorkerPool two = new(2);
    readonly List<PooledLauncher> launchers = [];

    public Launchers()
    {
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            launchers.Add(new(one, width));
            launchers.Add(new(two, width));
        }
    }

    /// <summary>Runs a contraction everywhere and checks that it writes the same bits each time, and those near what is expected.</summary>
    /// <param name="initial">The result's memory before each run.</param>
    /// <param name="expected">Double-precision values of all of the result's memory.</param>
    /// <param name="terms">The number of products in the longest sum.</param>
    public void Check(NativeTensor initial, double[] expected, double terms, Action<Launcher, nint> run, string what)
    {
        float[]? first = null;
        foreach (var launcher in launchers)
        {
            using var result = initial.Clone();
            run(launcher, result.Address);
            result.AssertGuardsIntact();
            if (first is null)
            {
                first = result.Values.ToArray();
                AssertNear(first, expected, terms, what);
            }
            else
            {
                Assert.True(result.Values.SequenceEqual(first), $"{what}: {launcher.Width}, {launcher.Workers} workers differ in bits.");
            }
        }
    }

    public void Dispose()
    {
        launchers.ForEach(launcher => launcher.Dispose());
        one.Dispose();
        two.Dispose();
    }

    static void AssertNear(float[] actual, double[] expected, double terms, string what)
    {
        // Operands are uniform in [-1, 1]: a sum of n products has magnitude about sqrt(n) / 3, and its rounding errors grow as slowly.
        var tolerance = 4e-7 * (Math.Sqrt(terms) + 2) * Math.Max(1, Math.Log2(terms + 1));
        for (var i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(actual[i] - expected[i]) <= tolerance, FormattableString.Invariant($"{what}: element {i} is {actual[i]}, expected {expected[i]} within {tolerance}."));
    }
}
