namespace Lathe.Runtime.Tests;

public sealed class NormalizationTests
{
    [Fact]
    public void A_single_image_is_scaled_as_a_loader_scales_it()
    {
        byte[] images = [.. Enumerable.Range(0, 2 * 3 * 4).Select(i => (byte)(i * 37 % 17))];
        var dataset = new Dataset("test", [3, 2, 2], images, new[] { 0, 1 }, ["a", "b"], fullScale: 16);
        Normalization normalization = Normalization.Of(dataset);
        Batch batch = new BatchLoader(dataset, new BatchOptions { BatchSize = 2, Normalization = normalization }).Epoch(0).Single();
        var image = new float[12];
        normalization.Apply(dataset.Image(1), image, dataset.FullScale);
        Assert.Equal(batch.Images[12..].ToArray(), image);
    }

    [Fact]
    public void A_byte_of_full_scale_is_one_before_its_channel_is_scaled()
    {
        var result = new float[4];
        new Normalization([0.25f, 0.5f], [0.5f, 2]).Apply([255, 0, 255, 51], result);
        Assert.Equal([1.5f, -0.5f, 0.25f, -0.15f], result);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_both_lengths()
    {
        var normalization = new Normalization([0, 0, 0], [1, 1, 1]);
        Assert.Contains("4 bytes", Assert.Throws<ArgumentException>(() => normalization.Apply(new byte[4], new float[4])).Message, StringComparison.Ordinal);
        Assert.Contains("room for 5 numbers; the image has 6", Assert.Throws<ArgumentException>(() => normalization.Apply(new byte[6], new float[5])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Normalization([], []).Apply(new byte[3], new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => normalization.Apply(new byte[3], new float[3], fullScale: 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_deviation_is_above_zero(float deviation)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Normalization([0, 0], [1, deviation]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Normalization.None(1) with { Deviation = [deviation] });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Normalization([float.NaN], [1]));
    }
}
