using System.Numerics;

namespace Lathe;

/// <summary>A row of pixels with more or fewer of them: linear interpolation where they become more, and weighted means over all that fall on a pixel
/// where they become fewer. Weights are positive and add up to 1, so that values stay in their range.</summary>
sealed class Resampling
{
    readonly (int First, double[] Weights)[] pixels;

    public Resampling(int from, int to)
    {
        (From, To) = (from, to);
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

    /// <summary>How many there were.</summary>
    public int From { get; }

    /// <summary>How many there are.</summary>
    public int To { get; }

    /// <summary>Draws a plane of an image with more or fewer rows, by this, and columns, and of that a part.</summary>
    /// <param name="columns">What becomes of columns.</param>
    /// <param name="source">The plane's rows.</param>
    /// <param name="sourceWidth">From one row to the next there.</param>
    /// <param name="target">Where the part goes.</param>
    /// <param name="targetWidth">From one row to the next there.</param>
    /// <param name="top">Its first row.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="left">Its first column.</param>
    /// <param name="width">Its columns.</param>
    public void Draw(Resampling columns, ReadOnlySpan<byte> source, int sourceWidth, Span<byte> target, int targetWidth, int top, int height, int left, int width)
    {
        // Column after column, so that each is a row for its rows.
        var narrowed = new double[width * From];
        for (int y = 0; y < From; y++)
        {
            ReadOnlySpan<byte> row = source.Slice(y * sourceWidth, columns.From);
            for (int x = 0; x < width; x++)
                narrowed[(x * From) + y] = columns.Of(left + x, row);
        }
        for (int x = 0; x < width; x++)
        {
            ReadOnlySpan<double> column = narrowed.AsSpan(x * From, From);
            for (int y = 0; y < height; y++)
                target[(y * targetWidth) + x] = (byte)Math.Round(Of(top + y, column));
        }
    }

    /// <summary>The value of a pixel.</summary>
    double Of<T>(int pixel, ReadOnlySpan<T> row)
        where T : INumberBase<T>
    {
        var (first, weights) = pixels[pixel];
        double value = 0;
        for (int i = 0; i < weights.Length; i++)
            value += weights[i] * double.CreateTruncating(row[first + i]);
        return value;
    }
}
