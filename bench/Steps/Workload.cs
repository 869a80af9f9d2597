using Lathe.Models.CommandLine;

namespace Lathe.Bench.Steps;

/// <summary>A network with a batch of random images that stays in memory.</summary>
internal sealed class Workload : IDisposable
{
    readonly Sgd optimizer;
    readonly float[] targets, outputs;

    /// <param name="name">The network's record.</param>
    /// <param name="batch">Images in a batch.</param>
    /// <param name="options">Threads, vector width, observer.</param>
    /// <exception cref="ArgumentException">There is no network of that name.</exception>
    public Workload(string name, int batch, CpuOptions options)
    {
        var entry = NetworkTable.Find(name)
            ?? throw new ArgumentException($"There is no network '{name}'. There are {string.Join(", ", NetworkTable.All.Select(known => known.Name))}.", nameof(name));
        Network = entry.Compile(Device.WithCpu(options), 1);
        Batch = batch;
        optimizer = new Sgd(Network, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, nesterov: true);
        var random = new Random(1);
        Images = new float[batch * Network.InputShape.Aggregate(1, (product, extent) => product * extent)];
        foreach (ref var value in Images.AsSpan())
            value = (2 * random.NextSingle()) - 1;
        var classes = Network.OutputShape[0];
        targets = new float[batch * classes];
        Targets.FromLabels([.. Enumerable.Range(0, batch).Select(i => i % Math.Min(classes, 10))], classes, targets);
        outputs = new float[batch * classes];
    }

    public Network Network { get; }

    public int Batch { get; }

    public float[] Images { get; }

    /// <summary>The logits of the last <see cref="Predict"/>.</summary>
    public ReadOnlySpan<float> Outputs => outputs;

    /// <summary>Forward (with the targets where it takes labels), loss, backward and an update by SGD with Nesterov momentum and weight decay.</summary>
    public void TrainingStep()
    {
        foreach (var input in Network.ExtraInputs)
            Network.SetInput(input, targets);
        Network.ZeroGradients();
        Network.Forward(Images, Batch);
        Network.Loss(targets);
        Network.Backward();
        optimizer.Step();
    }

    public void Predict() => Network.Predict(Images, Batch, outputs);

    public void Dispose()
    {
        optimizer.Dispose();
        Network.Dispose();
    }
}
