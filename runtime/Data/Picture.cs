namespace Lathe;

/// <summary>An image of any size, as decoders give it: row after row of pixels, the channels of each together.</summary>
public sealed class Picture
{
    const int Grey = 1, Colour = 3, ColourWithAlpha = 4;

    /// <summary>A decoded image.</summary>
    /// <param name="width">Its columns, from 1.</param>
    /// <param name="height">Its rows, from 1.</param>
    /// <param name="channels">1 for grey; 3 for red, green and blue; 4 where an alpha follows, which is left out.</param>
    /// <param name="pixels">The bytes: <paramref name="height"/> rows of <paramref name="width"/> pixels of <paramref name="channels"/> bytes.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes, or another number of channels.</exception>
    public Picture(int width, int height, int channels, ReadOnlyMemory<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (Grey or Colour or ColourWithAlpha))
            throw new ArgumentException($"A picture has {Grey}, {Colour} or {ColourWithAlpha} channels, not {channels}.", nameof(channels));
        if ((Int128)width * height * channels is var length && pixels.Length != length)
            throw new ArgumentException($"A picture of {width}x{height} pixels with {channels} channels has {length} bytes, not {pixels.Length}.", nameof(pixels));
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>Its columns.</summary>
    public int Width { get; }

    /// <summary>Its rows.</summary>
    public int Height { get; }

    /// <summary>The bytes of a pixel.</summary>
    public int Channels { get; }

    /// <summary>The bytes, row after row.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>The picture as an image of a data set: resized, keeping its proportions, until it just covers the image, whose middle it then fills, as
    /// torchvision's <c>Resize</c> and <c>CenterCrop</c> do. Grey is repeated, colours become grey by their luma (ITU-R BT.601).</summary>
    /// <param name="shape">Channels (1 or 3), height and width.</param>
    /// <returns>The bytes, plane after plane: what <see cref="Normalization.Apply"/> takes.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public byte[] Fit(IReadOnlyList<int> shape)
    {
        ThrowIfNoImage(shape);
        int channels = shape[0], height = shape[1], width = shape[2];
        bool isWide = (long)Width * height >= (long)Height * width;
        Resampling rows = Middle(Height, isWide ? height : (long)Height * width / Width, height);
        Resampling columns = Middle(Width, isWide ? (long)Width * height / Height : width, width);
        var image = new byte[channels * height * width];
        var plane = new byte[Height * Width];
        for (int channel = 0; channel < channels; channel++)
        {
            if (channel == 0 || Channels != Grey)
                CopyPlane(channel, isGrey: channels == Grey, plane);
            rows.Draw(columns, plane, Width, image.AsSpan(channel * height * width), width);
        }
        return image;
    }

    /// <exception cref="ArgumentException">It is none of an image that <see cref="Fit"/> makes.</exception>
    internal static void ThrowIfNoImage(IReadOnlyList<int> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape is not [Grey or Colour, > 0, > 0] || (Int128)shape[0] * shape[1] * shape[2] > Array.MaxLength)
            throw new ArgumentException($"The shape of an image is channels ({Grey} or {Colour}), height, width, not [{string.Join(", ", shape)}].", nameof(shape));
    }

    void CopyPlane(int channel, bool isGrey, byte[] plane)
    {
        ReadOnlySpan<byte> pixels = Pixels.Span;
        for (int i = 0; i < plane.Length; i++)
        {
            ReadOnlySpan<byte> pixel = pixels.Slice(i * Channels, Channels);
            plane[i] = Channels == Grey ? pixel[0] : isGrey ? (byte)MathF.Round(PixelColors.Luma(pixel[0], pixel[1], pixel[2])) : pixel[channel];
        }
    }

    /// <summary>The middle of a row that gets longer or shorter; of two middles that which begins with the even number, as in Python.</summary>
    static Resampling Middle(int from, long to, int count) => new(from, to, (long)Math.Round((to - count) / 2.0), count);
}
