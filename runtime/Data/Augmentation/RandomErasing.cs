namespace Lathe;

/// <summary>Replaces a rectangle at a random place by random pixels (Zhong et al. 2020, algorithm 1). An image keeps its pixels if no rectangle of a hundred fits.</summary>
/// <remarks>A number outside its range is an <see cref="ArgumentOutOfRangeException"/>.</remarks>
public sealed record RandomErasing
{
    const int Tries = 100;

    /// <summary>How probable it is that an image loses a rectangle, in [0, 1].</summary>
    public double Probability { get; init => field = value is >= 0 and <= 1 ? value : throw OutOfRange(nameof(Probability), value, "lies in [0, 1]"); } = 0.5;

    /// <summary>The smallest share of the image that is erased, above 0.</summary>
    public double SmallestArea { get; init => field = value is > 0 and <= 1 ? value : throw OutOfRange(nameof(SmallestArea), value, "is a share of the image, above 0"); } = 0.02;

    /// <summary>The largest share of the image that is erased, up to 1; <see cref="SmallestArea"/> where that is more.</summary>
    public double LargestArea { get; init => field = value is > 0 and <= 1 ? value : throw OutOfRange(nameof(LargestArea), value, "is a share of the image, above 0"); } = 0.4;

    /// <summary>The smallest ratio of a rectangle's height to its width, above 0; the largest is its inverse.</summary>
    public double SmallestAspect { get; init => field = value is > 0 and <= 1 ? value : throw OutOfRange(nameof(SmallestAspect), value, "lies above 0 and up to 1"); } = 0.3;

    /// <summary>Erases numbers of one image.</summary>
    /// <param name="numbers">The image, normalised; channels, height, width.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="table">What each byte of a channel becomes, a channel after the other.</param>
    /// <param name="fullScale">The largest byte.</param>
    /// <param name="random">What is drawn from.</param>
    internal void Apply(Span<float> numbers, IReadOnlyList<int> shape, ReadOnlySpan<float> table, byte fullScale, ref RandomStream random)
    {
        if (random.Uniform() >= Probability)
            return;
        int channels = shape[0], height = shape[1], width = shape[2];
        for (int i = 0; i < Tries; i++)
        {
            double area = Between(SmallestArea, Math.Max(SmallestArea, LargestArea), ref random) * height * width;
            double aspect = Between(SmallestAspect, 1 / SmallestAspect, ref random);
            int rows = (int)Math.Round(Math.Sqrt(area * aspect)), columns = (int)Math.Round(Math.Sqrt(area / aspect));
            int top = random.Below(height), left = random.Below(width);
            if (top + rows > height || left + columns > width)
                continue;
            for (int channel = 0; channel < channels; channel++)
            {
                for (int y = top; y < top + rows; y++)
                {
                    foreach (ref float number in numbers.Slice((((channel * height) + y) * width) + left, columns))
                        number = table[(channel * (byte.MaxValue + 1)) + random.Below(fullScale + 1)];
                }
            }
            return;
        }
    }

    static double Between(double smallest, double largest, ref RandomStream random) => smallest + (random.Uniform() * (largest - smallest));

    static ArgumentOutOfRangeException OutOfRange(string name, double value, string range) => new(name, value, $"{name} of random erasing {range}.");
}
