namespace Lathe;

/// <summary>Turns bytes of a data set into augmented, normalised numbers, on one thread.</summary>
sealed class ImageAugmenter
{
    const int Bytes = byte.MaxValue + 1;

    readonly Dataset dataset;
    readonly Augmentation augmentation;
    readonly Normalization normalization;
    readonly float[] normalized;
    readonly float[] shares;
    readonly float[] means;
    readonly PrincipalColors? colors;
    readonly PixelImage? image;
    readonly PixelImage? scratch;

    public ImageAugmenter(Dataset dataset, Augmentation augmentation, Normalization? normalization)
    {
        this.dataset = dataset;
        this.augmentation = augmentation;
        this.normalization = normalization ?? Normalization.None(dataset.Shape[0]);
        normalized = this.normalization.Table(dataset);
        means = augmentation.CutoutSize > 0 ? Means(dataset, this.normalization) : [];
        shares = [];
        if (!augmentation.ChangesPixels)
            return;
        shares = Normalization.None(dataset.Shape[0]).Table(dataset);
        image = new PixelImage(dataset.Shape[0], dataset.Shape[1], dataset.Shape[2]);
        scratch = new PixelImage(dataset.Shape[0], dataset.Shape[1], dataset.Shape[2]);
        colors = augmentation.ColorShift > 0 ? new PrincipalColors(dataset) : null;
    }

    /// <summary>Makes the numbers of one image.</summary>
    /// <param name="index">Which image.</param>
    /// <param name="target">Receives channels, height, width.</param>
    /// <param name="random">What is drawn from.</param>
    public void Make(int index, Span<float> target, RandomStream random)
    {
        if (image is null || scratch is null)
        {
            Crop(index, normalized, target, ref random);
        }
        else
        {
            Crop(index, shares, image.Numbers, ref random);
            ChangePixels(image, scratch, ref random);
            Normalize(image, target);
        }
        if (augmentation.CutoutSize > 0)
            Cut(target, ref random);
        augmentation.Erasing?.Apply(target, dataset.Shape, normalized, dataset.FullScale, ref random);
    }

    /// <summary>What the mean of each channel becomes.</summary>
    static float[] Means(Dataset dataset, Normalization normalization) =>
        [.. Normalization.Of(dataset).Mean.Select((mean, channel) => (mean - normalization.Mean[channel]) / normalization.Deviation[channel])];

    void ChangePixels(PixelImage image, PixelImage scratch, ref RandomStream random)
    {
        augmentation.Scale?.Apply(image, scratch, ref random);
        augmentation.ResizedCrop?.Apply(image, scratch, ref random);
        augmentation.RandAugment?.Apply(image, scratch, ref random);
        colors?.Shift(image, augmentation.ColorShift, ref random);
        if (augmentation.Noise > 0)
        {
            foreach (ref float number in image.Numbers)
                number += (float)(augmentation.Noise * random.Normal());
        }
    }

    /// <summary>Copies a mirrored or moved image through a table; what lies beyond it is what the byte 0 becomes.</summary>
    void Crop(int index, ReadOnlySpan<float> table, Span<float> target, ref RandomStream random)
    {
        int channels = dataset.Shape[0], height = dataset.Shape[1], width = dataset.Shape[2], padding = augmentation.CropPadding;
        int down = random.Below((2 * padding) + 1) - padding, right = random.Below((2 * padding) + 1) - padding;
        bool flip = random.Below(2) == 1 && augmentation.HorizontalFlip;
        ReadOnlySpan<byte> source = dataset.Image(index);
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<float> values = table.Slice(channel * Bytes, Bytes);
            for (int y = 0; y < height; y++)
            {
                Span<float> row = target.Slice(((channel * height) + y) * width, width);
                int sourceY = y + down;
                if ((uint)sourceY >= (uint)height)
                {
                    row.Fill(values[0]);
                    continue;
                }
                ReadOnlySpan<byte> sourceRow = source.Slice(((channel * height) + sourceY) * width, width);
                for (int x = 0; x < width; x++)
                {
                    int sourceX = (flip ? width - 1 - x : x) + right;
                    row[x] = (uint)sourceX < (uint)width ? values[sourceRow[sourceX]] : values[0];
                }
            }
        }
    }

    void Normalize(PixelImage image, Span<float> target)
    {
        int plane = image.Height * image.Width;
        for (int channel = 0; channel < image.Channels; channel++)
        {
            float mean = normalization.Mean[channel], deviation = normalization.Deviation[channel];
            ReadOnlySpan<float> numbers = image.Channel(channel);
            for (int i = 0; i < plane; i++)
                target[(channel * plane) + i] = (numbers[i] - mean) / deviation;
        }
    }

    void Cut(Span<float> target, ref RandomStream random)
    {
        int channels = dataset.Shape[0], height = dataset.Shape[1], width = dataset.Shape[2], size = augmentation.CutoutSize;
        int top = random.Below(height) - (size / 2), left = random.Below(width) - (size / 2);
        int bottom = Math.Min(height, top + size), end = Math.Min(width, left + size);
        (top, left) = (Math.Max(0, top), Math.Max(0, left));
        for (int channel = 0; channel < channels; channel++)
        {
            for (int y = top; y < bottom; y++)
                target[((((channel * height) + y) * width) + left)..((((channel * height) + y) * width) + end)].Fill(means[channel]);
        }
    }
}
