namespace Lathe;

/// <summary>Turns bytes into numbers: (byte / full scale - mean) / deviation, for each channel.</summary>
/// <param name="Mean">The mean of each channel, of numbers in [0, 1].</param>
/// <param name="Deviation">The standard deviation of each channel, above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A mean is no number, or a deviation is not above 0.</exception>
public sealed record Normalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
    /// <summary>The mean of each channel, of numbers in [0, 1].</summary>
    public IReadOnlyList<float> Mean { get; init => field = CheckedMeans(value); } = CheckedMeans(Mean);

    /// <summary>The standard deviation of each channel, above 0.</summary>
    public IReadOnlyList<float> Deviation { get; init => field = CheckedDeviations(value); } = CheckedDeviations(Deviation);

    /// <summary>The mean and the standard deviation of a data set, computed from exact integer sums. A channel without variation gets deviation 1.</summary>
    public static Normalization Of(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int channels = dataset.Shape[0], plane = dataset.SampleLength / channels;
        var mean = new float[channels];
        var deviation = new float[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            long sum = 0, squares = 0;
            for (int image = 0; image < dataset.Count; image++)
            {
                foreach (byte value in dataset.Image(image).Slice(channel * plane, plane))
                {
                    sum += value;
                    squares += value * value;
                }
            }
            double count = Math.Max(1, (double)dataset.Count * plane), average = sum / count;
            double variance = Math.Max(0, (squares / count) - (average * average));
            mean[channel] = (float)(average / dataset.FullScale);
            deviation[channel] = variance > 0 ? (float)(Math.Sqrt(variance) / dataset.FullScale) : 1;
        }
        return new Normalization(mean, deviation);
    }

    /// <summary>No change of scale: numbers in [0, 1].</summary>
    /// <param name="channels">How many channels there are.</param>
    public static Normalization None(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        return new Normalization(new float[channels], [.. Enumerable.Repeat(1f, channels)]);
    }

    /// <summary>Scales an image as training scaled those of its data set, for <see cref="Network.Predict(ReadOnlySpan{float}, int, Span{float})"/>.</summary>
    /// <param name="image">The bytes of all channels, one plane after the other.</param>
    /// <param name="result">As many numbers, written.</param>
    /// <param name="fullScale">The byte that means 1; at least 1.</param>
    /// <exception cref="ArgumentException">The bytes are not as many for each channel, or the result has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fullScale"/> is 0.</exception>
    public void Apply(ReadOnlySpan<byte> image, Span<float> result, byte fullScale = byte.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fullScale);
        if (Mean.Count == 0 || Mean.Count != Deviation.Count || image.Length % Mean.Count != 0)
            throw new ArgumentException($"The image has {image.Length} bytes, not as many for each of {Mean.Count} means and {Deviation.Count} deviations.", nameof(image));
        if (result.Length != image.Length)
            throw new ArgumentException($"There is room for {result.Length} numbers; the image has {image.Length} bytes.", nameof(result));
        int plane = image.Length / Mean.Count;
        for (int i = 0; i < image.Length; i++)
            result[i] = Scale(image[i], i / plane, fullScale);
    }

    /// <summary>The number that each byte of a channel becomes.</summary>
    internal float[] Table(Dataset dataset)
    {
        int channels = dataset.Shape[0];
        if (Mean.Count != channels || Deviation.Count != channels)
            throw new ArgumentException($"The normalisation has {Mean.Count} means and {Deviation.Count} deviations; the images of {dataset.Name} have {channels} channels.");
        const int Bytes = byte.MaxValue + 1;
        var table = new float[channels * Bytes];
        for (int i = 0; i < table.Length; i++)
            table[i] = Scale(i % Bytes, i / Bytes, dataset.FullScale);
        return table;
    }

    static IReadOnlyList<float> CheckedMeans(IReadOnlyList<float> means)
    {
        ArgumentNullException.ThrowIfNull(means);
        foreach (float mean in means)
        {
            if (!float.IsFinite(mean))
                throw new ArgumentOutOfRangeException(nameof(means), mean, "A channel's mean is a number.");
        }
        return means;
    }

    static IReadOnlyList<float> CheckedDeviations(IReadOnlyList<float> deviations)
    {
        ArgumentNullException.ThrowIfNull(deviations);
        foreach (float deviation in deviations)
        {
            if (deviation is not (> 0 and < float.PositiveInfinity))
                throw new ArgumentOutOfRangeException(nameof(deviations), deviation, "A channel's standard deviation is above 0.");
        }
        return deviations;
    }

    float Scale(int value, int channel, byte fullScale) => (float)((((double)value / fullScale) - Mean[channel]) / Deviation[channel]);
}
