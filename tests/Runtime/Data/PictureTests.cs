namespace Lathe.Runtime.Tests;

public sealed class PictureTests
{
    [Fact]
    public void Channels_become_planes_and_an_alpha_is_left_out()
    {
        byte[] pixels = [1, 2, 3, 255, 4, 5, 6, 0];
        Assert.Equal([1, 4, 2, 5, 3, 6], new Picture(2, 1, 4, pixels).Fit([3, 1, 2]));
        Assert.Equal([1, 4, 2, 5, 3, 6], new Picture(2, 1, 3, new byte[] { 1, 2, 3, 4, 5, 6 }).Fit([3, 1, 2]));
    }

    [Fact]
    public void Grey_is_repeated_and_colours_become_grey_by_their_luma()
    {
        Assert.Equal([7, 9, 7, 9, 7, 9], new Picture(2, 1, 1, new byte[] { 7, 9 }).Fit([3, 1, 2]));
        Assert.Equal([76, 150, 29, 255], new Picture(2, 2, 3, new byte[] { 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255 }).Fit([1, 2, 2]));
    }

    /// <summary>Pixels say where they come from.</summary>
    [Theory]
    [InlineData(9, 4, 4, 4, 2, 0)]
    [InlineData(11, 4, 4, 4, 4, 0)]
    [InlineData(4, 9, 4, 4, 0, 2)]
    [InlineData(5, 4, 3, 4, 1, 0)]
    [InlineData(4, 4, 4, 4, 0, 0)]
    public void The_middle_of_a_picture_that_is_too_long_is_taken(int width, int height, int targetWidth, int targetHeight, int left, int top)
    {
        byte[] pixels = [.. Enumerable.Range(0, width * height).Select(static i => (byte)i)];
        byte[] image = new Picture(width, height, 1, pixels).Fit([1, targetHeight, targetWidth]);
        Assert.Equal(Enumerable.Range(0, targetWidth * targetHeight).Select(i => (byte)(((top + (i / targetWidth)) * width) + left + (i % targetWidth))), image);
    }

    [Fact]
    public void A_larger_picture_is_averaged_and_a_smaller_one_interpolated()
    {
        byte[] board = [.. Enumerable.Range(0, 64).Select(static i => (byte)((i + (i / 8)) % 2 * 200))];
        Assert.All(new Picture(8, 8, 1, board).Fit([1, 2, 2]), static pixel => Assert.InRange(pixel, 90, 110));
        Assert.Equal([100, 125, 175, 200], new Picture(2, 1, 1, new byte[] { 100, 200 }).Fit([1, 2, 4])[..4]);
    }

    /// <summary>What is far from the middle takes neither time nor memory.</summary>
    [Fact]
    public void A_line_becomes_an_image_of_its_middle()
    {
        byte[] line = new byte[1_000_000];
        line.AsSpan(499_000, 2000).Fill(9);
        Assert.Equal(Enumerable.Repeat((byte)9, 300 * 300), new Picture(1, line.Length, 1, line).Fit([1, 300, 300]));
    }

    /// <summary><c>CenterCrop((size, size))(Resize(size)(image))</c> of torchvision 0.14 with Pillow 9.4, which rounds after rows and after columns.</summary>
    [Theory]
    [InlineData(2, new[] { 122, 145, 153, 149 })]
    [InlineData(10, new[]
    {
        28, 65, 120, 132, 99, 84, 88, 111, 152, 148,
        45, 84, 141, 155, 124, 111, 117, 126, 138, 136,
        79, 122, 183, 201, 174, 165, 175, 157, 109, 112,
        94, 125, 190, 212, 189, 184, 198, 168, 93, 100,
        90, 94, 163, 189, 170, 169, 187, 161, 90, 101,
        83, 90, 163, 193, 178, 166, 156, 134, 99, 114,
        72, 115, 192, 226, 215, 175, 107, 89, 120, 139,
        104, 152, 201, 224, 217, 180, 117, 103, 138, 145,
        181, 201, 192, 187, 184, 183, 186, 176, 152, 132,
        219, 225, 187, 168, 167, 184, 220, 212, 159, 125,
    })]
    public void It_is_what_torchvision_makes_of_it(int size, int[] expected)
    {
        byte[] pixels = [.. Enumerable.Range(0, 7 * 5).Select(static i => (byte)(i * i * 37 % 251))];
        byte[] image = new Picture(7, 5, 1, pixels).Fit([1, size, size]);
        Assert.All(expected.Zip(image), static pair => Assert.InRange(pair.Second, pair.First - 1, pair.First + 1));
    }

    [Fact]
    public void Wrong_numbers_are_told()
    {
        Assert.StartsWith("A picture of 2x3 pixels with 3 channels has 18 bytes, not 17.", Assert.Throws<ArgumentException>(() => new Picture(2, 3, 3, new byte[17])).Message, StringComparison.Ordinal);
        Assert.StartsWith("A picture has 1, 3 or 4 channels, not 2.", Assert.Throws<ArgumentException>(() => new Picture(1, 1, 2, new byte[2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(0, 1, 1, default));
        Assert.StartsWith("The shape of an image is channels (1 or 3), height, width, not [2, 4, 4].", Assert.Throws<ArgumentException>(() => new Picture(1, 1, 1, new byte[1]).Fit([2, 4, 4])).Message, StringComparison.Ordinal);
    }
}
