using System.Globalization;
using Lathe.Abi;

namespace Lathe;

/// <summary>Where a network runs.</summary>
public abstract class Device
{
    private protected Device()
    {
    }

    /// <summary>The processor: all cores, the widest vectors.</summary>
    public static Device Cpu { get; } = new CpuDevice(new CpuOptions());

    /// <summary>A device without memory: a network there tells its shapes, layers and costs, whatever its size, and throws
    /// <see cref="InvalidOperationException"/> where it would need numbers. As PyTorch's <c>meta</c>.</summary>
    public static Device Meta { get; } = new MetaDevice();

    /// <summary>The fastest device of this machine: its first GPU, if it has one that kernels can be compiled for, else the processor.</summary>
    public static Device Best => CudaDevice.TryOpen() ?? Cpu;

    /// <summary>What messages call it: <c>cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The processor, with a chosen number of threads or vector width.</summary>
    /// <param name="options">The choice.</param>
    public static Device WithCpu(CpuOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CpuDevice(options);
    }

    /// <summary>An NVIDIA GPU of compute capability 7.5 or later.</summary>
    /// <param name="options">Which one, and its arithmetic.</param>
    /// <exception cref="DeviceException">There is no such GPU, or its driver or NVRTC is missing.</exception>
    public static Device WithCuda(CudaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Index);
        return new CudaDevice(options);
    }

    /// <summary>The device that a text names: <c>best</c>, <c>cpu</c>, <c>cpu:2</c> for two threads, <c>cuda</c> or <c>cuda:1</c> for a GPU.</summary>
    /// <param name="text">The text; case does not matter.</param>
    /// <exception cref="DeviceException">The text names no device, or one that is not here.</exception>
    public static Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        (string kind, string? index) = text.Split(':', 2) is [var first, var second] ? (first, second) : (text, null);
        switch (kind.ToLowerInvariant())
        {
            case "best" when index is null:
                return Best;
            case "cpu" when index is null:
                return Cpu;
            case "cpu" when int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads is >= 1 and <= 1024:
                return WithCpu(new CpuOptions { Threads = threads });
            case "cuda" when index is null:
                return WithCuda(new CudaOptions());
            case "cuda" when int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number):
                return WithCuda(new CudaOptions { Index = number });
            default:
                throw new DeviceException($"'{text}' is not a device. Use 'best', 'cpu', 'cpu:4' for four threads, or 'cuda:0' for the first GPU.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether networks have numbers there.</summary>
    internal virtual bool HasMemory => true;

    internal abstract INetworkExecution CreateExecution(NetworkDescription description, ulong seed);
}
