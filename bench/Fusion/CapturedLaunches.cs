using Lathe.Kernels;

namespace Lathe.Bench.Fusion;

/// <summary>The launches of a part of a network, to be run again on the calling thread alone.</summary>
internal sealed class CapturedLaunches : ILaunchObserver
{
    /// <summary>More than any kernel of one layer needs.</summary>
    const int ScratchBytes = 1 << 22;

    readonly List<(Kernel Kernel, nint Chunks, nint[] Arguments)> launches = [];
    readonly AlignedMemory scratch = new();
    Action? captured;
    bool isCapturing;

    /// <summary>Runs a part and remembers what it launches instead of what was captured before, and the part itself: the networks that it
    /// mentions must live on.</summary>
    public void Capture(Action part)
    {
        launches.Clear();
        captured = part;
        scratch.Reserve(ScratchBytes);
        isCapturing = true;
        part();
        isCapturing = false;
    }

    /// <summary>Runs the kernels again.</summary>
    public void Run()
    {
        foreach (var (kernel, chunks, arguments) in launches)
            kernel(arguments, 0, chunks, scratch.Address);
        GC.KeepAlive(captured);
    }

    public void OnLaunched(Kernel kernel, nint chunks, ReadOnlySpan<nint> arguments, TimeSpan elapsed)
    {
        if (isCapturing)
            launches.Add((kernel, chunks, arguments.ToArray()));
    }
}
