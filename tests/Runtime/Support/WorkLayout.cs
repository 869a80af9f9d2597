using Lathe.Abi;

namespace Lathe.Runtime.Tests;

/// <summary>Places buffers in a work arena one after the other, none sharing memory.</summary>
sealed class WorkLayout
{
    const int Line = 64;

    nint fixedBytes;
    nint perSampleBytes;

    public WorkBuffer Fixed(int count)
    {
        var buffer = new WorkBuffer(this, 0, fixedBytes, IsFixed: true);
        fixedBytes += Bytes(count);
        return buffer;
    }

    public WorkBuffer PerSample(int count)
    {
        var buffer = new WorkBuffer(this, perSampleBytes, 0, IsFixed: false);
        perSampleBytes += Bytes(count);
        return buffer;
    }

    public nint FixedBytes => fixedBytes;

    public ScheduleEntry Schedule(TensorEntry[] tensors, TensorEntry[] activations, int launches) => new()
    {
        WorkPerSample = perSampleBytes,
        WorkFixed = fixedBytes,
        Scratch = 0,
        Tensors = tensors,
        Activations = activations,
        Launches = launches,
        Crossings = 2 * launches,
        MovedPerSample = perSampleBytes,
        MovedFixed = fixedBytes,
        KeptPerSample = perSampleBytes,
    };

    static nint Bytes(int count) => (((nint)count * sizeof(float)) + Line - 1) / Line * Line;
}

/// <summary>A buffer; those that grow with the batch lie behind all fixed ones.</summary>
sealed record WorkBuffer(WorkLayout Layout, nint PerSample, nint Fixed, bool IsFixed)
{
    public nint Offset(nint batch) => (PerSample * batch) + (IsFixed ? Fixed : Layout.FixedBytes);

    public TensorEntry Entry(string name, int[] shape, int[] memoryAxes) =>
        new(name, shape, memoryAxes, ArenaSpace.Work, PerSample, IsFixed ? Fixed : Layout.FixedBytes, !IsFixed);
}
