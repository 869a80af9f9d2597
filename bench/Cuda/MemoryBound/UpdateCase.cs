using Lathe.Cuda;
using Lathe.Kernels.Cuda;

namespace Lathe.Bench.Cuda;

/// <summary>The update of 17 million weights by SGD with Nesterov momentum.</summary>
internal sealed class UpdateCase : MemoryBoundCase
{
    const int PerBlock = 1024;

    readonly CudaKernel kernel = Kernel("UpdateByHand");
    readonly Network network;
    readonly Sgd optimizer;
    readonly DeviceBlock parameters, gradients, momenta;
    readonly float[] before;

    public UpdateCase(CudaPrecision precision, DeviceTimer timer)
        : base(precision, timer)
    {
        network = Keep(ManyWeights.Compile(Device, seed: 1));
        optimizer = Keep(new Sgd(network, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, nesterov: true));
        var features = network.InputShape[0];
        network.ZeroGradients();
        network.Forward(Numbers(features), 1);
        network.Backward(Numbers(features, seed: 2));
        before = network.Parameters["fc.weight"].ToArray();
        Bytes = 5 * sizeof(float) * (nint)before.Length;
        parameters = Block(before, isStored: false);
        gradients = Block(network.Gradients["fc.weight"].ToArray(), isStored: false);
        momenta = Block(new float[before.Length], isStored: false);
    }

    /// <inheritdoc/>
    public override string Name => $"SGD update: {before.Length / 1e6:0} million weights";

    /// <inheritdoc/>
    protected override void Generated() => optimizer.Step();

    /// <inheritdoc/>
    protected override void ByHand(CudaRecorder recorder) => recorder.Launch(
        kernel, new CudaGrid((before.Length + PerBlock - 1) / PerBlock), [], parameters.Address, gradients.Address, momenta.Address, before.Length);

    /// <inheritdoc/>
    protected override (float[] Generated, float[] ByHand) Results()
    {
        Generated();
        RunByHand();
        return (network.Parameters["fc.weight"].ToArray(), parameters.Read(0, before.Length, isStored: false).ToArray());
    }
}
