using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>The int32 at an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref int Int32(nint address) => ref Unsafe.AsRef<int>((void*)address);

    /// <summary>The address of a table in the program's own image: of constants that a span property returns. Such memory does not move.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    public static unsafe nint Address<T>(ReadOnlySpan<T> table)
        where T : unmanaged => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(table));
}
