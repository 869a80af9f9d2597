using System.Globalization;

namespace Lathe.Cuda;

/// <summary>A block of a GPU's memory. Reading waits for the stream; writing is queued in it.</summary>
/// <param name="context">The device.</param>
/// <param name="stream">Where copies are queued.</param>
/// <param name="staging">Memory of the host that copies go through.</param>
sealed unsafe class DeviceBlock(CudaContext context, nint stream, Staging staging) : MemoryBlock
{
    const int OutOfMemory = 2;

    nint address;
    nint size;

    public override nint Address => address;

    public override nint Size => size;

    /// <exception cref="DeviceException">There is not that much memory.</exception>
    public override void Reserve(nint bytes)
    {
        if (bytes <= size)
            return;
        context.Enter();
        Dispose();
        try
        {
            address = context.Api.Allocate(bytes);
        }
        catch (CudaException exception) when (exception.Code == OutOfMemory)
        {
            (nint free, nint total) = context.Api.MemoryInfo();
            throw new NotEnoughDeviceMemoryException(context.Name, bytes, free, total, exception);
        }

        size = bytes;
        Clear();
    }

    public override ReadOnlySpan<float> Read(nint offset, nint count, bool isStored)
    {
        context.Enter();
        Span<float> numbers = staging.Reading(count);
        bool isHalf = isStored && staging.HasHalves;
        fixed (float* target = numbers)
        {
            // Halves arrive in the second half of the room of the numbers that they become.
            nint bytes = count * (isHalf ? sizeof(ushort) : sizeof(float));
            byte* place = (byte*)target + ((count * sizeof(float)) - bytes);
            context.Api.CopyToHost((nint)place, address + offset, bytes, stream);
            context.Api.Synchronize(stream);
            if (isHalf)
                Halves.Widen(new ReadOnlySpan<ushort>(place, (int)count), numbers);
        }

        return numbers;
    }

    public override Span<float> BeginWrite(nint offset, nint count)
    {
        context.Enter();
        return staging.Writing(count);
    }

    public override void EndWrite(nint offset, nint count, bool isStored)
    {
        bool isHalf = isStored && staging.HasHalves;
        Span<float> numbers = staging.Written(count);
        fixed (float* source = numbers)
        {
            if (isHalf)
                Halves.Narrow(numbers, new Span<ushort>(source, (int)count));
            context.Api.CopyToDevice(address + offset, (nint)source, count * (isHalf ? sizeof(ushort) : sizeof(float)), stream);
        }

        staging.Sent();
    }

    public override void Clear(nint offset, nint bytes)
    {
        if (bytes == 0)
            return;
        context.Enter();
        context.Api.Fill(address + offset, 0, bytes / sizeof(float), stream);
    }

    public override void Dispose()
    {
        if (address == 0)
            return;
        context.Enter();
        context.Api.Synchronize(stream);
        context.Api.Free(address);
        (address, size) = (0, 0);
    }
}

/// <summary>A GPU has less memory than something needs.</summary>
sealed class NotEnoughDeviceMemoryException(string device, nint needed, nint free, nint total, CudaException inner) : LatheException(
    string.Create(CultureInfo.InvariantCulture, $"{needed:#,0} bytes are needed on '{device}', but {free:#,0} of its {total:#,0} are free."), inner)
{
    /// <summary>Bytes that are free.</summary>
    public nint Free => free;

    /// <summary>The device.</summary>
    public string Device => device;
}
