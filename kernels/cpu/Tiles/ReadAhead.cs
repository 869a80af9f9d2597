using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Memory that is brought into the cache bit by bit while other memory is worked on.</summary>
/// <param name="first">A part of it.</param>
/// <param name="second">Another part.</param>
/// <param name="third">A third part.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ReadAhead(MemoryRows first, MemoryRows second = default, MemoryRows third = default)
{
    /// <summary>Bytes of operands that the caches hold about; smaller ones are there already.</summary>
    const nint CachedBytes = 8 * 1024 * 1024;

    readonly MemoryRows first = first;
    readonly MemoryRows second = second;
    readonly MemoryRows third = third;

    /// <summary>Whether there is nothing to read ahead.</summary>
    bool IsEmpty => first.IsEmpty && second.IsEmpty && third.IsEmpty;

    /// <summary>Whether operands of so many elements are worth reading ahead.</summary>
    internal static bool Pays(nint elements) => elements * sizeof(float) > CachedBytes;

    /// <summary>One of some equal parts.</summary>
    internal ReadAhead Part(nint part, nint parts) => IsEmpty ? default : new(first.Part(part, parts), second.Part(part, parts), third.Part(part, parts));

    /// <summary>Fetches one of some equal parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Fetch(nint part, nint parts)
    {
        // Most tiles have nothing to read ahead, and no time to divide nothing by their number.
        if (IsEmpty || !Sse.IsSupported)
            return;
        first.Fetch(part, parts);
        second.Fetch(part, parts);
        third.Fetch(part, parts);
    }
}
