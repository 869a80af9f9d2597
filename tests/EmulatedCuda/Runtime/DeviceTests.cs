using Lathe.Kernels.Cuda;
using Lathe.Runtime.Tests;
using Lathe.Tests;
using Xunit;

namespace Lathe.EmulatedCuda.Tests;

/// <summary>What the runtime promises of a device, on the emulated one.</summary>
public sealed class DeviceTests
{
    const int Batch = 2;

    [Theory]
    [InlineData(CudaPrecision.Float32)]
    [InlineData(CudaPrecision.BFloat16)]
    public void A_checkpoint_moves_between_devices(CudaPrecision precision)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using var trained = TinyLeNet.Compile(EmulatedDevice.With(precision), seed: 1);
            using var loaded = TinyLeNet.Compile(Device.Cpu, seed: 2);
            using var optimizer = new Sgd(trained, 0.1);
            TakeStep(trained, optimizer, Images(Batch), Targets());
            trained.Save(path);
            loaded.Load(path);
            foreach (var parameter in trained.Parameters)
                Assert.Equal(parameter.ToArray(), loaded.Parameters[parameter.Name].ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Without_a_device_a_network_takes_the_best_one_that_it_was_built_for()
    {
        EmulatedDevice.Installed();
        using var network = TinyLeNet.Compile(seed: 1);
        using var withoutCuda = Network.Create(new MlpProgram());
        Assert.Equal("cuda:0", network.Device.Name);
        Assert.Equal("cpu", withoutCuda.Device.Name);
    }

    [Fact]
    public void A_batch_that_does_not_fit_says_which_would()
    {
        const int batch = 60_000;
        using var network = TinyResNet.Compile(EmulatedDevice.With(CudaPrecision.Float32), seed: 1);
        var failure = Assert.Throws<DeviceException>(() => network.Forward(new float[batch * 3 * 12 * 12], batch));
        Assert.Matches("A batch of 60000 needs [0-9,]+ bytes on '.*', where [0-9,]+ are free: [1-9][0-9]* samples would fit.", failure.Message);
        network.Forward(new float[Batch * 3 * 12 * 12], Batch);
    }

    [Fact]
    public void A_steady_step_allocates_nothing()
    {
        using var network = TinyLeNet.Compile(EmulatedDevice.With(CudaPrecision.Float32), seed: 1);
        using var optimizer = new Sgd(network, 0.1);

        float[] images = Images(Batch), targets = Targets();

        // The first steps find out how much memory contractions need beside the plan's, and record their graphs for where that lies.
        Assert.Equal(0, Allocations.OfSteadyStep(() => TakeStep(network, optimizer, images, targets), warmUp: 4));
    }

    /// <summary>Attention has a product a head of a sample, each in a block of its own along one axis of the grid.</summary>
    [Fact]
    public void A_batch_of_more_products_than_a_grid_has_is_told()
    {
        const int many = 70_000;
        using var network = TinyTransformer.Compile(EmulatedDevice.With(CudaPrecision.Float32), seed: 1);
        var pixels = network.InputShape.Aggregate(1, (product, extent) => product * extent);
        Assert.Contains("use a smaller batch", Assert.Throws<DeviceException>(() => network.Predict(new float[many * pixels], many)).Message, StringComparison.Ordinal);
        network.Predict(new float[Batch * pixels], Batch);
    }

    [Fact]
    public void An_optimiser_may_be_disposed_after_its_network()
    {
        var network = TinyLeNet.Compile(EmulatedDevice.With(CudaPrecision.Float32), seed: 1);
        using var optimizer = new Sgd(network, 0.1, momentum: 0.9);
        TakeStep(network, optimizer, Images(Batch), Targets());
        network.Dispose();
    }

    /// <summary>Batches of several sizes, in turn, have graphs of their own.</summary>
    [Fact]
    public void A_network_predicts_batches_of_any_size()
    {
        using var expected = TinyLeNet.Compile(Device.Cpu, seed: 1);
        using var actual = TinyLeNet.Compile(EmulatedDevice.With(CudaPrecision.Float32), seed: 1);
        var comparison = new Comparison(CudaPrecision.Float32);
        foreach (var batch in new[] { 1, 3, 2, 3 })
        {
            var images = Images(batch);
            comparison.Expect($"a batch of {batch}", expected.Predict(images, batch), actual.Predict(images, batch));
        }
    }

    static void TakeStep(Network network, Sgd optimizer, float[] images, float[] targets)
    {
        network.ZeroGradients();
        network.Forward(images, Batch);
        network.Loss(targets);
        network.Backward();
        optimizer.Step();
    }

    static float[] Targets() => [1, 0, 0, 0, 0, 0, 1, 0, 0, 0];

    static float[] Images(int batch)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, batch * 16 * 16).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
