using Lathe.Kernels;

namespace Lathe.Runtime.Tests;

/// <summary>Whole training runs, bit for bit.</summary>
public sealed class DeterminismTests
{
    static float[] Train(CpuOptions cpu, ulong seed = 5)
    {
        using Network network = Network.Create(new MlpProgram(), Device.WithCpu(cpu), seed);
        DataSplit data = Datasets.Load("digits");
        using var trainer = new Trainer(network, data.Train.Take(300), null, new TrainingOptions
        {
            Epochs = 2,
            BatchSize = 32,
            Seed = seed,
            LabelSmoothing = 0.1,
            Augmentation = new Augmentation { CropPadding = 1 },
            LearningRate = new LearningRate.Cosine(0.05) { WarmupEpochs = 0.5 },
        });
        trainer.Run();
        return Mlp.Weights(network);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        float[] one = Train(new CpuOptions { Threads = 1 });
        Assert.Equal(one, Train(new CpuOptions { Threads = 2 }));
        Assert.Equal(one, Train(new CpuOptions { Threads = 3 }));
    }

    [Theory]
    [InlineData(VectorWidth.Plain)]
    [InlineData(VectorWidth.Bits256)]
    public void The_vector_width_changes_no_bit(VectorWidth width) =>
        Assert.Equal(Train(new CpuOptions { Threads = 1 }), Train(new CpuOptions { Threads = 1, Width = width }));

    [Fact]
    public void Another_seed_gives_other_weights() => Assert.NotEqual(Train(new CpuOptions(), seed: 5), Train(new CpuOptions(), seed: 6));
}
