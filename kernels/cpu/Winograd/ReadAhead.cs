using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Memory that is brought into the cache bit by bit while other memory is worked on; it need not exist.</summary>
/// <param name="start">The first element.</param>
/// <param name="count">The number of elements.</param>
internal readonly unsafe struct ReadAhead(float* start, nint count)
{
    const nint LineElements = 16;

    readonly float* start = start;
    readonly nint count = count;

    /// <summary>Fetches one of some equal parts.</summary>
    public void Fetch(nint part, nint parts)
    {
        if (!Sse.IsSupported)
            return;
        var end = start + ((part + 1) * count / parts);
        for (var line = start + (part * count / parts); line < end; line += LineElements)
            Sse.Prefetch1(line);
    }
}
