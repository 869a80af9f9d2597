using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Lathe.Cuda;

/// <summary>Compiles kernels for one device, side by side, and keeps them on disk.</summary>
/// <param name="architecture">The compute capability: 90 for 9.0.</param>
/// <param name="cache">Where compiled kernels are kept; null for nowhere.</param>
sealed class KernelCompiler(int architecture, KernelCache? cache)
{
    static readonly Lazy<(int Major, int Minor)> Version = new(() => Nvrtc.Version);

    /// <summary>The machine code of kernels.</summary>
    /// <exception cref="KernelCompilationException">NVRTC refuses a text.</exception>
    public byte[][] Compile(IReadOnlyList<KernelKey> kernels)
    {
        var images = new byte[kernels.Count][];
        var failures = new ConcurrentQueue<Exception>();
        Parallel.For(0, kernels.Count, (i, state) =>
        {
            try
            {
                KernelKey kernel = kernels[i];
                KernelSource source = KernelSource.Of(kernel.Kernel, kernel.Constants);
                images[i] = Compile(source, source.Options(architecture, kernel.Precision, kernel.IsLarge));
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
                state.Stop();
            }
        });
        if (failures.TryDequeue(out Exception? failure))
            ExceptionDispatchInfo.Throw(failure);
        return images;
    }

    byte[] Compile(KernelSource source, string[] options)
    {
        string key = KernelCache.KeyOf(source, options, Version.Value);
        if (cache?.Find(key) is { } known)
            return known;
        (byte[]? image, string log) = Nvrtc.Compile(source.Text, source.Name + ".cu", options);
        if (image is null)
            throw new KernelCompilationException(source.Name, log, source.Text);
        cache?.Store(key, image);
        return image;
    }
}
