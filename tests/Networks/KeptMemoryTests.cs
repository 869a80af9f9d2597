using Lathe.Models;

namespace Lathe.Networks.Tests;

/// <summary>What a training step keeps for its backward pass, against the tensors that PyTorch 1.13 saves for the same networks
/// (<c>bench/compare_pytorch.py</c> prints both).</summary>
public sealed class KeptMemoryTests
{
    const int Batch = 128;

    /// <summary>Bytes that PyTorch saves for a batch of 128.</summary>
    const double ResNet20Saved = 194.6e6, WideResNetSaved = 253.3e6, DenseNetSaved = 1069.7e6;

    [Fact]
    public void A_residual_network_keeps_at_most_three_quarters() => AssertKept(0.75 * ResNet20Saved, ResNet20.Compile(seed: 0));

    [Fact]
    public void A_wide_residual_network_whose_chains_begin_with_batch_norm_keeps_less() => AssertKept(0.62 * WideResNetSaved, WideResNet16x2.Compile(seed: 0));

    [Fact]
    public void A_densely_connected_network_keeps_a_quarter() => AssertKept(0.26 * DenseNetSaved, DenseNetBC40.Compile(seed: 0));

    static void AssertKept(double most, Network network)
    {
        using (network)
            Assert.InRange(network.Costs.KeptBytes(Batch), 1, (long)most);
    }
}
