namespace Lathe;

/// <summary>Random changes to training images.</summary>
public sealed record Augmentation
{
    /// <summary>No change.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>Pads each side by so many zero pixels and crops the original size at a random place (He et al. 2016 use 4 for CIFAR); from 0.</summary>
    public int CropPadding { get; init; }

    /// <summary>Mirrors every other image, at random.</summary>
    public bool HorizontalFlip { get; init; }
}
