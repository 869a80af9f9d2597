namespace Lathe;

/// <summary>Crops a part of a random area and shape at a random place and scales it to the size of the image (Szegedy et al. 2015, section 6): PyTorch's
/// <c>RandomResizedCrop</c>.</summary>
/// <remarks>A number outside its range is an <see cref="ArgumentOutOfRangeException"/>.</remarks>
public sealed record ResizedCrop
{
    const int Tries = 10;

    /// <summary>The smallest share of the image that is kept, above 0 and up to 1; the largest is 1.</summary>
    public double SmallestArea
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(SmallestArea), value, "The smallest area of a crop is a share of the image, above 0.");
    } = 0.08;

    /// <summary>The smallest ratio of a crop's width to its height, above 0 and up to 1; the largest is its inverse.</summary>
    public double SmallestAspect
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(SmallestAspect), value, "The smallest aspect of a crop lies above 0 and up to 1.");
    } = 0.75;

    /// <summary>Scales a part of an image to all of it, bilinearly.</summary>
    internal void Apply(PixelImage image, PixelImage scratch, ref RandomStream random)
    {
        var (top, left, height, width) = Part(image.Height, image.Width, ref random);
        image.CopyTo(scratch);
        for (int channel = 0; channel < image.Channels; channel++)
        {
            for (int y = 0; y < image.Height; y++)
            {
                double sourceY = top + Within(y, height, image.Height);
                for (int x = 0; x < image.Width; x++)
                    image.At(channel, y, x) = scratch.Sample(channel, sourceY, left + Within(x, width, image.Width));
            }
        }
    }

    /// <summary>A part of an image: ten times one of a random area and aspect is tried, then the largest in the centre whose aspect is allowed is taken.</summary>
    internal (int Top, int Left, int Height, int Width) Part(int height, int width, ref RandomStream random)
    {
        double widest = -Math.Log(SmallestAspect);
        for (int i = 0; i < Tries; i++)
        {
            double area = (SmallestArea + (random.Uniform() * (1 - SmallestArea))) * height * width;
            double aspect = Math.Exp(((2 * random.Uniform()) - 1) * widest);
            int columns = (int)Math.Round(Math.Sqrt(area * aspect)), rows = (int)Math.Round(Math.Sqrt(area / aspect));
            if (columns >= 1 && columns <= width && rows >= 1 && rows <= height)
                return (random.Below(height - rows + 1), random.Below(width - columns + 1), rows, columns);
        }
        var (tallest, broadest) = ((int)Math.Min(height, Math.Round(width / SmallestAspect)), (int)Math.Min(width, Math.Round(height / SmallestAspect)));
        return ((height - tallest) / 2, (width - broadest) / 2, tallest, broadest);
    }

    /// <summary>Where a pixel of the result lies among so many of the crop.</summary>
    static double Within(int pixel, int cropped, int size) => Math.Clamp(((pixel + 0.5) * cropped / size) - 0.5, 0, cropped - 1);
}
