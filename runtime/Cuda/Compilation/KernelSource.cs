using System.Globalization;
using System.Text;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>The whole text of a kernel for a launch's constants, and the options it is compiled with.</summary>
/// <param name="Name">The entry point.</param>
/// <param name="Text">Prelude, constants, kernel.</param>
sealed record KernelSource(string Name, string Text)
{
    /// <summary>Puts a kernel's text together.</summary>
    public static KernelSource Of(CudaKernel kernel, ReadOnlySpan<nint> constants)
    {
        var text = new StringBuilder(CudaSource.Prelude).Append('\n');
        for (int i = 0; i < kernel.Constants.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"constexpr index {kernel.Constants[i]} = {constants[i]};\n");
        return new(kernel.Name, text.Append('\n').Append(Encoding.UTF8.GetString(kernel.Text)).Append('\n').ToString());
    }

    /// <summary>The options for a device, a precision and the size of what is addressed.</summary>
    /// <param name="architecture">The compute capability: 90 for 9.0.</param>
    /// <param name="precision">The arithmetic of contractions.</param>
    /// <param name="isLarge">Whether tensors have more than 2^31 elements.</param>
    public static string[] Options(int architecture, CudaPrecision precision, bool isLarge) =>
    [
        $"--gpu-architecture=sm_{architecture}",
        "--std=c++17",
        "--disable-warnings",

        // An extremum is compared with what other kernels compute again: which products are fused with sums must not depend on what else a kernel needs them for.
        // Sums of products are fused by name.
        "--fmad=false",
        $"-DLATHE_INDEX={(isLarge ? "long long" : "int")}",
        $"-DLATHE_STORED={(precision == CudaPrecision.BFloat16 ? "bfloat16" : "float")}",
        $"-DLATHE_PRECISION={(int)precision}",
    ];
}
