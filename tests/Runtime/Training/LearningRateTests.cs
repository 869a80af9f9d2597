namespace Lathe.Runtime.Tests;

public sealed class LearningRateTests
{
    [Fact]
    public void A_constant_rate_stays() =>
        Assert.All(Enumerable.Range(0, 100), static step => Assert.Equal(0.3, new LearningRate.Constant(0.3).At(step, 10, 10)));

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(29, 0.1)]
    [InlineData(30, 0.02)]
    [InlineData(59, 0.02)]
    [InlineData(60, 0.004)]
    [InlineData(99, 0.004)]
    public void Steps_multiply_at_the_start_of_milestones(int step, double rate) =>
        Assert.Equal(rate, new LearningRate.Steps(0.1, [3, 6], 0.2).At(step, 10, 10), 1e-12);

    [Fact]
    public void A_milestone_may_lie_within_an_epoch()
    {
        var schedule = new LearningRate.Steps(1, [0.5, 0.75]);
        Assert.Equal([1, 0.1, 0.1, 0.01], new[] { 4, 5, 7, 8 }.Select(step => Math.Round(schedule.At(step, 10, 1), 12)));
    }

    [Theory]
    [InlineData(2.2, 25, 55)]
    [InlineData(0.07, 100, 7)]
    [InlineData(4.35, 100, 435)]
    [InlineData(0.55, 10, 6)]
    public void A_milestone_is_at_the_first_step_with_so_much_done(double milestone, int stepsPerEpoch, int step)
    {
        var schedule = new LearningRate.Steps(1, [milestone], Factor: 0.5);
        Assert.Equal((1.0, 0.5), (schedule.At(step - 1, stepsPerEpoch, 10), schedule.At(step, stepsPerEpoch, 10)));
    }

    [Fact]
    public void A_function_of_the_epochs_that_are_done_follows_the_warm_up()
    {
        var schedule = new LearningRate.Function(0.8, static (done, epochs) => 1 - (done / epochs)) { WarmupEpochs = 1 };
        Assert.Equal([0.2, 0.8, 0.6, 0.5, 0.1], new[] { 0, 3, 4, 6, 14 }.Select(step => Math.Round(schedule.At(step, 4, 4), 12)));
        Assert.Throws<ArgumentNullException>(static () => new LearningRate.Function(1, null!));
        Assert.Contains(
            "is NaN after 0.5 of 3 epochs", Assert.Throws<InvalidOperationException>(static () => new LearningRate.Function(1, static (_, _) => double.NaN).At(1, 2, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_can_be_replaced()
    {
        LearningRate[] schedules = [new LearningRate.Constant(1) with { Rate = 3 }, new LearningRate.Steps(1, [2]) with { Rate = 3 }, new LearningRate.Cosine(1) with { Rate = 3 }];
        Assert.All(schedules, static schedule => Assert.Equal((3, 3), (schedule.Peak, schedule.At(0, 10, 10))));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LearningRate.Cosine(1) with { Rate = -1 });
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(50, 0.55)]
    [InlineData(25, 0.1 + (0.9 * 0.853553390593274))]
    [InlineData(100, 0.1)]
    [InlineData(1000, 0.1)]
    public void A_cosine_falls_to_its_end(int step, double rate) => Assert.Equal(rate, new LearningRate.Cosine(1, 0.1).At(step, 10, 10), 1e-12);

    [Theory]
    [InlineData(0, 1, 1.0)]
    [InlineData(10, 1, 0.55)]
    [InlineData(19, 1, 0.1 + (0.45 * 0.012311659404862))]
    [InlineData(20, 1, 1.0)]
    [InlineData(50, 1, 0.55)]
    [InlineData(20, 2, 1.0)]
    [InlineData(40, 2, 0.55)]
    [InlineData(60, 2, 1.0)]
    [InlineData(100, 2, 0.55)]
    [InlineData(140, 2, 1.0)]
    public void Restarts_begin_the_cosine_again(int step, double growth, double rate) =>
        Assert.Equal(rate, new LearningRate.Restarts(1, Period: 2, growth, Last: 0.1).At(step, 10, 100), 1e-12);

    [Fact]
    public void Restarts_begin_after_the_warmup_and_in_whole_steps()
    {
        var schedule = new LearningRate.Restarts(1, Period: 0.25) { WarmupEpochs = 0.5 };
        Assert.Equal(0.2, schedule.At(0, 10, 1), 1e-12);
        Assert.Equal([1, 0.5, 1, 0.5, 1], Enumerable.Range(5, 5).Select(step => Math.Round(schedule.At(step, 10, 1), 12)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LearningRate.Restarts(1, Period: 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LearningRate.Restarts(1, Period: 1, Growth: 0.5));
    }

    [Fact]
    public void Warmup_rises_in_a_line_and_the_cosine_starts_after_it()
    {
        var schedule = new LearningRate.Cosine(1) { WarmupEpochs = 2 };
        for (int step = 0; step < 20; step++)
            Assert.Equal((step + 1) / 20.0, schedule.At(step, 10, 10), 1e-12);
        Assert.Equal(1, schedule.At(20, 10, 10), 1e-12);
        Assert.Equal(0.5, schedule.At(60, 10, 10), 1e-12);
        Assert.Equal(1.0 / 3, new LearningRate.Constant(1) { WarmupEpochs = 0.3 }.At(0, 10, 1), 1e-12);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Rates_and_warmups_are_numbers_from_zero(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRate.Constant(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRate.Cosine(1) { WarmupEpochs = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRate.Cosine(1, Last: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRate.Restarts(1, Period: 1, Last: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRate.Steps(1, [1], Factor: value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRate.Steps(1, [1, value]));
    }
}
