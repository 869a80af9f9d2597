using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Memory that is brought into the cache bit by bit while other memory is worked on: two ranges, which need not exist.</summary>
/// <param name="first">The first element of a range.</param>
/// <param name="firstCount">Its number of elements.</param>
/// <param name="second">The first element of the other range.</param>
/// <param name="secondCount">Its number of elements.</param>
internal readonly unsafe struct ReadAhead(float* first, nint firstCount, float* second, nint secondCount)
{
    const nint LineElements = 16;

    /// <summary>Bytes of operands that the caches hold about; smaller ones are there already.</summary>
    const nint CachedBytes = 8 * 1024 * 1024;

    readonly float* first = first;
    readonly nint firstCount = firstCount;
    readonly float* second = second;
    readonly nint secondCount = secondCount;

    /// <summary>Whether operands of so many elements are worth reading ahead.</summary>
    public static bool Pays(nint elements) => elements * sizeof(float) > CachedBytes;

    /// <summary>One of some equal parts.</summary>
    public ReadAhead Part(nint part, nint parts)
    {
        nint begin = part * firstCount / parts, end = (part + 1) * firstCount / parts, otherBegin = part * secondCount / parts, otherEnd = (part + 1) * secondCount / parts;
        return new(first + begin, end - begin, second + otherBegin, otherEnd - otherBegin);
    }

    /// <summary>Fetches one of some equal parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(nint part, nint parts)
    {
        if (firstCount + secondCount == 0 || !Sse.IsSupported)
            return;
        Fetch(first + (part * firstCount / parts), first + ((part + 1) * firstCount / parts));
        Fetch(second + (part * secondCount / parts), second + ((part + 1) * secondCount / parts));
    }

    static void Fetch(float* begin, float* end)
    {
        for (var line = begin; line < end; line += LineElements)
            Sse.Prefetch1(line);
    }
}
