using System.Runtime.Intrinsics;
using Lathe.Bench.Steps;
using Lathe.Kernels;

namespace Lathe.Bench.Floor;

/// <summary>How fast a set of workers reads and writes memory that no cache holds.</summary>
internal static unsafe class Bandwidth
{
    const nint Length = 1 << 25, ChunkLength = 1 << 16;
    const double Seconds = 0.5;

    /// <summary>The median of the bytes a second of <c>a + b</c> into a third array, 128 MiB each; what the processor reads before it writes does not count.</summary>
    public static double Measure(Launcher launcher)
    {
        using AlignedMemory left = new(), right = new(), sum = new();
        nint[] addresses = [left.Reserve(Length * sizeof(float)), right.Reserve(Length * sizeof(float)), sum.Reserve(Length * sizeof(float))];
        return 3.0 * Length * sizeof(float) * 1000 / StepTimes.Median(() => launcher.Launch(Add, Length / ChunkLength, addresses), launcher.Workers, Seconds);
    }

    static void Add(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        float* left = (float*)arguments[0], right = (float*)arguments[1], sum = (float*)arguments[2];
        for (var i = begin * ChunkLength; i < end * ChunkLength; i += Vector512<float>.Count)
            (Vector512.Load(left + i) + Vector512.Load(right + i)).Store(sum + i);
    }
}
