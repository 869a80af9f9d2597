namespace Lathe.Kernels.Cuda;

/// <summary>A kernel as CUDA C text, compiled at run time for the device that is there and for the constants of a launch.</summary>
/// <remarks>The text defines one entry point, <c>extern "C" __global__ void NAME(…)</c>. Its parameters are pointers and 64-bit integers, in the order
/// of a launch's arguments. It includes nothing: <c>prelude.cuh</c> stands before it, and before that a line that defines its constants as
/// <c>constexpr index NAME = VALUE;</c>.</remarks>
/// <param name="name">The entry point.</param>
/// <param name="constants">The names of the integers that are fixed when the kernel is compiled: extents and strides.</param>
/// <param name="text">The text.</param>
public sealed class CudaKernel(string name, string[] constants, CudaText text)
{
    /// <summary>The entry point.</summary>
    public string Name => name;

    /// <summary>The names of the integers that are fixed when the kernel is compiled.</summary>
    public IReadOnlyList<string> Constants => constants;

    /// <summary>The text in UTF-8.</summary>
    public ReadOnlySpan<byte> Text => text();

    /// <inheritdoc/>
    public override string ToString() => name;
}

/// <summary>CUDA C in UTF-8, as it lies in the assembly.</summary>
public delegate ReadOnlySpan<byte> CudaText();
