namespace Lathe.Runtime.Tests;

public sealed class DatasetTests
{
    static Dataset Make(int count = 10) => new(
        "test", [2, 1, 2], Enumerable.Range(0, count * 4).Select(static i => (byte)i).ToArray(), Enumerable.Range(0, count).Select(static i => i % 3).ToArray(), ["a", "b", "c"]);

    [Fact]
    public void Images_are_taken_by_number_and_from_the_front()
    {
        Dataset dataset = Make();
        Assert.Equal([8, 9, 10, 11], dataset.Image(2).ToArray());
        Assert.Equal([0, 1], dataset.Take(2).Labels.ToArray());
        Assert.Equal(10, dataset.Take(99).Count);
        Assert.Equal("test: 10 images of [2, 1, 2] in 3 classes", dataset.ToString());
    }

    [Fact]
    public void A_split_keeps_every_image_once_and_the_shares_of_classes()
    {
        DataSplit split = Make(12).Split(2);
        Assert.Equal([0, 1, 2, 0, 1, 2], split.Train.Labels.ToArray());
        Assert.Equal([0, 1, 2, 0, 1, 2], split.Test.Labels.ToArray());
        Assert.Equal(12, split.Test.Image(0)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(static () => Make().Split(1));
    }

    [Fact]
    public void Parts_that_do_not_fit_are_errors()
    {
        Assert.Throws<ArgumentException>(static () => new Dataset("test", [1, 2], new byte[2], new int[1], ["a"]));
        Assert.Throws<ArgumentException>(static () => new Dataset("test", [70000, 70000, 1], new byte[2], new int[1], ["a"]));
        Assert.Throws<ArgumentNullException>(static () => new Dataset(null!, [1, 1, 1], new byte[1], new int[1], ["a"]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Make().Image(-1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(static () => Make().Image(Make().Count).Length);
        Assert.Throws<ArgumentException>(static () => new Dataset("test", [1, 0, 2], new byte[2], new int[1], ["a"]));
        Assert.Contains("2 images of [1, 1, 2] are 4 bytes, not 5", Assert.Throws<ArgumentException>(static () => new Dataset("test", [1, 1, 2], new byte[5], new int[2], ["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("Image 1 has the label 4", Assert.Throws<ArgumentException>(static () => new Dataset("test", [1, 1, 1], new byte[2], new int[] { 0, 4 }, ["a"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalisation_has_the_mean_and_deviation_of_each_channel()
    {
        var dataset = new Dataset("test", [2, 1, 2], new byte[] { 0, 255, 51, 51, 255, 0, 51, 51 }, new int[2], ["a"]);
        Normalization normalization = Normalization.Of(dataset);
        Assert.Equal([0.5f, 0.2f], normalization.Mean);
        Assert.Equal([0.5f, 1f], normalization.Deviation);
        Batch batch = new BatchLoader(dataset, new BatchOptions { BatchSize = 2, Normalization = normalization }).Epoch(0).Single();
        float[] expected = [-1, 1, 0, 0, 1, -1, 0, 0];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], batch.Images[i], 1e-7f);
    }

    [Fact]
    public void A_normalisation_of_other_channels_is_an_error() =>
        Assert.Throws<ArgumentException>(static () => new BatchLoader(Make(), new BatchOptions { Normalization = Normalization.None(3) }));
}
