namespace Lathe;

/// <summary>Draws what is in each image again, in a box of a given size in the middle of a square. Columns of a committee that see digits of different
/// widths make different mistakes (Ciresan, Meier, Schmidhuber: Multi-column Deep Neural Networks for Image Classification, CVPR 2012, section 3).</summary>
/// <param name="Width">The width of the box, in pixels, from 1 to <paramref name="Canvas"/>; null keeps the shape of what is drawn, as far as the square
/// is wide.</param>
/// <param name="Height">The height of the box, in pixels, from 1 to <paramref name="Canvas"/>.</param>
/// <param name="Canvas">The extent of the square, in pixels.</param>
public sealed record WidthNormalization(int? Width, int Height, int Canvas)
{
    /// <summary>The images of a data set, drawn again: channels, canvas, canvas. What is drawn are the pixels that are not 0 in some channel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The box is empty or does not fit the square, or the squares are more than an array holds.</exception>
    public Dataset Apply(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(Height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Width ?? 1, 1, nameof(Width));
        ArgumentOutOfRangeException.ThrowIfLessThan(Canvas, Math.Max(Height, Width ?? 1));
        int channels = dataset.Shape[0];
        if ((Int128)Math.Max(1, dataset.Count) * channels * Canvas * Canvas is var bytes && bytes > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(Canvas), Canvas, $"{dataset.Count} images of {channels}x{Canvas}x{Canvas} are {bytes} bytes; at most {Array.MaxLength} are possible.");
        int length = channels * Canvas * Canvas;
        var images = new byte[dataset.Count * length];
        for (int i = 0; i < dataset.Count; i++)
            Draw(dataset.Image(i), dataset.Shape, images.AsSpan(i * length, length));
        return new Dataset(dataset.Name, [channels, Canvas, Canvas], images, dataset.Labels, dataset.ClassNames, dataset.FullScale);
    }

    void Draw(ReadOnlySpan<byte> image, IReadOnlyList<int> shape, Span<byte> target)
    {
        int height = shape[1], width = shape[2];
        var (top, left, bottom, right) = Box(image, height, width);
        if (bottom == top)
            return;
        int drawnWidth = Width ?? Math.Clamp((int)Math.Round((double)(right - left) * Height / (bottom - top)), 1, Canvas);
        Resampling rows = new(bottom - top, Height), columns = new(right - left, drawnWidth);
        int down = (Canvas - Height) / 2, across = (Canvas - drawnWidth) / 2;
        for (int channel = 0; channel < shape[0]; channel++)
        {
            ReadOnlySpan<byte> box = image[(((channel * height) + top) * width)..][left..];
            rows.Draw(columns, box, width, target[(((channel * Canvas) + down) * Canvas)..][across..], Canvas);
        }
    }

    static (int Top, int Left, int Bottom, int Right) Box(ReadOnlySpan<byte> image, int height, int width)
    {
        int top = height, left = width, bottom = 0, right = 0;
        for (int i = 0; i < image.Length; i++)
        {
            if (image[i] == 0)
                continue;
            int y = i / width % height, x = i % width;
            (top, left, bottom, right) = (Math.Min(top, y), Math.Min(left, x), Math.Max(bottom, y + 1), Math.Max(right, x + 1));
        }
        return bottom == 0 ? default : (top, left, bottom, right);
    }
}
