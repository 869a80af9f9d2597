using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>Sums that generated kernels take over many rows: of a few blocks of rows in float32, of all of them in float64.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BlockSums
{
    /// <summary>Adds the sums of a group of blocks to the totals, and clears them.</summary>
    /// <param name="sums">Whole vectors.</param>
    /// <param name="totals">As many numbers.</param>
    public static void Move<V>(Span<float> sums, Span<double> totals)
        where V : struct, ILanes<V>
    {
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var total = ref MemoryMarshal.GetReference(totals);
        for (nint lane = 0; lane < sums.Length; lane += ILanes<V>.Count)
        {
            (DoubleLanes.Load(in total, lane) + V.Widen(V.Load(in sum, lane))).Store(ref total, lane);
            V.Zero.Store(ref sum, lane);
        }
    }
}
