namespace Lathe.Runtime.Tests;

/// <summary>Networks and data for tests.</summary>
static class Mlp
{
    public static Network Create(MlpProgram? program = null, ulong seed = 1, int threads = 1) =>
        Network.Create(program ?? new MlpProgram(), Device.WithCpu(new CpuOptions { Threads = threads }), seed);

    /// <summary>Numbers that look random, in [-1, 1).</summary>
    public static float[] Numbers(int count, ulong seed = 7)
    {
        var random = new RandomStream(seed, "test numbers");
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.Uniform() * 2) - 1))];
    }

    /// <summary>Runs a step: gradients from zero, forward, loss, backward.</summary>
    public static float Step(Network network, ReadOnlySpan<float> x, ReadOnlySpan<float> targets, int count)
    {
        network.ZeroGradients();
        network.Forward(x, count);
        float loss = network.Loss(targets);
        network.Backward();
        return loss;
    }

    /// <summary>Targets of classes 0, 1, 2, … in turn.</summary>
    public static float[] OneHot(int count, int classes)
    {
        var targets = new float[count * classes];
        Targets.FromLabels([.. Enumerable.Range(0, count).Select(i => i % classes)], classes, targets);
        return targets;
    }

    /// <summary>All parameters and states, one after the other.</summary>
    public static float[] Weights(Network network) => [.. network.Parameters.Concat(network.States).SelectMany(static tensor => tensor.ToArray())];
}
