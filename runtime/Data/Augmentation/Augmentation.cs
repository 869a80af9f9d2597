namespace Lathe;

/// <summary>Random changes to training images, in the order of the members. What is drawn is a function of seed, epoch and the image's number.</summary>
public sealed record Augmentation
{
    const int MostPixels = 1 << 20;

    /// <summary>No change.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>Pads each side by so many zero pixels and crops the original size at a random place (He et al. 2016 use 4 for CIFAR); from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or above 1,048,576.</exception>
    public int CropPadding { get; init => field = FromZero(value, nameof(CropPadding)); }

    /// <summary>Mirrors every other image, at random.</summary>
    public bool HorizontalFlip { get; init; }

    /// <summary>Enlarges images by random factors and crops the original size; none if null.</summary>
    public ScaleJitter? Scale { get; init; }

    /// <summary>Scales a random part of each image to its size; none if null.</summary>
    public ResizedCrop? ResizedCrop { get; init; }

    /// <summary>Random operations of a common strength; none if null.</summary>
    public RandAugment? RandAugment { get; init; }

    /// <summary>Moves all pixels of an image along the principal components of the training set's colours (Krizhevsky et al. 2012, section 4.1), each by its
    /// eigenvalue times a normal number of this standard deviation; 0.1 there, 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no number.</exception>
    public double ColorShift { get; init => field = FromZero(value, nameof(ColorShift)); }

    /// <summary>The standard deviation of normal noise that every number gets, where 1 is the range of pixels; 0 for none. Minimising the risk in such a
    /// vicinity of the data is Chapelle et al.'s (2001).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no number.</exception>
    public double Noise { get; init => field = FromZero(value, nameof(Noise)); }

    /// <summary>The side of a square, in pixels, that is set to the data set's mean at a random place, where it may lie partly outside (Cutout, DeVries and Taylor 2017: 16
    /// for CIFAR-10); 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or above 1,048,576.</exception>
    public int CutoutSize { get; init => field = FromZero(value, nameof(CutoutSize)); }

    /// <summary>Replaces a rectangle by random pixels; none if null.</summary>
    public RandomErasing? Erasing { get; init; }

    /// <summary>Whether pixels are computed with before they are normalised.</summary>
    internal bool ChangesPixels => Scale is not null || ResizedCrop is not null || RandAugment is not null || ColorShift > 0 || Noise > 0;

    static int FromZero(int value, string name) =>
        value is >= 0 and <= MostPixels ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is a number of pixels from 0 to {MostPixels}.");

    static double FromZero(double value, string name) =>
        value is >= 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is a standard deviation from 0.");
}
