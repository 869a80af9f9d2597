using System.Globalization;
using Lathe.Abi;
using Lathe.Cuda;

namespace Lathe;

/// <summary>The arenas of the training or the inference schedule.</summary>
/// <param name="schedule">What they hold.</param>
/// <param name="work">Where activations and temporaries are to lie.</param>
/// <param name="constants">Where build-time tables are to lie.</param>
sealed class ScheduleMemory(ScheduleEntry schedule, MemoryBlock work, MemoryBlock constants) : IDisposable
{
    /// <summary>The number of samples of the batch it holds.</summary>
    public nint Batch { get; private set; }

    /// <summary>What it holds.</summary>
    public ScheduleEntry Schedule => schedule;

    /// <summary>Where activations and temporaries lie.</summary>
    public MemoryBlock Work => work;

    /// <summary>Where build-time tables lie.</summary>
    public MemoryBlock Constants => constants;

    /// <summary>The bytes allocated.</summary>
    public nint Bytes => work.Size + constants.Size;

    /// <summary>Makes room for a batch.</summary>
    /// <returns>Whether what the Prepare phase left is still there.</returns>
    /// <exception cref="DeviceException">There is not that much memory.</exception>
    public bool Reserve(nint batch)
    {
        nint before = work.Size;
        nint bytes = checked((schedule.WorkPerSample * batch) + schedule.WorkFixed);
        try
        {
            // Without memory there is no batch.
            Batch = 0;
            work.Reserve(bytes);
        }
        catch (NotEnoughDeviceMemoryException exception)
        {
            nint fitting = nint.Max(0, (exception.Free - schedule.WorkFixed) / nint.Max(1, schedule.WorkPerSample));
            throw new DeviceException(
                string.Create(CultureInfo.InvariantCulture, $"A batch of {batch} needs {bytes:#,0} bytes on '{exception.Device}', where {exception.Free:#,0} are free: {(fitting == 0 ? "not even one sample fits" : $"{fitting} samples would fit")}."),
                exception);
        }
        catch (OutOfMemoryException exception)
        {
            throw new DeviceException(
                string.Create(CultureInfo.InvariantCulture, $"A batch of {batch} needs {bytes:#,0} bytes, more than there are. Each sample takes {schedule.WorkPerSample:#,0}."), exception);
        }

        if (constants.Size == 0)
            FillConstants();
        Batch = batch;
        return work.Size == before;
    }

    public void Dispose()
    {
        work.Dispose();
        constants.Dispose();
    }

    void FillConstants()
    {
        constants.Reserve(schedule.Tables.Max(static table => (nint?)(table.Offset + (table.Elements.Length * sizeof(float)))) ?? 0);
        foreach (TableEntry table in schedule.Tables)
        {
            table.Elements.CopyTo(constants.BeginWrite(table.Offset, table.Elements.Length));
            constants.EndWrite(table.Offset, table.Elements.Length, isStored: false);
        }
    }
}
