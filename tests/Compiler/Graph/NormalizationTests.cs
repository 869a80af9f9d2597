using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Normalisations against their definitions.</summary>
public class NormalizationTests
{
    const int Channels = 6;
    const double Epsilon = 1e-3;
    static readonly Shape image = Shape.Of(Dim.Batch, 3, 5, Channels);

    [Fact]
    public void Batch_norm_uses_the_biased_variance_and_keeps_the_unbiased()
    {
        var probe = new Probe(batch: 3);
        var x = probe.Random(image, 4, 9);
        var (scale, shift, mean, variance) = (Vector(probe), Vector(probe), Vector(probe), Vector(probe));
        var normalized = probe.Graph.BatchNormTraining(x, scale, shift, mean, variance, Epsilon, 0.1);

        var data = probe.ValueOf(x);
        var channels = Enumerable.Range(0, Channels).Select(c => Moments(data.Where((_, index) => index % Channels == c))).ToArray();
        var count = (double)data.Length / Channels;
        Expect.Close(
            [.. data.Select((value, index) => Affine(probe, scale, shift, index % Channels, (value - channels[index % Channels].Mean) / Math.Sqrt(channels[index % Channels].Variance + Epsilon)))],
            probe.Evaluate(normalized.Output));
        Expect.Close([.. channels.Select((moments, c) => (0.9 * probe.ValueOf(mean)[c]) + (0.1 * moments.Mean))], probe.Evaluate(normalized.RunningMean));
        Expect.Close(
            [.. channels.Select((moments, c) => (0.9 * probe.ValueOf(variance)[c]) + (0.1 * moments.Variance * count / (count - 1)))],
            probe.Evaluate(normalized.RunningVariance));
        Assert.Equal(Shape.Of(Channels), normalized.RunningMean.Shape);
    }

    [Fact]
    public void Batch_norm_in_inference_uses_the_running_statistics()
    {
        var probe = new Probe();
        var x = probe.Random(image);
        var (scale, shift, mean, variance) = (Vector(probe), Vector(probe), Vector(probe), probe.Random(Shape.Of(Channels), 0.5, 2));

        Expect.Close(
            [.. probe.ValueOf(x).Select((value, index) => Affine(probe, scale, shift, index % Channels,
                (value - probe.ValueOf(mean)[index % Channels]) / Math.Sqrt(probe.ValueOf(variance)[index % Channels] + Epsilon)))],
            probe.Evaluate(probe.Graph.BatchNormInference(x, scale, shift, mean, variance, Epsilon)));
    }

    [Fact]
    public void Without_scale_and_shift_they_are_one_and_zero()
    {
        var probe = new Probe(batch: 3);
        var (x, mean, variance) = (probe.Random(image, 4, 9), Vector(probe), probe.Random(Shape.Of(Channels), 0.5, 2));
        var (one, zero) = (probe.Given(Shape.Of(Channels), [.. Enumerable.Repeat(1.0, Channels)]), probe.Given(Shape.Of(Channels), new double[Channels]));
        void Same(Func<Node?, Node?, Node> norm) => Expect.Close(probe.Evaluate(norm(one, zero)), probe.Evaluate(norm(null, null)));

        Same((scale, shift) => probe.Graph.BatchNormTraining(x, scale, shift, mean, variance, Epsilon, 0.1).Output);
        Same((scale, shift) => probe.Graph.BatchNormInference(x, scale, shift, mean, variance, Epsilon));
        Same((scale, shift) => probe.Graph.LayerNorm(x, scale, shift, Epsilon));
        Same((scale, shift) => probe.Graph.GroupNorm(x, scale, shift, 3, Epsilon));
    }

