namespace Lathe.Networks.Tests;

/// <summary>Comparisons of tensors with what a golden says of them.</summary>
static class Near
{
    /// <summary>All elements: the norm of the difference, relative to the golden's norm.</summary>
    public static void Whole(string what, GoldenTensor golden, IReadOnlyList<double> actual, double tolerance)
    {
        var expected = golden.Data ?? throw new InvalidDataException($"The golden holds only a summary of {what}.");
        Assert.Equal(expected.Length, actual.Count);
        var error = Math.Sqrt(expected.Zip(actual, (e, a) => (e - a) * (e - a)).Sum()) / golden.L2;
        Assert.True(error <= tolerance, $"{what}: the relative error is {error:g3}, more than {tolerance:g3}.");
    }

    /// <summary>The norm, and the first elements on the scale of a typical element.</summary>
    public static void Summary(string what, GoldenTensor golden, TensorSummary actual, double normTolerance, double elementTolerance) =>
        Assert.Empty(Faults(what, golden, actual, normTolerance, elementTolerance));

    /// <summary>What <see cref="Summary"/> would complain of, a sentence each.</summary>
    public static IEnumerable<string> Faults(string what, GoldenTensor golden, TensorSummary actual, double normTolerance, double elementTolerance)
    {
        if (!(Math.Abs(actual.Norm - golden.L2) <= normTolerance * golden.L2))
            yield return $"{what}: the norm is {actual.Norm:g9}, not {golden.L2:g9} ± {normTolerance * golden.L2:g3}.";
        var typical = golden.L2 / Math.Sqrt(actual.Count);
        for (var i = 0; i < golden.First8.Length; i++)
        {
            var limit = elementTolerance * (Math.Abs(golden.First8[i]) + typical);
            if (!(Math.Abs(actual.First[i] - golden.First8[i]) <= limit))
                yield return $"{what}[{i}] is {actual.First[i]:g9}, not {golden.First8[i]:g9} ± {limit:g3}.";
        }
    }

    /// <summary>A number, with an absolute tolerance.</summary>
    public static void Number(string what, double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance, $"{what} is {actual:g9}, not {expected:g9} ± {tolerance:g3}.");

    public static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
}
