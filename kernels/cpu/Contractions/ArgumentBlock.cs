using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>Kernels take native integers; these turn a struct made of nothing else into such a list and back.</summary>
internal static class ArgumentBlock
{
    public static ReadOnlySpan<nint> Of<T>(ref readonly T block)
        where T : unmanaged =>
        MemoryMarshal.Cast<T, nint>(MemoryMarshal.CreateReadOnlySpan(in block, 1));

    public static ref readonly T As<T>(ReadOnlySpan<nint> arguments)
        where T : unmanaged =>
        ref MemoryMarshal.AsRef<T>(MemoryMarshal.AsBytes(arguments));

    /// <summary>The quotient, rounded up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint CeilingDivide(nint dividend, nint divisor) => (dividend + divisor - 1) / divisor;
}
