using System.Numerics;

namespace Lathe;

/// <summary>A row of pixels with more or fewer of them: linear interpolation where they become more, and weighted means over all that fall on a pixel
/// where they become fewer. Weights are positive and add up to 1, so that values stay in their range.</summary>
sealed class Resampling
{
    readonly (int First, double[] Weights)[] pixels;

    /// <summary>A part of the new row.</summary>
    /// <param name="from">How many pixels there were.</param>
    /// <param name="to">How many there would be.</param>
    /// <param name="start">The first that there is.</param>
    /// <param name="count">How many there are.</param>
    public Resampling(int from, long to, long start, int count)
    {
        From = from;
        double scale = (double)from / to, reach = Math.Max(1, scale);
        pixels = new (int, double[])[count];
        for (int i = 0; i < count; i++)
        {
            double center = (start + i + 0.5) * scale;
            int first = Math.Max(0, (int)Math.Floor(center - reach + 0.5)), end = Math.Min(from, (int)Math.Ceiling(center + reach - 0.5));
            var weights = new double[end - first];
            for (int j = 0; j < weights.Length; j++)
                weights[j] = Math.Max(0, 1 - (Math.Abs(first + j + 0.5 - center) / reach));
            double sum = weights.Sum();
            pixels[i] = (first, [.. weights.Select(weight => weight / sum)]);
        }
    }

    /// <summary>All of the new row.</summary>
    public Resampling(int from, int to)
        : this(from, to, 0, to)
    {
    }

    /// <summary>How many pixels there were.</summary>
    public int From { get; }

    /// <summary>How many there are.</summary>
    public int Count => pixels.Length;

    /// <summary>Draws a plane of an image with other rows, by this, and other columns.</summary>
    /// <param name="columns">What becomes of columns.</param>
    /// <param name="source">The plane.</param>
    /// <param name="sourceWidth">From one of its rows to the next.</param>
    /// <param name="target">Where the new rows go.</param>
    /// <param name="targetWidth">From one of them to the next.</param>
    public void Draw(Resampling columns, ReadOnlySpan<byte> source, int sourceWidth, Span<byte> target, int targetWidth)
    {
        // Column after column, so that each is a row for its rows; only those that are looked at.
        int top = pixels[0].First, height = pixels[^1].First + pixels[^1].Weights.Length - top;
        var narrowed = new double[columns.Count * height];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = source.Slice((top + y) * sourceWidth, columns.From);
            for (int x = 0; x < columns.Count; x++)
                narrowed[(x * height) + y] = columns.Of(x, row, start: 0);
        }
        for (int x = 0; x < columns.Count; x++)
        {
            ReadOnlySpan<double> column = narrowed.AsSpan(x * height, height);
            for (int y = 0; y < Count; y++)
                target[(y * targetWidth) + x] = (byte)Math.Round(Of(y, column, start: top));
        }
    }

    /// <summary>The value of a pixel.</summary>
    /// <param name="pixel">Which.</param>
    /// <param name="row">The pixels that there were.</param>
    /// <param name="start">The number of the first of them.</param>
    double Of<T>(int pixel, ReadOnlySpan<T> row, int start)
        where T : INumberBase<T>
    {
        var (first, weights) = pixels[pixel];
        double value = 0;
        for (int i = 0; i < weights.Length; i++)
            value += weights[i] * double.CreateTruncating(row[first - start + i]);
        return value;
    }
}
