using System.Globalization;
using System.Runtime.Intrinsics;
using Lathe.Kernels;

namespace Lathe;

/// <summary>How the processor is used. The results do not depend on it: any number of threads, and any vector width with fused
/// multiply-add, give the same bits.</summary>
public sealed record CpuOptions
{
    /// <summary>The environment variable that sets <see cref="Threads"/> where a program does not: a number from 1.</summary>
    public const string ThreadsVariable = "LATHE_THREADS";

    /// <summary>The environment variable that sets <see cref="Width"/> where a program does not: 128, 256 or 512 bits.</summary>
    public const string WidthVariable = "LATHE_VECTOR_WIDTH";

    /// <summary>The number of worker threads, the calling one included, in [1, 1024]; 0 (the default) means what <see cref="ThreadsVariable"/> says, else one a core.</summary>
    public int Threads { get; init; }

    /// <summary>The vector width of the kernels; null (the default) means what <see cref="WidthVariable"/> says, else the widest that the processor has.</summary>
    public VectorWidth? Width { get; init; }

    /// <summary>Sees every launch; null (the default) for none. It costs nothing unless there is one.</summary>
    public ILaunchObserver? Observer { get; init; }

    internal int ResolveThreads()
    {
        int threads = Threads != 0 ? Threads : FromEnvironment(ThreadsVariable, "a number of threads from 1 to 1024") ?? Environment.ProcessorCount;
        return threads is >= 1 and <= 1024
            ? threads
            : throw new DeviceException($"The CPU device was asked for {threads} threads; it takes 1 to 1024, or 0 for one a core.");
    }

    internal VectorWidth ResolveWidth() => Width is { } width ? Defined(width) : FromEnvironment(WidthVariable, "128, 256 or 512") switch
    {
        null => Widest,
        128 => VectorWidth.Plain,
        256 => VectorWidth.Bits256,
        512 => VectorWidth.Bits512,
        { } bits => throw new DeviceException($"{WidthVariable} is {bits}; it takes 128, 256 or 512."),
    };

    static VectorWidth Defined(VectorWidth width) =>
        Enum.IsDefined(width) ? width : throw new DeviceException($"The CPU device was asked for the vector width {(int)width}, which is none of {string.Join(", ", Enum.GetNames<VectorWidth>())}.");

    static VectorWidth Widest =>
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512 : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256 : VectorWidth.Plain;

    static int? FromEnvironment(string variable, string expected)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new DeviceException($"The environment variable {variable} is '{text}'; it takes {expected}.");
    }
}
