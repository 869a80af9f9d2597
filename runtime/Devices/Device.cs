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

    /// <summary>The fastest device of this machine. This build has an engine for the processor only.</summary>
    public static Device Best => Cpu;

    /// <summary>What messages call it: <c>cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The processor, with a chosen number of threads or vector width.</summary>
    /// <param name="options">The choice.</param>
    public static Device WithCpu(CpuOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CpuDevice(options);
    }

    /// <summary>The device that a text names: <c>best</c>, <c>cpu</c>, or <c>cpu:2</c> for two threads.</summary>
    /// <param name="text">The text; case does not matter.</param>
    /// <exception cref="DeviceException">The text names no device, or one that this build has no engine for (<c>cuda:0</c>).</exception>
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
            case "cuda":
                throw new DeviceException($"The device '{text}' was asked for, but this build has no CUDA engine. Use 'cpu'.");
            default:
                throw new DeviceException($"'{text}' is not a device. Use 'best', 'cpu', or 'cpu:4' for four threads.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal abstract INetworkExecution CreateExecution(NetworkDescription description, ulong seed);
}
