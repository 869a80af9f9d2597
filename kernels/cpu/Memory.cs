using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>Native memory by address, for generated kernels.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Memory
{
    /// <summary>The float32 at an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref float Float(nint address) => ref Unsafe.AsRef<float>((void*)address);

    /// <summary>The float64 at an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref double Double(nint address) => ref Unsafe.AsRef<double>((void*)address);
}
