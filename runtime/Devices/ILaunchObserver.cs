using Lathe.Kernels;

namespace Lathe;

/// <summary>Sees what the networks of a device launch: for profilers. <see cref="CpuOptions.Observer"/> takes one.</summary>
public interface ILaunchObserver
{
    /// <summary>Called when a kernel has run over all of its chunks, on the thread that launched it.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="chunks">How many chunks it ran over.</param>
    /// <param name="arguments">Addresses and counts, as the launch gave them.</param>
    /// <param name="elapsed">The time from the launch to the end of the last chunk.</param>
    void OnLaunched(Kernel kernel, nint chunks, ReadOnlySpan<nint> arguments, TimeSpan elapsed);
}
