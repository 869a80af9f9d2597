using Lathe.Kernels;
using Lathe.Models;

namespace Lathe.Networks.Tests;

/// <summary>The just-in-time compiler inlines into a method until it has 512 locals, and lanes of narrower vectors take more of them.</summary>
[Collection(nameof(InliningTests))]
[CollectionDefinition(nameof(InliningTests), DisableParallelization = true)]
public sealed class InliningTests
{
    [Fact]
    public void Kernels_inline_every_operation()
    {
        using var failures = new InliningFailures();
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var device = Device.WithCpu(new CpuOptions { Threads = 1, Width = width });
            using (var network = DenseNetBC40.Compile(device, seed: 1))
                Step(network);
            using (var network = CbamResNet20.Compile(device, seed: 1))
                Step(network);
        }

        Assert.Empty(failures.All());
    }

    static void Step(Network network)
    {
        var x = new float[network.InputShape.Aggregate(1, (product, extent) => product * extent)];
        var targets = new float[network.OutputShape[0]];
        targets[0] = 1;
        network.ZeroGradients();
        network.Forward(x, 1);
        network.Loss(targets);
        network.Backward();
        network.Predict(x, 1);
    }
}
