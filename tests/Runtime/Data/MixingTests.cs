namespace Lathe.Runtime.Tests;

public sealed class MixingTests
{
    const int Size = 8;
    const int Length = 2 * Size * Size;

    /// <summary>Images of one number each, which tells them apart.</summary>
    static Dataset Make(int count) => new(
        "test", [2, Size, Size], Enumerable.Range(0, count * Length).Select(static i => (byte)((i / Length) + 1)).ToArray(), Enumerable.Range(0, count).Select(static i => i % 3).ToArray(), ["a", "b", "c"]);

    static List<(float Share, int[] Partners, float[] Images)> Read(Mixing? mixing, int count = 45, int size = 5, ulong seed = 1, int epoch = 0)
    {
        var loader = new BatchLoader(Make(count), new BatchOptions { BatchSize = size, Seed = seed, Mixing = mixing });
        return [.. loader.Epoch(epoch).Select(static batch => (batch.Share, batch.Partners.ToArray(), batch.Images.ToArray()))];
    }

    [Fact]
    public void Without_mixing_each_image_is_its_own() => Assert.All(Read(null), static batch => Assert.Equal(1, batch.Share));

    [Fact]
    public void Mixup_adds_shares_of_two_images()
    {
        var plain = Read(null);
        var mixed = Read(new Mixing.Mixup(1));
        for (int i = 0; i < plain.Count; i++)
        {
            float[] expected = new float[plain[i].Images.Length];
            Targets.Mix(plain[i].Images, mixed[i].Partners, mixed[i].Share, expected);
            Assert.Equal(expected, mixed[i].Images, Near.To(1e-6));
            Assert.Equal([4, 3, 2, 1, 0], mixed[i].Partners);
            Assert.InRange(mixed[i].Share, 0, 1);
        }
        Assert.Equal(plain.Count, mixed.Select(static batch => batch.Share).Distinct().Count());
    }

    [Fact]
    public void CutMix_exchanges_a_rectangle_whose_area_is_the_rest_of_the_share()
    {
        var plain = Read(null, count: 250);
        var mixed = Read(new Mixing.CutMix(1), count: 250);
        int cut = 0;
        for (int i = 0; i < plain.Count; i++)
        {
            int[] changed = [.. Enumerable.Range(0, Length).Where(j => plain[i].Images[j] != mixed[i].Images[j])];
            Assert.Equal(1 - (changed.Length / (float)Length), mixed[i].Share, 1e-6);
            if (changed.Length == 0)
                continue;
            cut++;
            // The same place in all images and channels: a rectangle of the partner's pixels.
            int[] rows = [.. changed.Select(static j => j / Size % Size).Distinct()], columns = [.. changed.Select(static j => j % Size).Distinct()];
            Assert.Equal(2 * rows.Length * columns.Length, changed.Length);
            foreach (int j in Enumerable.Range(0, Length))
            {
                for (int image = 0; image < 5; image++)
                    Assert.Equal(plain[i].Images[((changed.Contains(j) ? 4 - image : image) * Length) + j], mixed[i].Images[(image * Length) + j]);
            }
        }
        Assert.InRange(cut, 30, 50);
    }

    [Fact]
    public void Either_takes_both_in_turn_at_random()
    {
        var plain = Read(null, count: 250);
        var mixed = Read(new Mixing.Either(new Mixing.Mixup(1), new Mixing.CutMix(1)), count: 250);
        // Mixup changes every pixel of an image or none.
        int whole = Enumerable.Range(0, plain.Count).Count(i => Enumerable.Range(0, Length).All(j => plain[i].Images[j] != mixed[i].Images[j]));
        Assert.InRange(whole, 12, 38);
    }

    [Fact]
    public void What_is_mixed_depends_on_seed_epoch_and_batch()
    {
        float[] Shares(ulong seed, int epoch) => [.. Read(new Mixing.Mixup(0.4), seed: seed, epoch: epoch).Select(static batch => batch.Share)];
        Assert.Equal(Shares(1, 0), Shares(1, 0));
        Assert.NotEqual(Shares(1, 0), Shares(2, 0));
        Assert.NotEqual(Shares(1, 0), Shares(1, 1));
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    public void Shares_have_the_mean_and_the_variance_of_a_beta_distribution(double alpha)
    {
        var random = new RandomStream(1, "beta");
        double[] shares = [.. Enumerable.Range(0, 40000).Select(_ => random.Beta(alpha))];
        Assert.All(shares, static share => Assert.InRange(share, 0, 1));
        double mean = shares.Average(), variance = shares.Average(share => (share - mean) * (share - mean)), fourth = shares.Average(static share => Math.Pow(share - 0.5, 4));
        Assert.Equal(0.5, mean, 0.01);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), variance, 0.005);
        Assert.Equal(3 / (16 * ((2 * alpha) + 1) * ((2 * alpha) + 3)), fourth, 0.002);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Alpha_is_above_zero(double alpha)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mixing.Mixup(alpha));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mixing.CutMix(alpha));
        Assert.Throws<ArgumentNullException>(static () => new Mixing.Either(new Mixing.Mixup(1), null!));
    }
}
