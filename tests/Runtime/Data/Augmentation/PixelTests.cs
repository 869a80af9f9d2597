namespace Lathe.Runtime.Tests;

/// <summary>The operations of RandAugment, each on a few pixels by hand.</summary>
public sealed class PixelTests
{
    static PixelImage Image(int channels, int height, int width, params ReadOnlySpan<float> numbers)
    {
        var image = new PixelImage(channels, height, width);
        numbers.CopyTo(image.Numbers);
        return image;
    }

    static PixelImage Empty(PixelImage image) => new(image.Channels, image.Height, image.Width);

    static void AssertNumbers(PixelImage image, params float[] expected) => Assert.Equal(expected, image.Numbers.ToArray(), Near.To(1e-5));

    static float Byte(int value) => value / 255f;

    [Fact]
    public void Auto_contrast_stretches_each_channel()
    {
        PixelImage image = Image(2, 1, 3, 0.2f, 0.4f, 0.6f, 0.5f, 0.5f, 0.5f);
        PixelColors.AutoContrast(image);
        AssertNumbers(image, 0, 0.5f, 1, 0.5f, 0.5f, 0.5f);
    }

    [Fact]
    public void Equalising_spreads_levels_by_their_frequency()
    {
        // 1,020 pixels of two levels below the brightest: a step of 4 pixels a level.
        var image = new PixelImage(1, 10, 103);
        image.Numbers[..340].Fill(Byte(10));
        image.Numbers[340..1020].Fill(Byte(11));
        image.Numbers[1020..].Fill(Byte(200));
        PixelColors.Equalize(image);
        Assert.Equal([Byte(0), Byte(85), Byte(255)], image.Numbers.ToArray().Distinct(), Near.To(1e-6));
        PixelImage even = Image(1, 1, 4, 0.1f, 0.1f, 0.3f, 0.5f);
        PixelColors.Equalize(even);
        AssertNumbers(even, 0.1f, 0.1f, 0.3f, 0.5f);
    }

    [Fact]
    public void Solarising_inverts_what_is_bright()
    {
        PixelImage image = Image(1, 1, 4, 0, 0.25f, 0.5f, 1);
        PixelColors.Solarize(image, threshold: 0.5);
        AssertNumbers(image, 0, 0.25f, 0.5f, 0);
    }

    [Fact]
    public void Posterising_keeps_the_high_bits()
    {
        PixelImage image = Image(1, 1, 4, Byte(255), Byte(31), Byte(32), Byte(100));
        PixelColors.Posterize(image, bits: 3);
        AssertNumbers(image, Byte(224), Byte(0), Byte(32), Byte(96));
        PixelColors.Posterize(image, bits: 8);
        AssertNumbers(image, Byte(224), Byte(0), Byte(32), Byte(96));
    }

    [Fact]
    public void Brightness_contrast_and_colour_blend_with_black_the_mean_and_grey()
    {
        PixelImage bright = Image(1, 1, 3, 0.2f, 0.4f, 0.9f);
        PixelColors.Brighten(bright, 1.5);
        AssertNumbers(bright, 0.3f, 0.6f, 1);

        PixelImage contrast = Image(1, 1, 3, 0.2f, 0.4f, 0.9f);
        PixelColors.Contrast(contrast, 0.5);
        AssertNumbers(contrast, 0.35f, 0.45f, 0.7f);

        PixelImage color = Image(3, 1, 1, 1, 0, 0);
        PixelColors.Saturate(color, 0);
        AssertNumbers(color, 0.299f, 0.299f, 0.299f);
        PixelImage grey = Image(1, 1, 1, 0.7f);
        PixelColors.Saturate(grey, 0);
        AssertNumbers(grey, 0.7f);
    }

    [Fact]
    public void Sharpness_blends_with_the_smoothed_inside()
    {
        PixelImage image = Image(1, 3, 3, 0, 0, 0, 0, 0.52f, 0, 0.13f, 0, 0);
        PixelColors.Sharpen(image, Empty(image), 0);
        AssertNumbers(image, 0, 0, 0, 0, ((5 * 0.52f) + 0.13f) / 13, 0, 0.13f, 0, 0);
        PixelImage sharper = Image(1, 3, 3, 0, 0, 0, 0, 0.26f, 0, 0, 0, 0);
        PixelColors.Sharpen(sharper, Empty(sharper), 2);
        AssertNumbers(sharper, 0, 0, 0, 0, 0.52f - 0.1f, 0, 0, 0, 0);
    }

    [Fact]
    public void A_quarter_turn_moves_every_pixel()
    {
        PixelImage image = Image(1, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        PixelGeometry.Rotate(image, Empty(image), Math.PI / 2);
        AssertNumbers(image, 3, 6, 9, 2, 5, 8, 1, 4, 7);
    }

    [Fact]
    public void A_shear_moves_rows_by_their_distance_from_the_centre()
    {
        PixelImage image = Image(1, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        PixelGeometry.Shear(image, Empty(image), x: 1, y: 0);
        AssertNumbers(image, 0, 1, 2, 4, 5, 6, 8, 9, 0);
        PixelImage down = Image(1, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        PixelGeometry.Shear(down, Empty(down), x: 0, y: 1);
        AssertNumbers(down, 0, 2, 6, 1, 5, 9, 4, 8, 0);
    }

    [Fact]
    public void A_translation_lies_between_pixels_too()
    {
        PixelImage image = Image(1, 1, 4, 1, 2, 3, 4);
        PixelGeometry.Translate(image, Empty(image), x: 1, y: 0);
        AssertNumbers(image, 0, 1, 2, 3);
        PixelGeometry.Translate(image, Empty(image), x: -0.5, y: 0);
        AssertNumbers(image, 0.5f, 1.5f, 2.5f, 1.5f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(30)]
    public void All_operations_keep_numbers_in_range(int magnitude)
    {
        var random = new RandomStream(1, "operations");
        var images = new HashSet<string>();
        for (int i = 0; i < 200; i++)
        {
            PixelImage image = Image(3, 4, 5, [.. Enumerable.Range(0, 60).Select(static i => i % 7 / 6f)]);
            new RandAugment(1, magnitude).Apply(image, Empty(image), ref random);
            Assert.All(image.Numbers.ToArray(), static number => Assert.InRange(number, -1e-6f, 1 + 1e-6f));
            images.Add(string.Join(' ', image.Numbers.ToArray()));
        }
        // The identity, three that have no strength, one of a single sign, and nine of two; at strength 0 most change nothing.
        Assert.InRange(images.Count, magnitude == 0 ? 2 : 15, 24);
    }
}
