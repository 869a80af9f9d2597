using Lathe.Models.CommandLine;

namespace Lathe.Bench.Cuda;

/// <summary>A training step on a batch of random images: forward, loss, backward and an update by SGD with Nesterov momentum and weight decay.</summary>
internal sealed class TrainingStep : IDisposable
{
    readonly Network network;
    readonly Optimizer optimizer;
    readonly float[] images;
    readonly float[] targets;
    readonly int batch;

    public TrainingStep(string name, int batch, CudaOptions options)
    {
        this.batch = batch;
        var entry = NetworkTable.Find(name) ?? throw new ArgumentException($"There is no network '{name}'.", nameof(name));
        network = entry.Compile(Lathe.Device.WithCuda(options), 1);
        optimizer = new Sgd(network, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, nesterov: true);
        var random = new Random(1);
        images = new float[batch * network.InputShape.Aggregate(1, (product, extent) => product * extent)];
        foreach (ref var value in images.AsSpan())
            value = (2 * random.NextSingle()) - 1;
        var classes = network.OutputShape[0];
        targets = new float[batch * classes];
        Targets.FromLabels([.. Enumerable.Range(0, batch).Select(i => i % Math.Min(classes, 10))], classes, targets);
    }

    /// <summary>What it runs on.</summary>
    public string Device => network.Device.ToString()!;

    public void Run()
    {
        network.ZeroGradients();
        network.Forward(images, batch);
        network.Loss(targets);
        network.Backward();
        optimizer.Step();
    }

    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
    }
}
