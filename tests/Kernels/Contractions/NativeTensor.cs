namespace Lathe.Kernels.Tests.Contractions;

/// <summary>Floats at a fixed address, between guard zones that a kernel must leave alone.</summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    const int Guard = 64;
    const float GuardValue = 12345.678f;

    readonly AlignedMemory memory = new();

    public NativeTensor(nint length)
    {
        Length = (int)length;
        memory.Reserve((length + (2 * Guard)) * sizeof(float));
        new Span<float>((void*)memory.Reserve(0), Length + (2 * Guard)).Fill(GuardValue);
        Values.Clear();
    }

    public int Length { get; }

    public nint Address => memory.Reserve(0) + (Guard * sizeof(float));

    public Span<float> Values => new((void*)Address, Length);

    public static NativeTensor Random(nint length, Random random)
    {
        var tensor = new NativeTensor(length);
        foreach (ref var value in tensor.Values)
            value = (random.NextSingle() * 2) - 1;
        return tensor;
    }

    public NativeTensor Clone()
    {
        var tensor = new NativeTensor(Length);
        Values.CopyTo(tensor.Values);
        return tensor;
    }

    public void AssertGuardsIntact()
    {
        Assert.DoesNotContain(new Span<float>((float*)Address - Guard, Guard).ToArray(), value => value != GuardValue);
        Assert.DoesNotContain(new Span<float>((float*)Address + Length, Guard).ToArray(), value => value != GuardValue);
    }

    public void Dispose() => memory.Dispose();
}
