using Lathe.Kernels;
using Lathe.Models;

namespace Lathe.Networks.Tests;

/// <summary>Whole training runs.</summary>
public sealed class TrainingTests
{
    static readonly DataSplit Digits = Datasets.Load("digits");

    public static TheoryData<int, VectorWidth> Machines()
    {
        var machines = new TheoryData<int, VectorWidth>();
        foreach (var threads in new[] { 1, 2 })
        {
            foreach (var width in Enum.GetValues<VectorWidth>())
                machines.Add(threads, width);
        }
        return machines;
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void The_same_seed_gives_the_same_bits_on_any_threads_and_vectors(int threads, VectorWidth width)
    {
        var expected = Train(new CpuOptions { Threads = 1, Width = VectorWidth.Bits256 });
        var actual = Train(new CpuOptions { Threads = threads, Width = width });
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(BitConverter.SingleToInt32Bits(expected[i]), BitConverter.SingleToInt32Bits(actual[i]));
    }

    [Fact]
    public void Another_seed_gives_other_bits() =>
        Assert.NotEqual(Train(new CpuOptions { Threads = 1 }, seed: 1), Train(new CpuOptions { Threads = 1 }, seed: 2));

    [Fact]
    public void Saved_weights_give_the_same_logits_and_have_PyTorchs_names()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var x = GoldenValues.Input(Golden.Of("wrn_16_2"));
            using var saved = WideResNet16x2.Compile(null, seed: 1);
            saved.Forward(x, count: 4);
            saved.Save(file);
            using var loaded = WideResNet16x2.Compile(null, seed: 2);
            Assert.NotEqual(saved.Predict(x, 4), loaded.Predict(x, 4));
            loaded.Load(file);
            Assert.Equal(saved.Predict(x, 4), loaded.Predict(x, 4));

            var reference = ReferenceModel.ByName["wrn_16_2"];
            Assert.Equal(
                reference.Parameters.Concat(reference.Buffers).Select(tensor => tensor.ToString()).Order(StringComparer.Ordinal),
                Safetensors.Tensors(file).Order(StringComparer.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_forward_pass_that_declares_labels_gets_them()
    {
        using var network = ForcedNetwork.Compile(null, seed: 1);
        using var trainer = new Trainer(network, Digits.Train.Take(100), Digits.Test.Take(50), new TrainingOptions { Epochs = 1, BatchSize = 32 });
        Assert.Equal(1, Assert.Single(trainer.Run()).Accuracy);
    }

    /// <summary>The parameters and states after two epochs over some digits, with augmentation, on a network with dropout and batch norm.</summary>
    static float[] Train(CpuOptions machine, ulong seed = 1)
    {
        using var network = DropoutNetwork.Compile(Device.WithCpu(machine), seed);
        var options = new TrainingOptions
        {
            Epochs = 2,
            BatchSize = 24,
            Seed = seed,
            Augmentation = new Augmentation { CropPadding = 1, HorizontalFlip = true },
        };
        using var trainer = new Trainer(network, Digits.Train.Take(100), Digits.Test.Take(50), options);
        var epochs = trainer.Run();
        return
        [
            .. network.Parameters.Concat(network.States).SelectMany(tensor => tensor.ToArray()),
            .. epochs.Select(epoch => (float)epoch.Loss),
        ];
    }
}

/// <summary>A small network with all that draws random numbers or sums over the batch.</summary>
[Network(1, 8, 8)]
public sealed partial record DropoutNetwork() : Module
{
    readonly Conv conv1 = new(12, Kernel: 3, Padding: 1);
    readonly BatchNorm bn1 = new();
    readonly Conv conv2 = new(20, Kernel: 3, Stride: 2, Padding: 1, Groups: 4);
    readonly Linear fc = new(10);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) =>
        x.Then(conv1).Then(bn1).Relu().Dropout2d(0.1f).Then(conv2).Gelu().MaxPool(2).Flatten().Dropout(0.3f).Then(fc);
}

/// <summary>A network that is told the answer when it trains.</summary>
[Network(1, 8, 8)]
public sealed partial record ForcedNetwork() : Module
{
    readonly Linear fc = new(10);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x, [Input(10)] Tensor labels)
    {
        var logits = x.Flatten().Then(fc);
        return Training ? logits + labels * 100 : logits;
    }
}
