using System.Collections.Concurrent;
using System.Text;

namespace Lathe.Kernels.Cuda;

/// <summary>The CUDA C texts that lie in this assembly.</summary>
public static class CudaSource
{
    static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>What stands before every kernel.</summary>
    public static string Prelude => Read("prelude");

    /// <summary>The updates of optimisers.</summary>
    public static string Update => Read("update");

    /// <summary>A text by the name of its file.</summary>
    internal static string Read(string name) => Texts.GetOrAdd(name, static name =>
    {
        using Stream stream = typeof(CudaSource).Assembly.GetManifestResourceStream($"Lathe.Kernels.Cuda.{name}.cuh")
            ?? throw new InvalidOperationException($"This assembly has no text '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    });
}
