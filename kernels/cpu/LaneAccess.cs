using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>Loads and stores of vectors of which only some lanes exist, for generated kernels: the ends of padded and sliced axes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LaneAccess
{
    /// <summary>Elements <paramref name="stride"/> apart in the lanes from <paramref name="from"/> to before <paramref name="to"/>, and
    /// <paramref name="fill"/> in the others, whose memory is not touched.</summary>
    /// <param name="source">Where index 0 lies.</param>
    /// <param name="index">The element of lane 0.</param>
    /// <param name="stride">Elements from one lane to the next.</param>
    /// <param name="from">The first lane that exists.</param>
    /// <param name="to">One past the last lane that exists.</param>
    /// <param name="fill">What the other lanes hold.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadWithin<V>(ref readonly float source, nint index, nint stride, nint from, nint to, V fill)
        where V : struct, ILanes<V> => from <= 0 && to >= ILanes<V>.Count && stride == 1
        ? V.Load(in source, index)
        : LoadSome(in source, index, stride, from, to, fill);

    /// <summary>One element in the lanes from <paramref name="from"/> to before <paramref name="to"/>, and <paramref name="fill"/> in the others; the
    /// memory is not touched if there are none.</summary>
    public static V CreateWithin<V>(ref readonly float source, nint index, nint from, nint to, V fill)
        where V : struct, ILanes<V> => to <= 0 || from >= ILanes<V>.Count || from >= to
        ? fill
        : V.Select(V.FirstLanes(to) & ~V.FirstLanes(from), V.Create(Unsafe.Add(ref Unsafe.AsRef(in source), index)), fill);

    /// <summary>Writes the lanes from <paramref name="from"/> to before <paramref name="to"/> to elements <paramref name="stride"/> apart.</summary>
    [SkipLocalsInit]
    public static void StoreWithin<V>(V value, ref float target, nint index, nint stride, nint from, nint to)
        where V : struct, ILanes<V>
    {
        Span<float> buffer = stackalloc float[ILanes<V>.Count];
        value.Store(ref MemoryMarshal.GetReference(buffer), 0);
        var end = nint.Min(to, ILanes<V>.Count);
        for (var lane = nint.Max(from, 0); lane < end; lane++)
        {
            Unsafe.Add(ref target, index + (lane * stride)) = buffer[(int)lane];
        }
    }

    [SkipLocalsInit]
    static V LoadSome<V>(ref readonly float source, nint index, nint stride, nint from, nint to, V fill)
        where V : struct, ILanes<V>
    {
        Span<float> buffer = stackalloc float[ILanes<V>.Count];
        fill.Store(ref MemoryMarshal.GetReference(buffer), 0);
        var end = nint.Min(to, ILanes<V>.Count);
        for (var lane = nint.Max(from, 0); lane < end; lane++)
        {
            buffer[(int)lane] = Unsafe.Add(ref Unsafe.AsRef(in source), index + (lane * stride));
        }

        return V.Load(ref MemoryMarshal.GetReference(buffer), 0);
    }
}