    [Fact]
    public void A_constant_channel_far_from_its_running_mean_stays_finite()
    {
        var probe = new Probe(batch: 3);
        var x = probe.Given(Shape.Of(Dim.Batch, 1), 1000.1, 1000.1, 1000.1);
        var (one, zero) = (probe.Given(Shape.Of(1), 1), probe.Given(Shape.Of(1), 0));

        Assert.True(Math.Abs(probe.Evaluate(probe.Graph.BatchNormTraining(x, one, zero, zero, one, 1e-12, 0.1).Output)[0]) < 1);
    }

    [Fact]
    public void One_value_a_channel_leaves_the_running_variance()
    {
        var probe = new Probe(batch: 1);
        var (x, scale, shift) = (probe.Given(Shape.Of(Dim.Batch, 2), 3, -4), probe.Given(Shape.Of(2), 1, 1), probe.Given(Shape.Of(2), 5, 6));
        var (mean, variance) = (probe.Given(Shape.Of(2), 1, 2), probe.Given(Shape.Of(2), 7, 8));
        var normalized = probe.Graph.BatchNormTraining(x, scale, shift, mean, variance, Epsilon, 0.5);
        Expect.Close([5, 6], probe.Evaluate(normalized.Output));
        Expect.Close([2, -1], probe.Evaluate(normalized.RunningMean));
        Expect.Close([7, 8], probe.Evaluate(normalized.RunningVariance));
    }

    [Fact]
    public void Layer_norm_normalises_each_position()
    {
        var probe = new Probe();
        var x = probe.Random(Shape.Of(Dim.Batch, 4, Channels), 2, 5);
        var (scale, shift) = (Vector(probe), Vector(probe));
        var data = probe.ValueOf(x);
        var rows = data.Chunk(Channels).Select(row => Moments(row)).ToArray();

        Expect.Close(
            [.. data.Select((value, index) => Affine(probe, scale, shift, index % Channels, (value - rows[index / Channels].Mean) / Math.Sqrt(rows[index / Channels].Variance + Epsilon)))],
            probe.Evaluate(probe.Graph.LayerNorm(x, scale, shift, Epsilon)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Group_norm_normalises_consecutive_channels_over_their_pixels(int groups)
    {
        var probe = new Probe();
        var x = probe.Random(image, 2, 5);
        var (scale, shift) = (Vector(probe), Vector(probe));
        var data = probe.ValueOf(x);
        int Group(int index) => (index / (15 * Channels) * groups) + (index % Channels / (Channels / groups));
        var moments = data.Select((value, index) => (value, Group: Group(index))).GroupBy(each => each.Group).ToDictionary(group => group.Key, group => Moments(group.Select(each => each.value)));

        Expect.Close(
            [.. data.Select((value, index) => Affine(probe, scale, shift, index % Channels, (value - moments[Group(index)].Mean) / Math.Sqrt(moments[Group(index)].Variance + Epsilon)))],
            probe.Evaluate(probe.Graph.GroupNorm(x, scale, shift, groups, Epsilon)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(1)]
    [InlineData(40)]
    public void Local_response_norm_sums_the_squares_of_neighbouring_channels(int size)
    {
        var probe = new Probe();
        var x = probe.Random(image);
        var data = probe.ValueOf(x);

        Expect.Close(
            [.. data.Select((value, index) => value / Math.Pow(
                2 + (0.5 / size * Enumerable.Range((index % Channels) - (size / 2), size).Where(c => c is >= 0 and < Channels).Sum(c => Math.Pow(data[index - (index % Channels) + c], 2))),
                0.75))],
            probe.Evaluate(probe.Graph.LocalResponseNorm(x, size, 0.5, 0.75, 2)));
    }

    static Node Vector(Probe probe) => probe.Random(Shape.Of(Channels));

    static double Affine(Probe probe, Node scale, Node shift, int channel, double value) => (probe.ValueOf(scale)[channel] * value) + probe.ValueOf(shift)[channel];

    static (double Mean, double Variance) Moments(IEnumerable<double> values)
    {
        var mean = values.Average();
        return (mean, values.Average(value => (value - mean) * (value - mean)));
    }
}
