using Lathe.Kernels.Cuda;
using Xunit;

namespace Lathe.EmulatedCuda.Tests;

/// <summary>Whole networks on the emulated device and on the processor, whose code has the interpreters as its measure: outputs in both modes, loss,
/// gradients, running statistics, and what two steps of an optimiser make of the parameters.</summary>
public sealed class NetworkTests
{
    const int Batch = 4;

    public static TheoryData<string, CudaPrecision> Cases =>
    [
        .. from network in networks.Keys
           from precision in new[] { CudaPrecision.Float32, CudaPrecision.TensorFloat32, CudaPrecision.BFloat16 }
           select (network, precision),
    ];

    static readonly Dictionary<string, Func<Device, Network>> networks = new()
    {
        [nameof(TinyLeNet)] = device => TinyLeNet.Compile(device, seed: 1),
        [nameof(TinyStandardized)] = device => TinyStandardized.Compile(device, seed: 1),
        [nameof(TinyFrozen)] = device => TinyFrozen.Compile(device, seed: 1),
        [nameof(TinyExtremum)] = device => TinyExtremum.Compile(device, seed: 1),
        [nameof(TinyStriped)] = device => TinyStriped.Compile(device, seed: 1),
        [nameof(TinyProducts)] = device => TinyProducts.Compile(device, seed: 1),
        [nameof(TinyFeature)] = device => TinyFeature.Compile(device, seed: 1),
        [nameof(TinyResNet)] = device => TinyResNet.Compile(device, seed: 1),
        [nameof(TinyDenseNet)] = device => TinyDenseNet.Compile(device, seed: 1),
        [nameof(TinyInception)] = device => TinyInception.Compile(device, seed: 1),
        [nameof(TinyGated)] = device => TinyGated.Compile(device, seed: 1),
        [nameof(TinyGroups)] = device => TinyGroups.Compile(device, seed: 1),
        [nameof(TinyTransformer)] = device => TinyTransformer.Compile(device, seed: 1),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_training_step_equals_the_processors(string name, CudaPrecision precision)
    {
        using var expected = networks[name](Device.Cpu);
        using var actual = networks[name](EmulatedDevice.With(precision));
        var comparison = new Comparison(precision);
        var (images, targets) = (Images(expected), OneHot(expected));
        comparison.Expect("predictions", expected.Predict(images, Batch), actual.Predict(images, Batch));
        foreach (var network in new[] { expected, actual })
        {
            network.ZeroGradients();
            network.Forward(images, Batch);
        }

        comparison.Expect("outputs", expected.Outputs[0].ToArray(), actual.Outputs[0].ToArray());
        comparison.Expect("loss", [expected.Loss(targets)], [actual.Loss(targets)]);
        expected.Backward();
        actual.Backward();
        comparison.ExpectGradients(expected, actual);
        foreach (var state in expected.States)
            comparison.Expect(state.Name, state.ToArray(), actual.States[state.Name].ToArray());
    }

    [Theory]
    [InlineData(nameof(TinyStandardized), CudaPrecision.Float32)]
    [InlineData(nameof(TinyFeature), CudaPrecision.Float32)]
    [InlineData(nameof(TinyExtremum), CudaPrecision.BFloat16)]
    [InlineData(nameof(TinyStriped), CudaPrecision.BFloat16)]
    public void The_gradient_of_the_input_equals_the_processors(string name, CudaPrecision precision)
    {
        float[][] gradients = [.. new[] { Device.Cpu, EmulatedDevice.With(precision) }.Select(device =>
        {
            using var network = networks[name](device);
            var images = Images(network);
            var gradient = new float[images.Length];
            network.Forward(images, Batch);
            network.Loss(OneHot(network));
            network.Backward();
            network.InputGradient(gradient);
            return gradient;
        })];
        new Comparison(precision).Expect("the gradient of the input", gradients[0], gradients[1]);
    }

    /// <summary>What a post takes over is not stored, and has no name then.</summary>
    [Theory]
    [InlineData(nameof(TinyResNet))]
    [InlineData(nameof(TinyInception))]
    [InlineData(nameof(TinyGroups))]
    public void Activations_that_have_names_on_both_are_the_processors(string name)
    {
        using var expected = networks[name](Device.Cpu);
        using var actual = networks[name](EmulatedDevice.With(CudaPrecision.Float32));
        var images = Images(expected);
        var comparison = new Comparison(CudaPrecision.Float32);
        var compared = new List<string>();
        foreach (var run in new Action<Network>[] { network => network.Predict(images, Batch), network => network.Forward(images, Batch) })
        {
            run(expected);
            run(actual);
            foreach (var activation in expected.Activations.Select(each => each.Name).Intersect(actual.Activations.Select(each => each.Name)))
            {
                comparison.Expect(activation, expected.Activations[activation].ToArray(), actual.Activations[activation].ToArray());
                compared.Add(activation);
            }
        }

        Assert.NotEmpty(compared);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    [InlineData("sgdw")]
    [InlineData("adam")]
    [InlineData("limited")]
    [InlineData("clipped")]
    public void Updates_equal_the_processors(string rule)
    {
        using var expected = TinyResNet.Compile(Device.Cpu, seed: 1);
        using var actual = TinyResNet.Compile(EmulatedDevice.With(CudaPrecision.Float32), seed: 1);
        var (images, targets) = (Images(expected), OneHot(expected));
        foreach (var network in new[] { expected, actual })
        {
            using Optimizer optimizer = rule switch
            {
                "sgd" or "clipped" => new Sgd(network, 0.05, 0.9, 1e-2, nesterov: true),
                "sgdw" => new Sgd(network, 0.05, 0.9, 1, decoupled: true, rateScale: static name => name.EndsWith("bias", StringComparison.Ordinal) ? 0.5 : 2),
                "adam" => new Adam(network, 1e-3, weightDecay: 0.1),
                _ => new AdamW(network, 1e-3),
            };
            optimizer.MaxUnitNorm = rule == "limited" ? 0.7 : null;
            optimizer.AdaptiveClipping = rule == "clipped" ? new AdaptiveClipping(0.05) : null;
            for (var step = 0; step < 2; step++)
            {
                network.ZeroGradients();
                network.Forward(images, Batch);
                network.Loss(targets);
                network.Backward();
                optimizer.Step();
            }
        }

        var comparison = new Comparison(CudaPrecision.Float32);
        foreach (var parameter in expected.Parameters)
            comparison.Expect(parameter.Name, parameter.ToArray(), actual.Parameters[parameter.Name].ToArray());
    }

    [Fact]
    public void Averages_equal_the_processors()
    {
        using var expected = TinyResNet.Compile(Device.Cpu, seed: 1);
        using var actual = TinyResNet.Compile(EmulatedDevice.With(CudaPrecision.Float32), seed: 1);
        using MovingAverage first = new(expected, 0.75), second = new(actual, 0.75);
        var (images, targets) = (Images(expected), OneHot(expected));
        foreach (var (network, average) in new[] { (expected, first), (actual, second) })
        {
            using var optimizer = new Sgd(network, 0.05);
            for (var step = 0; step < 3; step++)
            {
                network.ZeroGradients();
                network.Forward(images, Batch);
                network.Loss(targets);
                network.Backward();
                optimizer.Step();
                average.Update();
            }
        }

        var comparison = new Comparison(CudaPrecision.Float32);
        foreach (var tensor in first.Network.Parameters.Concat(first.Network.States))
        {
            var other = (second.Network.Parameters.Any(each => each.Name == tensor.Name) ? second.Network.Parameters : second.Network.States)[tensor.Name];
            comparison.Expect(tensor.Name, tensor.ToArray(), other.ToArray());
        }

        Assert.NotEqual(expected.Predict(images, Batch), first.Network.Predict(images, Batch));
        comparison.Expect("logits", first.Network.Predict(images, Batch), second.Network.Predict(images, Batch));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        float[][] runs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using var network = TinyDenseNet.Compile(EmulatedDevice.With(CudaPrecision.BFloat16), seed: 1);
            network.Forward(Images(network), Batch);
            network.Loss(OneHot(network));
            network.Backward();
            return network.Gradients.SelectMany(gradient => gradient.ToArray()).ToArray();
        })];
        Assert.Equal(runs[0], runs[1]);
    }

    static float[] Images(Network network)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Batch * network.InputShape.Aggregate(1, (product, extent) => product * extent)).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    static float[] OneHot(Network network)
    {
        var targets = new float[Batch * network.OutputShape[0]];
        Targets.FromLabels([.. Enumerable.Range(0, Batch).Select(i => i % network.OutputShape[0])], network.OutputShape[0], targets);
        return targets;
    }
}
