namespace Lathe.Kernels;

/// <summary>A unit of work that a worker runs: chunks <paramref name="begin"/> to <paramref name="end"/> - 1.</summary>
/// <param name="arguments">Addresses and counts, as the launch gave them.</param>
/// <param name="begin">The first chunk.</param>
/// <param name="end">One past the last chunk.</param>
/// <param name="scratch">The address of the worker's own memory.</param>
public delegate void Kernel(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch);

/// <summary>The vector widths that kernels exist for.</summary>
public enum VectorWidth
{
    /// <summary>128-bit vectors, which .NET emulates where there are none: works everywhere.</summary>
    Plain,

    /// <summary>256 bits: AVX2.</summary>
    Bits256,

    /// <summary>512 bits: AVX-512.</summary>
    Bits512,
}
