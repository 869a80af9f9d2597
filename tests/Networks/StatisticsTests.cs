namespace Lathe.Networks.Tests;

/// <summary>Sums over many pixels.</summary>
public sealed class StatisticsTests
{
    const int Batch = 2, Channels = 16, Pixels = 128 * 128;

    [Fact]
    public void Statistics_of_large_images_are_as_exact_as_their_partial_sums()
    {
        using var network = PlainStatistics.Compile(null, seed: 5);
        var identity = new float[Channels * Channels];
        for (var channel = 0; channel < Channels; channel++)
            identity[(channel * Channels) + channel] = 1;
        network.Parameters["conv.weight"].CopyFrom(identity);
        var random = new Random(3);
        var x = Enumerable.Range(0, Batch * Channels * Pixels).Select(_ => random.NextSingle() + 1).ToArray();

        network.Forward(x, Batch);

        // A serial sum of so many float32 is off by 1e-6 or more, and cancelling the mean's square makes twenty times as much of it.
        var (means, variances) = (network.States["bn.running_mean"].ToArray(), network.States["bn.running_var"].ToArray());
        for (var channel = 0; channel < Channels; channel++)
        {
            var values = Enumerable.Range(0, Batch).SelectMany(sample => x.Skip(((sample * Channels) + channel) * Pixels).Take(Pixels)).Select(value => (double)value).ToArray();
            var mean = values.Average();
            var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
            Assert.Equal(mean, means[channel], 2e-7);
            Assert.Equal(variance, variances[channel], 4e-7);
        }
    }
}

/// <summary>Batch norm of what a convolution passes on.</summary>
[Network(16, 128, 128)]
public sealed partial record PlainStatistics() : Module
{
    readonly Conv conv = new(16, Kernel: 1, Bias: false);
    readonly BatchNorm bn = new(Momentum: 1);
    readonly Linear fc = new(10);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(conv).Then(bn).GlobalAveragePool().Then(fc);
}
