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

    [Fact]
    public void A_frozen_batch_norm_computes_in_training_what_it_does_in_inference_and_learns_without_its_statistics()
    {
        using var network = FrozenNetwork.Compile(null, seed: 1);
        network.States["bn1.running_mean"].CopyFrom([.. Enumerable.Range(0, 12).Select(channel => (0.1f * channel) - 0.6f)]);
        network.States["bn1.running_var"].CopyFrom([.. Enumerable.Range(0, 12).Select(channel => (0.1f * channel) + 0.5f)]);
        var statistics = network.States.Select(state => state.ToArray()).ToArray();
        var x = Enumerable.Range(0, 3 * 64).Select(index => MathF.Sin(index)).ToArray();
        var predicted = network.Predict(x, 3);

        network.Forward(x, 3);
        Assert.Equal(predicted, network.Outputs["logits"].ToArray());
        network.Loss([.. Enumerable.Range(0, 30).Select(index => index % 10 == 3 ? 1f : 0)]);
        network.ZeroGradients();
        network.Backward();

        foreach (var name in new[] { "bn1.weight", "bn1.bias", "conv1.weight" })
        {
            var (weights, gradients) = (network.Parameters[name].ToArray(), network.Gradients[name].ToArray());
            float Loss(float moved)
            {
                network.Parameters[name].CopyFrom([.. weights.Select((weight, index) => index == 5 ? weight + moved : weight)]);
                network.Forward(x, 3);
                return network.Loss([.. Enumerable.Range(0, 30).Select(index => index % 10 == 3 ? 1f : 0)]);
            }

            var slope = (Loss(0.01f) - Loss(-0.01f)) / 0.02f;
            Loss(0);
            Assert.NotEqual(0, gradients[5]);
            Assert.Equal(slope, gradients[5], 0.001f + (0.02f * MathF.Abs(slope)));
        }

        Assert.Equal(statistics, network.States.Select(state => state.ToArray()));
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

/// <summary>A network whose batch norm keeps the statistics of another task.</summary>
[Network(1, 8, 8)]
public sealed partial record FrozenNetwork() : Module
{
    readonly Conv conv1 = new(12, Kernel: 3, Padding: 1, Bias: false);
    readonly BatchNorm bn1 = new() { Frozen = true };
    readonly Linear fc = new(10);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(conv1).Then(bn1).Relu().GlobalAveragePool().Then(fc);
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
