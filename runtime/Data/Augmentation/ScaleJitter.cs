namespace Lathe;

/// <summary>Enlarges each image by a factor of its own before a part of the original size is cropped at a random place (Simonyan and Zisserman 2015, section
/// 3.1): their sides from 256 to 512 with crops of 224 are factors from 256.0 / 224 to 512.0 / 224.</summary>
/// <param name="Smallest">The smallest factor, from 1.</param>
/// <param name="Largest">The largest factor.</param>
/// <exception cref="ArgumentOutOfRangeException">A factor is below 1, or the largest below the smallest.</exception>
public sealed record ScaleJitter(double Smallest, double Largest)
{
    /// <summary>The smallest factor, from 1.</summary>
    public double Smallest { get; } = Smallest is >= 1 and < double.PositiveInfinity
        ? Smallest
        : throw new ArgumentOutOfRangeException(nameof(Smallest), Smallest, "A scale is a factor from 1.");

    /// <summary>The largest factor.</summary>
    public double Largest { get; } = Largest >= Smallest && Largest < double.PositiveInfinity
        ? Largest
        : throw new ArgumentOutOfRangeException(nameof(Largest), Largest, $"The largest scale is not below the smallest, {Smallest}.");

    /// <summary>Resamples an image's plane after plane, bilinearly.</summary>
    internal void Apply(PixelImage image, PixelImage scratch, ref RandomStream random)
    {
        double factor = Smallest + (random.Uniform() * (Largest - Smallest));
        double down = random.Uniform() * image.Height * (factor - 1), right = random.Uniform() * image.Width * (factor - 1);
        image.CopyTo(scratch);
        for (int channel = 0; channel < image.Channels; channel++)
        {
            for (int y = 0; y < image.Height; y++)
            {
                double sourceY = Math.Clamp(((y + down + 0.5) / factor) - 0.5, 0, image.Height - 1);
                for (int x = 0; x < image.Width; x++)
                    image.At(channel, y, x) = scratch.Sample(channel, sourceY, Math.Clamp(((x + right + 0.5) / factor) - 0.5, 0, image.Width - 1));
            }
        }
    }
}
