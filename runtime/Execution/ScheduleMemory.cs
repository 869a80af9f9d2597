using System.Runtime.InteropServices;
using Lathe.Abi;
using Lathe.Kernels;

namespace Lathe;

/// <summary>The arenas of the training or the inference schedule.</summary>
sealed class ScheduleMemory : IDisposable
{
    readonly ScheduleEntry schedule;
    readonly AlignedMemory work = new();
    readonly AlignedMemory constants = new();

    public ScheduleMemory(ScheduleEntry schedule)
    {
        this.schedule = schedule;
        constants.Reserve(schedule.Tables.Max(static table => (nint?)(table.Offset + (table.Elements.Length * sizeof(float)))) ?? 0);
        foreach (TableEntry table in schedule.Tables)
            Marshal.Copy(table.Elements, 0, constants.Address + table.Offset, table.Elements.Length);
    }

    /// <summary>The number of samples of the batch it holds.</summary>
    public nint Batch { get; private set; }

    /// <summary>Where activations and temporaries lie.</summary>
    public nint Work => work.Address;

    /// <summary>Where build-time tables lie.</summary>
    public nint Constants => constants.Address;

    /// <summary>The bytes allocated.</summary>
    public nint Bytes => work.Size + constants.Size;

    /// <summary>Makes room for a batch.</summary>
    /// <returns>Whether what the Prepare phase left is still there.</returns>
    public bool Reserve(nint batch)
    {
        Batch = batch;
        nint before = work.Size;
        work.Reserve(checked((schedule.WorkPerSample * batch) + schedule.WorkFixed));
        return work.Size == before;
    }

    public void Dispose()
    {
        work.Dispose();
        constants.Dispose();
    }
}
