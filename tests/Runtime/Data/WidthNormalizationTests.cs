namespace Lathe.Runtime.Tests;

public sealed class WidthNormalizationTests
{
    /// <summary>A 6x8 image with a rectangle of 4 rows and 2 columns at row 1, column 5.</summary>
    static Dataset Rectangle(byte value = 200)
    {
        var image = new byte[6 * 8];
        for (int y = 1; y < 5; y++)
            image.AsSpan((y * 8) + 5, 2).Fill(value);
        return new Dataset("test", [1, 6, 8], image, new int[1], ["a"]);
    }

    [Theory]
    [InlineData(10, 20, 29, 10)]
    [InlineData(1, 3, 7, 1)]
    [InlineData(7, 7, 7, 7)]
    [InlineData(null, 20, 29, 10)]
    [InlineData(null, 2, 5, 1)]
    public void What_is_drawn_fills_its_box_in_the_middle(int? width, int height, int canvas, int drawn)
    {
        Dataset dataset = new WidthNormalization(width, height, canvas).Apply(Rectangle());
        Assert.Equal([1, canvas, canvas], dataset.Shape);
        int top = (canvas - height) / 2, left = (canvas - drawn) / 2;
        for (int y = 0; y < canvas; y++)
        {
            for (int x = 0; x < canvas; x++)
            {
                bool inside = y >= top && y < top + height && x >= left && x < left + drawn;
                Assert.Equal(inside ? 200 : 0, dataset.Image(0)[(y * canvas) + x]);
            }
        }
    }

    [Fact]
    public void A_box_of_the_same_size_moves_pixels_unchanged()
    {
        byte[] image = [0, 0, 0, 0, 9, 1, 2, 0, 3, 6, 7, 0];
        Dataset dataset = new WidthNormalization(3, 2, 4).Apply(new Dataset("test", [1, 3, 4], image, new int[1], ["a"]));
        Assert.Equal([0, 0, 0, 0, 9, 1, 2, 0, 3, 6, 7, 0, 0, 0, 0, 0], dataset.Image(0).ToArray());
    }

    [Fact]
    public void Pixels_between_others_are_interpolated()
    {
        Dataset dataset = new WidthNormalization(4, 1, 4).Apply(new Dataset("test", [1, 1, 2], new byte[] { 100, 200 }, new int[1], ["a"]));
        Assert.Equal([100, 125, 175, 200], dataset.Image(0).Slice(4, 4).ToArray());
    }

    [Fact]
    public void Fewer_pixels_are_means()
    {
        Dataset dataset = new WidthNormalization(2, 1, 2).Apply(new Dataset("test", [1, 1, 4], new byte[] { 8, 80, 160, 240 }, new int[1], ["a"]));
        // Triangles two pixels wide on each side of the middle: weights 3/4, 3/4, 1/4 of those that exist.
        Assert.Equal([(byte)Math.Round(((0.75 * 8) + (0.75 * 80) + (0.25 * 160)) / 1.75), (byte)Math.Round(((0.25 * 80) + (0.75 * 160) + (0.75 * 240)) / 1.75)], dataset.Image(0)[..2].ToArray());
    }

    [Fact]
    public void An_empty_image_stays_empty() =>
        Assert.True(new WidthNormalization(10, 20, 29).Apply(Rectangle(value: 0)).Image(0).IndexOfAnyExcept((byte)0) < 0);

    [Fact]
    public void A_box_that_does_not_fit_is_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new WidthNormalization(30, 20, 29).Apply(Rectangle()));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new WidthNormalization(0, 20, 29).Apply(Rectangle()));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new WidthNormalization(10, 0, 29).Apply(Rectangle()));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new WidthNormalization(10, 20, 1 << 16).Apply(Rectangle()));
    }
}
