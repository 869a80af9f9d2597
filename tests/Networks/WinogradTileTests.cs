namespace Lathe.Networks.Tests;

/// <summary>Networks that allow larger tiles of Winograd's algorithm.</summary>
public sealed class WinogradTileTests
{
    const int Batch = 3;

    [Fact]
    public void Larger_tiles_compute_the_same_but_for_rounding()
    {
        using var small = ThreeByThree.Compile(null, seed: 5);
        using var large = ThreeByThreeInLargeTiles.Compile(null, seed: 5);
        var random = new Random(3);
        var x = Enumerable.Range(0, Batch * small.InputShape.Aggregate(1, (product, extent) => product * extent)).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var targets = Enumerable.Range(0, Batch * 10).Select(i => i % 10 == i / 10 ? 1f : 0f).ToArray();

        Assert.InRange(Difference(small.Predict(x, Batch), large.Predict(x, Batch)), 1e-9, 1e-5);
        foreach (var network in new[] { small, large })
        {
            network.Forward(x, Batch);
            network.ZeroGradients();
            network.Loss(targets);
            network.Backward();
        }

        Assert.InRange(Difference(small.Outputs["logits"].ToArray(), large.Outputs["logits"].ToArray()), 1e-9, 1e-5);
        foreach (var parameter in small.Parameters)
            Assert.InRange(Difference(small.Gradients[parameter.Name].ToArray(), large.Gradients[parameter.Name].ToArray()), 0, 1e-4);
        Assert.NotEqual(small.Gradients["conv1.weight"].ToArray(), large.Gradients["conv1.weight"].ToArray());
    }

    /// <summary>The norm of the difference, relative to the first one's.</summary>
    static double Difference(float[] one, float[] other) =>
        Near.Norm(one.Zip(other, (a, b) => (double)a - b)) / Near.Norm(one.Select(a => (double)a));
}

/// <summary>Convolutions whose weights chunks share, and some that are too large for that; smooth, so that rounding decides nothing.</summary>
[Network(32, 22, 22)]
public partial record ThreeByThree() : Module
{
    readonly Conv conv1 = new(48, Kernel: 3, Padding: 1), conv2 = new(160, Kernel: 3, Padding: 1), conv3 = new(144, Kernel: 3), conv4 = new(24, Kernel: 3, Padding: 1);
    readonly Linear fc = new(10);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(conv1).Tanh().Then(conv2).Tanh().Then(conv3).Tanh().Then(conv4).Tanh().Flatten().Then(fc);
}

/// <summary>The same by F(4x4, 3x3).</summary>
[Network(32, 22, 22, WinogradTile = 4)]
public sealed partial record ThreeByThreeInLargeTiles() : ThreeByThree;
