using Lathe.Cuda;

namespace Lathe;

/// <summary>The kernels of CUDA devices that earlier runs compiled and left on disk for later ones. They may be deleted at any time: what is missing is
/// compiled again.</summary>
public sealed class CompiledKernels
{
    readonly KernelCache cache;

    CompiledKernels(KernelCache cache) => this.cache = cache;

    /// <summary>The folder they are in.</summary>
    public string Folder => cache.Folder;

    /// <summary>Those of this user: in the folder that the environment variable <c>LATHE_CACHE</c> names, or in the user's folder for caches.</summary>
    /// <exception cref="DeviceException">The folder cannot be made, or others can write to it.</exception>
    public static CompiledKernels OfUser() => new(KernelCache.OfUser());

    /// <summary>How many kernels there are, and their bytes.</summary>
    public (int Count, long Bytes) Measure() => cache.Measure();

    /// <summary>Deletes all kernels.</summary>
    /// <returns>How many were deleted.</returns>
    public int Clear() => cache.Clear();
}
