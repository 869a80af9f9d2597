using System.CommandLine;

namespace Lathe.Models.CommandLine;

/// <summary>The options that say how images are changed and mixed in training.</summary>
sealed class AugmentationArguments
{
    readonly Option<int> crop = CommonArguments.Number("--crop", "Pads images by so many pixels and crops at random.", 0, 0, 1 << 10);
    readonly Option<bool> flip = new("--flip") { Description = "Mirrors images at random." };
    readonly Option<double> scale = CommonArguments.Number("--scale", "Enlarges images by factors up to this one, and crops their size at random.", 1.0, 1, 64);
    readonly Option<double> part = CommonArguments.Number("--resized-crop", "Scales random parts of images to their size, from this share of the area on; ImageNet's is 0.08.", 1.0, 0.001, 1);
    readonly Option<int> strength = CommonArguments.Number("--randaugment", "Two operations of RandAugment, of this magnitude; none if 0, 9 is usual.", 0, 0, RandAugment.StrongestMagnitude);
    readonly Option<double> color = CommonArguments.Number("--color-shift", "Moves colours along their principal components, by this deviation; AlexNet's is 0.1.", 0.0, 0, 100);
    readonly Option<double> noise = CommonArguments.Number("--noise", "Adds noise of this deviation, where 1 is the range of pixels.", 0.0, 0, 100);
    readonly Option<int> cutout = CommonArguments.Number("--cutout", "Cuts a square of this side out of images.", 0, 0, 1 << 10);
    readonly Option<double> erasing = CommonArguments.Number("--erasing", "How probable it is that a rectangle of an image is replaced by random pixels.", 0.0, 0, 1);
    readonly Option<double> mixup = CommonArguments.Number("--mixup", "Mixes images in pairs, by shares from Beta(a, a) with this a; none if 0.", 0.0, 0, 1e3);
    readonly Option<double> cutmix = CommonArguments.Number("--cutmix", "Exchanges rectangles in pairs, by shares from Beta(a, a) with this a; with --mixup, one of both a batch.", 0.0, 0, 1e3);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[crop, flip, scale, part, strength, color, noise, cutout, erasing, mixup, cutmix])
            command.Add(option);
    }

    /// <summary>What is asked for of single images.</summary>
    public Augmentation Read(ParseResult parsed) => new()
    {
        CropPadding = parsed.GetValue(crop),
        HorizontalFlip = parsed.GetValue(flip),
        Scale = parsed.GetValue(scale) is var largest and > 1 ? new ScaleJitter(1, largest) : null,
        ResizedCrop = parsed.GetValue(part) is var smallest and < 1 ? new ResizedCrop { SmallestArea = smallest } : null,
        RandAugment = parsed.GetValue(strength) is var magnitude and > 0 ? new RandAugment(Magnitude: magnitude) : null,
        ColorShift = parsed.GetValue(color),
        Noise = parsed.GetValue(noise),
        CutoutSize = parsed.GetValue(cutout),
        Erasing = parsed.GetValue(erasing) is var probability and > 0 ? new RandomErasing { Probability = probability } : null,
    };

    /// <summary>What is asked for of pairs of images.</summary>
    public Mixing? ReadMixing(ParseResult parsed)
    {
        Mixing? shares = parsed.GetValue(mixup) is var a and > 0 ? new Mixing.Mixup(a) : null, rectangles = parsed.GetValue(cutmix) is var b and > 0 ? new Mixing.CutMix(b) : null;
        return shares is not null && rectangles is not null ? new Mixing.Either(shares, rectangles) : shares ?? rectangles;
    }
}
