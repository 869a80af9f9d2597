namespace Lathe;

/// <summary>Turns bytes into numbers: (byte / full scale - mean) / deviation, for each channel.</summary>
/// <param name="Mean">The mean of each channel, of numbers in [0, 1].</param>
/// <param name="Deviation">The standard deviation of each channel, above 0.</param>
public sealed record Normalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
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

    /// <summary>The number that each byte of a channel becomes.</summary>
    internal float[] Table(Dataset dataset)
    {
        int channels = dataset.Shape[0];
        if (Mean.Count != channels || Deviation.Count != channels)
            throw new ArgumentException($"The normalisation has {Mean.Count} means and {Deviation.Count} deviations; the images of {dataset.Name} have {channels} channels.");
        const int Bytes = byte.MaxValue + 1;
        var table = new float[channels * Bytes];
        for (int i = 0; i < table.Length; i++)
            table[i] = (float)((((double)(i % Bytes) / dataset.FullScale) - Mean[i / Bytes]) / Deviation[i / Bytes]);
        return table;
    }
}
