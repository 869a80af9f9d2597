using System.ComponentModel;
using Lathe.Kernels;

namespace Lathe.Abi;

/// <summary>The number of samples of a batch, and the counts that grow with it.</summary>
/// <param name="count">The number of samples.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SampleCount(nint count)
{
    /// <summary>The number of samples.</summary>
    public nint Count => count;

    /// <summary>So many for each sample.</summary>
    public nint Times(long perSample) => (nint)perSample * count;

    /// <summary>So many for each sample, and so many besides.</summary>
    public nint Times(long perSample, long plus) => ((nint)perSample * count) + (nint)plus;

    /// <summary>How many blocks of <paramref name="size"/> hold <paramref name="perSample"/> for each sample; the last may be shorter.</summary>
    public nint Blocks(long perSample, long size) => IndexMath.Quotient(Times(perSample, size - 1), (nint)size);
}
