using Lathe.Kernels;

namespace Lathe.Bench;

/// <summary>Numbers in native memory.</summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    readonly AlignedMemory memory = new();

    /// <summary>Zeros.</summary>
    public NativeFloats(nint count)
    {
        Count = (int)count;
        Address = memory.Reserve(count * sizeof(float));
    }

    public int Count { get; }

    public nint Address { get; }

    public Span<float> Values => new((void*)Address, Count);

    /// <summary>Numbers from -0.5 to 0.5.</summary>
    public static NativeFloats Random(nint count)
    {
        var random = new Random(1);
        var floats = new NativeFloats(count);
        floats.Fill(() => random.NextDouble() - 0.5);
        return floats;
    }

    public void Fill(Func<double> next)
    {
        foreach (ref var value in Values)
            value = (float)next();
    }

    public void Dispose() => memory.Dispose();
}
