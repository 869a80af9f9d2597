using Lathe.Cuda;
using Lathe.Kernels.Cuda;

namespace Lathe.Bench.Cuda;

/// <summary>Inference of a network without contractions: it reads its input and writes an output of the same size.</summary>
internal sealed class RowCase : MemoryBoundCase
{
    readonly CudaKernel kernel;
    readonly nint perBlock, count;
    readonly int samples;
    readonly float[] x, output;
    readonly Network network;
    readonly DeviceBlock input, result;
    readonly DeviceBlock[] vectors;

    /// <param name="name">What is computed.</param>
    /// <param name="compile">The network.</param>
    /// <param name="kernel">The kernel that was written by hand: of the input, some vectors, the output, and how much there is.</param>
    /// <param name="perBlock">How much of that a block takes.</param>
    /// <param name="units">How much of that there is in a sample.</param>
    /// <param name="bytes">How many bytes are moved, about.</param>
    /// <param name="vectors">What the kernel needs beside the input.</param>
    /// <param name="precision">How activations are stored.</param>
    /// <param name="timer">The device.</param>
    public RowCase(
        string name, Func<Device, Network> compile, string kernel, nint perBlock, nint units, nint bytes, IEnumerable<float[]> vectors, CudaPrecision precision, DeviceTimer timer)
        : base(precision, timer)
    {
        Name = name;
        this.kernel = Kernel(kernel);
        this.perBlock = perBlock;
        network = Keep(compile(Device));
        nint elements = network.InputShape.Aggregate((nint)1, (product, extent) => product * extent);
        samples = (int)Math.Max(1, bytes / (2 * Stored * elements));
        count = samples * units;
        Bytes = 2 * Stored * elements * samples;
        x = Numbers(samples * elements);
        output = new float[x.Length];
        input = Block(ChannelsLast(x), isStored: true);
        result = Block(x, isStored: true);
        this.vectors = [.. vectors.Select(vector => Block(vector, isStored: false))];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    protected override void Generated() => network.Predict(x, samples, output);

    /// <inheritdoc/>
    protected override void ByHand(CudaRecorder recorder) => recorder.Launch(
        kernel, new CudaGrid((count + perBlock - 1) / perBlock), [], [input.Address, .. vectors.Select(vector => vector.Address), result.Address, count]);

    /// <inheritdoc/>
    protected override (float[] Generated, float[] ByHand) Results()
    {
        Generated();
        RunByHand();
        return (ChannelsLast(output), result.Read(0, output.Length, isStored: true).ToArray());
    }

    /// <summary>From N, C, H, W to N, H, W, C; rows stay as they are.</summary>
    float[] ChannelsLast(float[] images)
    {
        if (network.InputShape is not [var channels, var height, var width])
            return images;
        var pixels = height * width;
        var ordered = new float[images.Length];
        for (var i = 0; i < images.Length; i++)
            ordered[(((i / (channels * pixels) * pixels) + (i % pixels)) * channels) + (i / pixels % channels)] = images[i];
        return ordered;
    }
}
