using System.Numerics;

namespace Lathe;

/// <summary>A row of pixels with more or fewer of them: linear interpolation where they become more, and weighted means over all that fall on a pixel
/// where they become fewer. Weights are positive and add up to 1, so that values stay in their range.</summary>
sealed class Resampling
{
    readonly (int First, double[] Weights)[] pixels;

    public Resampling(int from, int to)
    {
        double scale = (double)from / to, reach = Math.Max(1, scale);
        pixels = new (int, double[])[to];
        for (int i = 0; i < to; i++)
        {
            double center = (i + 0.5) * scale;
            int first = Math.Max(0, (int)Math.Floor(center - reach + 0.5)), end = Math.Min(from, (int)Math.Ceiling(center + reach - 0.5));
            var weights = new double[end - first];
            for (int j = 0; j < weights.Length; j++)
                weights[j] = Math.Max(0, 1 - (Math.Abs(first + j + 0.5 - center) / reach));
            double sum = weights.Sum();
            pixels[i] = (first, [.. weights.Select(weight => weight / sum)]);
        }
    }

    /// <summary>The value of a pixel.</summary>
    public double Of<T>(int pixel, ReadOnlySpan<T> row)
        where T : INumberBase<T>
    {
        var (first, weights) = pixels[pixel];
        double value = 0;
        for (int i = 0; i < weights.Length; i++)
            value += weights[i] * double.CreateTruncating(row[first + i]);
        return value;
    }
}
