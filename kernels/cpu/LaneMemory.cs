using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>Lane-by-lane loads and stores, for strides other than one and for machines without masked moves.</summary>
static class LaneMemory
{
    [SkipLocalsInit]
    public static V LoadStrided<V>(ref readonly float source, nint index, nint stride, nint count)
        where V : struct, ILanes<V>
    {
        Span<float> buffer = stackalloc float[ILanes<V>.Count];
        ref var from = ref Unsafe.Add(ref Unsafe.AsRef(in source), index);
        for (var lane = 0; lane < buffer.Length; lane++)
        {
            buffer[lane] = lane < count ? Unsafe.Add(ref from, lane * stride) : 0;
        }

        return V.Load(ref MemoryMarshal.GetReference(buffer), 0);
    }

    [SkipLocalsInit]
    public static void StoreStrided<V>(V value, ref float target, nint index, nint stride, nint count)
        where V : struct, ILanes<V>
    {
        Span<float> buffer = stackalloc float[ILanes<V>.Count];
        value.Store(ref MemoryMarshal.GetReference(buffer), 0);
        ref var to = ref Unsafe.Add(ref target, index);
        var lanes = nint.Min(count, ILanes<V>.Count);
        for (nint lane = 0; lane < lanes; lane++)
        {
            Unsafe.Add(ref to, lane * stride) = buffer[(int)lane];
        }
    }

    /// <summary>The lanes that a mask has, and zero in the others, whose memory is not touched.</summary>
    [SkipLocalsInit]
    public static V LoadFirst<V>(ref readonly float source, nint index, V first)
        where V : struct, ILanes<V>
    {
        // All bits of a lane that the mask has are set, which makes it not a number.
        Span<float> buffer = stackalloc float[ILanes<V>.Count];
        first.Store(ref MemoryMarshal.GetReference(buffer), 0);
        ref var from = ref Unsafe.Add(ref Unsafe.AsRef(in source), index);
        for (var lane = 0; lane < buffer.Length; lane++)
        {
            buffer[lane] = float.IsNaN(buffer[lane]) ? Unsafe.Add(ref from, lane) : 0;
        }

        return V.Load(ref MemoryMarshal.GetReference(buffer), 0);
    }

    [SkipLocalsInit]
    public static void StoreFirst<V>(V value, ref float target, nint index, V first)
        where V : struct, ILanes<V>
    {
        Span<float> buffer = stackalloc float[ILanes<V>.Count], mask = stackalloc float[ILanes<V>.Count];
        value.Store(ref MemoryMarshal.GetReference(buffer), 0);
        first.Store(ref MemoryMarshal.GetReference(mask), 0);
        ref var to = ref Unsafe.Add(ref target, index);
        for (var lane = 0; lane < buffer.Length; lane++)
        {
            if (float.IsNaN(mask[lane]))
                Unsafe.Add(ref to, lane) = buffer[lane];
        }
    }
}
