using System.Collections.Concurrent;
using System.Text;

namespace Lathe.Kernels.Cuda;

/// <summary>The CUDA C texts that lie in this assembly.</summary>
public static class CudaSource
{
    static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);
    static readonly ConcurrentDictionary<(string Text, CudaPost? Post), CudaKernel> Kernels = new();

    /// <summary>What stands before every kernel.</summary>
    public static string Prelude => Read("prelude");

    /// <summary>The updates of optimisers.</summary>
    public static string Update => Read("update");

    /// <summary>The norms of the weights that go into each unit.</summary>
    public static string UnitNorms => Read("unit_norms");

    /// <summary>Moving averages of parameters.</summary>
    public static string Averaging => Read("averaging");

    /// <summary>The rounding of parameters to bfloat16.</summary>
    public static string Rounding => Read("rounding");

    /// <summary>A text by the name of its file.</summary>
    internal static string Read(string name) => Texts.GetOrAdd(name, static name =>
    {
        using Stream stream = typeof(CudaSource).Assembly.GetManifestResourceStream($"Lathe.Kernels.Cuda.{name}.cuh")
            ?? throw new InvalidOperationException($"This assembly has no text '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    });

    /// <summary>A kernel made of texts, the same object each time.</summary>
    /// <param name="name">What it computes; its entry point, with the name of what goes on.</param>
    /// <param name="header">What stands before the texts.</param>
    /// <param name="post">What goes on with its results; null where nothing does.</param>
    /// <param name="constants">The integers that it is compiled for.</param>
    /// <param name="texts">The names of files.</param>
    internal static CudaKernel Kernel(string name, string header, CudaPostLaunch? post, ReadOnlySpan<(string Name, nint Value)> constants, params ReadOnlySpan<string> texts)
    {
        if (post is not null)
            name = $"{name}_{post.Post.Name}";
        (string Text, CudaPost? Post) key = ($"{name}\n{header}{string.Join('+', texts)}", post?.Post);
        if (Kernels.TryGetValue(key, out CudaKernel? known))
            return known;
        var text = new StringBuilder($"#define KERNEL {name}\n").Append(header);
        if (post is not null)
            text.Append("#define POST\n").Append(Encoding.UTF8.GetString(post.Post.Text)).Append('\n').Append(Read("totals"));
        foreach (string part in texts)
            text.Append('\n').Append(Read(part));
        var names = new string[constants.Length];
        for (int place = 0; place < names.Length; place++)
            names[place] = constants[place].Name;
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        return Kernels.GetOrAdd(key, new CudaKernel(name, names, () => bytes));
    }

    /// <summary>The type of a tensor's elements in CUDA C.</summary>
    internal static string TypeOf(CudaTensor tensor) => tensor.Element == CudaElement.Stored ? "stored" : "float";
}
