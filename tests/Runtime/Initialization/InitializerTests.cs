using Lathe.Abi;

namespace Lathe.Runtime.Tests;

public sealed class InitializerTests
{
    const int Count = 20_000;

    static readonly double[] numbers = [.. Enumerable.Range(0, Count).Select(number => number / 8.0)];

    static float[] Draw(DistributionKind kind, double first, double second, string name = "conv1.weight", ulong seed = 1, int count = Count)
    {
        var values = new float[count];
        Initializer.Fill(new ParameterEntry(name, [count], [count], [0], 0, kind, first, second, true, numbers), seed, values);
        return values;
    }

    [Fact]
    public void A_constant_is_one_value() => Assert.All(Draw(DistributionKind.Constant, 0.25, 0), static value => Assert.Equal(0.25f, value));

    [Fact]
    public void Values_are_what_they_are() => Assert.Equal(numbers.Select(static number => (float)number), Draw(DistributionKind.Values, 0, 0));

    [Fact]
    public void Uniform_values_fill_their_interval_evenly()
    {
        float[] values = Draw(DistributionKind.Uniform, -0.5, 1.5);
        Assert.All(values, static value => Assert.InRange(value, -0.5f, 1.5f));
        for (int bin = 0; bin < 10; bin++)
            Assert.InRange(values.Count(value => (int)((value + 0.5f) * 5) == bin), 1820, 2180);
    }

    [Fact]
    public void Normal_values_have_their_mean_deviation_and_tails()
    {
        float[] values = Draw(DistributionKind.Normal, 3, 0.5);
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        Assert.Equal(3, mean, 0.015);
        Assert.Equal(0.5, deviation, 0.01);
        Assert.InRange(values.Count(static value => Math.Abs(value - 3) < 0.5), 0.67 * Count, 0.695 * Count);
        Assert.InRange(values.Count(static value => Math.Abs(value - 3) > 1), 0.04 * Count, 0.051 * Count);
    }

    [Fact]
    public void Truncated_values_end_at_two_deviations()
    {
        float[] values = Draw(DistributionKind.TruncatedNormal, 0, 0.02);
        Assert.All(values, static value => Assert.InRange(value, -0.04f, 0.04f));
        Assert.Equal(0.02 * 0.8796, Math.Sqrt(values.Average(static value => (double)value * value)), 0.0004);
    }

    [Theory]
    [InlineData((int)DistributionKind.Uniform)]
    [InlineData((int)DistributionKind.Normal)]
    [InlineData((int)DistributionKind.TruncatedNormal)]
    public void Values_depend_on_seed_name_and_position_alone(int kind)
    {
        float[] Values(string name, ulong seed, int count) => Draw((DistributionKind)kind, 0, 1, name, seed, count);
        Assert.Equal(Values("a.weight", 1, 100), Values("a.weight", 1, 100));
        Assert.Equal(Values("a.weight", 1, 50), Values("a.weight", 1, 100)[..50]);
        Assert.NotEqual(Values("a.weight", 1, 50), Values("a.weight", 2, 50));
        Assert.NotEqual(Values("a.weight", 1, 50), Values("b.weight", 1, 50));
    }

    [Theory]
    [InlineData((int)DistributionKind.Constant, true)]
    [InlineData((int)DistributionKind.Values, true)]
    [InlineData((int)DistributionKind.Uniform, true)]
    [InlineData((int)DistributionKind.Normal, true)]
    [InlineData((int)DistributionKind.TruncatedNormal, false)]
    public void Pieces_of_a_parameter_are_what_the_whole_has_there(int number, bool isDivisible)
    {
        var kind = (DistributionKind)number;
        Assert.Equal(isDivisible, Initializer.IsDivisible(kind));
        if (!isDivisible)
            return;
        float[] whole = Draw(kind, 0.5, 2, count: 100), pieces = new float[100];
        foreach (int first in new[] { 0, 1, 37, 64 })
            Initializer.Fill(new ParameterEntry("conv1.weight", [100], [100], [0], 0, kind, 0.5, 2, true, numbers), 1, pieces.AsSpan(first), first);
        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void Streams_of_neighbouring_seeds_and_numbers_are_unlike_each_other()
    {
        var first = new HashSet<ulong>();
        for (ulong seed = 0; seed < 20; seed++)
        {
            for (ulong number = 0; number < 20; number++)
            {
                for (ulong second = 0; second < 5; second++)
                    Assert.True(first.Add(new RandomStream(seed, number, second).Next()));
            }
        }
    }

    [Fact]
    public void Integers_below_a_bound_are_even()
    {
        var random = new RandomStream(1, "dice");
        var counts = new int[6];
        for (int i = 0; i < 60_000; i++)
            counts[random.Below(6)]++;
        Assert.All(counts, static count => Assert.InRange(count, 9_650, 10_350));
    }

    [Fact]
    public void Initial_values_do_not_depend_on_the_memory_layout()
    {
        using Network image = Mlp.Create(new MlpProgram(3, 2, 2, 4, 5)), flat = Mlp.Create(new MlpProgram(12, 1, 1, 4, 5));
        Assert.Equal(flat.Parameters["fc1.weight"].ToArray(), image.Parameters["fc1.weight"].ToArray());
    }

    [Fact]
    public void Initialize_starts_over()
    {
        using Network network = Mlp.Create(seed: 4);
        float[] start = Mlp.Weights(network);
        using var optimizer = new Sgd(network);
        Mlp.Step(network, Mlp.Numbers(64 * 4), Mlp.OneHot(4, 10), 4);
        optimizer.Step();
        Assert.NotEqual(start, Mlp.Weights(network));
        network.Initialize();
        Assert.Equal(start, Mlp.Weights(network));
        Assert.Equal(0ul, network.Step);
    }
}
