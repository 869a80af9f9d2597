using System.Globalization;
using System.Text;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>The whole text of a kernel for a launch's constants, and the options it is compiled with.</summary>
/// <param name="Name">The entry point.</param>
/// <param name="Text">Prelude, constants, kernel.</param>
/// <param name="HasStored">Whether it reads or writes activations as they are stored.</param>
/// <param name="HasContraction">Whether it has the arithmetic of contractions.</param>
sealed record KernelSource(string Name, string Text, bool HasStored, bool HasContraction)
{
    /// <summary>Puts a kernel's text together.</summary>
    public static KernelSource Of(CudaKernel kernel, ReadOnlySpan<nint> constants)
    {
        var text = new StringBuilder(CudaSource.Prelude).Append('\n');
        for (int i = 0; i < kernel.Constants.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"constexpr index {kernel.Constants[i]} = {constants[i]};\n");
        string body = Encoding.UTF8.GetString(kernel.Text);
        return new(
            kernel.Name,
            text.Append('\n').Append(body).Append('\n').ToString(),
            body.Contains("stored", StringComparison.Ordinal),
            body.Contains("LATHE_PRECISION", StringComparison.Ordinal));
    }

    /// <summary>The options for a device, a precision and the size of what is addressed. They are the same at every precision that makes no difference to the
    /// kernel, which is then compiled once for all of them.</summary>
    /// <param name="architecture">The compute capability: 90 for 9.0.</param>
    /// <param name="precision">The arithmetic of contractions.</param>
    /// <param name="isLarge">Whether tensors have more than 2^31 elements.</param>
    public string[] Options(int architecture, CudaPrecision precision, bool isLarge) =>
    [
        $"--gpu-architecture=sm_{architecture}",
        "--std=c++17",
        "--disable-warnings",

        // An extremum is compared with what other kernels compute again: which products are fused with sums must not depend on what else a kernel needs them for.
        // Sums of products are fused by name.
        "--fmad=false",
        $"-DLATHE_INDEX={(isLarge ? "long long" : "int")}",
        $"-DLATHE_STORED={(HasStored && precision == CudaPrecision.BFloat16 ? "bfloat16" : "float")}",
        $"-DLATHE_PRECISION={(HasContraction ? (int)precision : 0)}",
    ];
}
