using Lathe.Kernels;

namespace Lathe.Bench.Fusion;

/// <summary>A computation that the generator fused and that an expert fused by hand, on one thread and the same numbers.</summary>
public abstract class FusionCase
{
    const double Tolerance = 1e-4;

    static readonly List<AlignedMemory> Kept = [];

    readonly string name;
    readonly CapturedLaunches generated = new();

    private protected FusionCase(string name) => this.name = name;

    /// <summary>All cases.</summary>
    public static IEnumerable<FusionCase> All() =>
        [new BatchNormJoinCase(), new BatchNormJoinGradientCase(), new SoftmaxCase(), new LayerNormCase(), new UpdateCase()];

    /// <summary>Makes the networks and operands, and sees that both ways give the same numbers.</summary>
    public abstract void SetUp();

    /// <summary>Runs what the generator wrote.</summary>
    public void Generated() => generated.Run();

    /// <summary>Runs what the expert wrote.</summary>
    public abstract void HandWritten();

    /// <inheritdoc/>
    public override string ToString() => name;

    private protected Device Device => Device.WithCpu(new CpuOptions { Threads = 1, Observer = generated });

    private protected void Capture(Action part) => generated.Capture(part);

    /// <summary>Numbers in [-1, 1).</summary>
    internal static float[] Numbers(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    /// <summary>Numbers in aligned memory, which lives as long as the process.</summary>
    internal static unsafe float* Aligned(ReadOnlySpan<float> values)
    {
        var memory = new AlignedMemory();
        Kept.Add(memory);
        var address = (float*)memory.Reserve(values.Length * sizeof(float));
        values.CopyTo(new(address, values.Length));
        return address;
    }

    private protected static unsafe void Agree(ReadOnlySpan<float> expected, float* actual, string what)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(expected[i] - actual[i]) > Tolerance * Math.Max(1, Math.Abs(expected[i])))
                throw new InvalidOperationException($"Element {i} of the {what} is {expected[i]} generated and {actual[i]} written by hand.");
        }
    }
}
