namespace Lathe;

/// <summary>Some operations on each image, drawn from fourteen and all of one strength (Cubuk et al. 2020): identity, auto-contrast, equalise, rotate, solarise,
/// colour, posterise, contrast, brightness, sharpness, and shears and translations along both axes. Their ranges are torchvision's.</summary>
/// <param name="Operations">How many operations follow each other, from 0; an operation may come twice.</param>
/// <param name="Magnitude">Their strength, from 0 to <see cref="StrongestMagnitude"/>.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed record RandAugment(int Operations = 2, int Magnitude = 9)
{
    /// <summary>The largest strength.</summary>
    public const int StrongestMagnitude = 30;

    const int Count = 14;

    /// <summary>How many operations follow each other, from 0.</summary>
    public int Operations { get; } = Operations >= 0 ? Operations : throw new ArgumentOutOfRangeException(nameof(Operations), Operations, "RandAugment takes a number of operations from 0.");

    /// <summary>Their strength, from 0 to <see cref="StrongestMagnitude"/>.</summary>
    public int Magnitude { get; } = Magnitude is >= 0 and <= StrongestMagnitude
        ? Magnitude
        : throw new ArgumentOutOfRangeException(nameof(Magnitude), Magnitude, $"The magnitude of RandAugment lies in [0, {StrongestMagnitude}].");

    /// <summary>Changes an image.</summary>
    internal void Apply(PixelImage image, PixelImage scratch, ref RandomStream random)
    {
        for (int i = 0; i < Operations; i++)
            Apply(random.Below(Count), random.Below(2) == 0 ? 1 : -1, image, scratch);
    }

    void Apply(int operation, int sign, PixelImage image, PixelImage scratch)
    {
        double strength = (double)Magnitude / StrongestMagnitude, change = 0.9 * strength * sign;
        switch (operation)
        {
            case 0:
                break;
            case 1:
                PixelColors.AutoContrast(image);
                break;
            case 2:
                PixelColors.Equalize(image);
                break;
            case 3:
                PixelGeometry.Rotate(image, scratch, sign * strength * Math.PI / 6);
                break;
            case 4:
                PixelColors.Solarize(image, threshold: 1 - strength);
                break;
            case 5:
                PixelColors.Saturate(image, 1 + change);
                break;
            case 6:
                PixelColors.Posterize(image, bits: 8 - (int)Math.Round(4 * strength));
                break;
            case 7:
                PixelColors.Contrast(image, 1 + change);
                break;
            case 8:
                PixelColors.Brighten(image, 1 + change);
                break;
            case 9:
                PixelColors.Sharpen(image, scratch, 1 + change);
                break;
            case 10:
                PixelGeometry.Shear(image, scratch, x: sign * 0.3 * strength, y: 0);
                break;
            case 11:
                PixelGeometry.Shear(image, scratch, x: 0, y: sign * 0.3 * strength);
                break;
            case 12:
                PixelGeometry.Translate(image, scratch, x: sign * strength * image.Width * 150 / 331, y: 0);
                break;
            default:
                PixelGeometry.Translate(image, scratch, x: 0, y: sign * strength * image.Height * 150 / 331);
                break;
        }
    }
}
