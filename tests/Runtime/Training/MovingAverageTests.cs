using Lathe.Tests;

namespace Lathe.Runtime.Tests;

public sealed class MovingAverageTests
{
    const double Decay = 0.75;

    static readonly DataSplit Digits = Datasets.Load("digits");

    static TrainingOptions Options(int epochs = 3) => new()
    {
        Epochs = epochs,
        BatchSize = 50,
        Seed = 3,
        LearningRate = new LearningRate.Constant(0.02),
        AverageDecay = 0.98,
    };

    /// <summary>Gives all weights and statistics numbers of their own.</summary>
    static void Fill(Network network, ulong seed)
    {
        foreach (NetworkTensor tensor in network.Parameters.Concat(network.States))
            tensor.CopyFrom(Mlp.Numbers(tensor.Length, seed++));
    }

    [Fact]
    public void Weights_and_statistics_are_averaged_from_the_first_update_on()
    {
        using Network network = Mlp.Create(new MlpProgram(1, 30, 40, 11, 3), threads: 2);
        using var average = new MovingAverage(network, Decay);
        Fill(network, 10);
        double[] expected = [.. Mlp.Weights(network).Select(static weight => (double)weight)];
        average.Update();
        for (ulong step = 2; step <= 4; step++)
        {
            Fill(network, 10 * step);
            average.Update();
            expected = [.. expected.Zip(Mlp.Weights(network), static (old, weight) => (Decay * old) + ((1 - Decay) * weight))];
        }
        Assert.Equal(4, average.Updates);
        Assert.Equal(expected.Select(static weight => (float)weight), Mlp.Weights(average.Network), Near.To(1e-6));
    }

    [Fact]
    public void The_averaged_network_follows_the_updates_and_predicts_by_them()
    {
        using Network network = Mlp.Create(), other = Mlp.Create(seed: 2);
        using var average = new MovingAverage(network, Decay);
        float[] x = Mlp.Numbers(3 * 64);
        Network averaged = average.Network;
        Assert.Equal(network.Predict(x, 3), averaged.Predict(x, 3));
        average.Update();
        Fill(network, 10);
        Assert.NotEqual(network.Predict(x, 3), average.Network.Predict(x, 3));
        for (int i = 0; i < 60; i++)
            average.Update();
        Assert.Same(averaged, average.Network);
        Assert.Equal(network.Predict(x, 3), averaged.Predict(x, 3), Near.To(1e-5));
        average.Dispose();
        Assert.Throws<ObjectDisposedException>(() => averaged.Predict(x, 3));
        Assert.Throws<ObjectDisposedException>(average.Update);
        Assert.Equal(3 * 10, network.Predict(x, 3).Length);
    }

    [Fact]
    public void Averages_can_become_the_weights_of_the_network_itself()
    {
        using Network network = Mlp.Create();
        using var average = new MovingAverage(network, Decay);
        float[] first = Mlp.Weights(network);
        average.Apply();
        Assert.Equal(first, Mlp.Weights(network));
        average.Update();
        Fill(network, 10);
        Assert.NotEqual(first, Mlp.Weights(network));
        average.Apply();
        Assert.Equal(first, Mlp.Weights(network));
    }

    [Fact]
    public void A_trainer_tests_the_average_after_each_epoch()
    {
        using Network network = Mlp.Create();
        using var trainer = new Trainer(network, Digits.Train, Digits.Test, Options());
        EpochResult last = trainer.Run()[^1];
        Assert.Equal(trainer.Optimizer.Steps, trainer.Average!.Updates);
        Assert.Equal(trainer.Average.Network.Evaluate(Digits.Test, trainer.Normalization, 50), last.AverageTest);
        Assert.NotEqual(last.Test, last.AverageTest);
        Assert.True(last.AverageTest!.Accuracy > 0.8, $"accuracy {last.AverageTest.Accuracy}");
    }

    [Fact]
    public void A_resumed_run_ends_with_the_average_of_an_uninterrupted_one()
    {
        using var folder = new TemporaryFolder();
        using Network whole = Mlp.Create(seed: 8), resumed = Mlp.Create(seed: 99);
        using Trainer trainer = new(whole, Digits.Train, null, Options()), second = new(resumed, Digits.Train, null, Options());
        trainer.Run(epochDone: result =>
        {
            if (result.Epoch == 0)
                trainer.Save(folder.File("checkpoint"));
        });
        second.Resume(folder.File("checkpoint"));
        second.Run();
        Assert.Equal(Mlp.Weights(trainer.Average!.Network), Mlp.Weights(second.Average!.Network));
        Assert.NotEqual(Mlp.Weights(whole), Mlp.Weights(trainer.Average.Network));
    }

    [Fact]
    public void A_checkpoint_has_an_average_if_and_only_if_its_run_keeps_one()
    {
        using var folder = new TemporaryFolder();
        using Network network = Mlp.Create(), other = Mlp.Create(seed: 2);
        using Trainer with = new(network, Digits.Train, null, Options()), without = new(network, Digits.Train, null, Options() with { AverageDecay = null });
        with.Save(folder.File("with"));
        without.Save(folder.File("without"));
        Assert.Contains("saved with an average", Assert.Throws<CheckpointException>(() => without.Resume(folder.File("with"))).Message, StringComparison.Ordinal);
        Assert.Contains("saved without an average", Assert.Throws<CheckpointException>(() => with.Resume(folder.File("without"))).Message, StringComparison.Ordinal);
        other.Load(folder.File("with"));
        Assert.Equal(Mlp.Weights(network), Mlp.Weights(other));
    }

    [Fact]
    public void A_steady_update_allocates_nothing()
    {
        using Network network = Mlp.Create();
        using var average = new MovingAverage(network, Decay);
        Assert.Equal(0, Allocations.OfSteadyStep(average.Update));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_decay_lies_from_0_to_below_1(double decay)
    {
        using Network network = Mlp.Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => new MovingAverage(network, decay));
        Assert.Throws<ArgumentException>(() => new Trainer(network, Digits.Train, null, Options() with { AverageDecay = decay }));
    }
}
