using Lathe.Models;
using Lathe.Tests;

namespace Lathe.Networks.Tests;

/// <summary>What compiled networks allocate on the managed heap.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void A_steady_step_of_a_residual_network_allocates_nothing()
    {
        using var network = ResNet8Digits.Compile(Device.WithCpu(new CpuOptions { Threads = 2 }), seed: 1);
        AssertSteady(network, count: 6);
    }

    [Fact]
    public void A_steady_step_with_dropout_and_groups_allocates_nothing()
    {
        using var network = DropoutNetwork.Compile(Device.WithCpu(new CpuOptions { Threads = 1 }), seed: 1);
        AssertSteady(network, count: 6);
    }

    static void AssertSteady(Network network, int count)
    {
        using var optimizer = new AdamW(network) { MaxGradientNorm = 1 };
        var classes = network.OutputShape[0];
        var x = new float[count * network.InputShape.Aggregate(1, (product, extent) => product * extent)];
        float[] targets = new float[count * classes], logits = new float[count * classes], gradient = new float[x.Length];
        Targets.FromLabels([.. Enumerable.Range(0, count)], classes, targets);
        Assert.Equal(0, Allocations.OfSteadyStep(() =>
        {
            network.ZeroGradients();
            network.Forward(x, count);
            network.Loss(targets);
            network.Backward();
            network.InputGradient(gradient);
            optimizer.Step();
            network.Predict(x, count, logits);
        }));
    }
}
