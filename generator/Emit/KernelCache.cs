using System.Collections.Concurrent;

namespace Lathe.Generator.Emit;

/// <summary>The kernels of all networks by what they are printed from. Networks may ask side by side.</summary>
internal sealed class KernelCache
{
    readonly ConcurrentDictionary<KernelSource, Kernel> kernels = new();
    readonly ConcurrentDictionary<KernelSource, Kernel> cudaKernels = new();
    readonly ConcurrentDictionary<Cuda.PostSource, Kernel?> cudaPosts = new();

    /// <summary>The kernel for the processor.</summary>
    public Kernel Of(KernelSource source) => kernels.GetOrAdd(source, CSharp.KernelPrinter.Print);

    /// <summary>The kernel for CUDA devices.</summary>
    public Kernel CudaOf(KernelSource source) => cudaKernels.GetOrAdd(source, Cuda.KernelPrinter.Print);

    /// <summary>The post for CUDA devices; null where it has to be a kernel.</summary>
    public Kernel? CudaPostOf(Cuda.PostSource source) => cudaPosts.GetOrAdd(source, Cuda.PostPrinter.Print);
}
