using System.Numerics;

namespace Lathe.Networks.Tests;

/// <summary>What a golden says of a tensor that it does not hold whole.</summary>
/// <param name="Count">How many elements there are.</param>
/// <param name="Norm">The root of the sum of their squares.</param>
/// <param name="First">The first elements, in state-dict order.</param>
readonly record struct TensorSummary(int Count, double Norm, double[] First)
{
    /// <summary>How many elements <see cref="First"/> has, if there are so many.</summary>
    public const int Length = 8;

    public static TensorSummary Of<T>(ReadOnlySpan<T> values)
        where T : INumber<T>
    {
        var squares = 0.0;
        foreach (var value in values)
        {
            var wide = double.CreateTruncating(value);
            squares += wide * wide;
        }

        var first = new double[Math.Min(Length, values.Length)];
        for (var index = 0; index < first.Length; index++)
            first[index] = double.CreateTruncating(values[index]);
        return new(values.Length, Math.Sqrt(squares), first);
    }
}
