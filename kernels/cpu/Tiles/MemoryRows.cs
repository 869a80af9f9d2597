using System.ComponentModel;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Some columns of neighbouring rows, as cache lines; none where it is the default.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct MemoryRows
{
    /// <summary>Elements of a cache line.</summary>
    internal const nint LineElements = 16;

    readonly float* first;
    readonly nint stride;
    readonly nint lines;
    readonly nint begin;
    readonly nint end;

    /// <param name="address">The address of the first element (float32). It, and all others, may lie outside of any memory.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of elements of each.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    public MemoryRows(nint address, nint rows, nint columns, nint stride)
        : this((float*)address, stride, ArgumentBlock.CeilingDivide(columns, LineElements), 0, rows * ArgumentBlock.CeilingDivide(columns, LineElements))
    {
    }

    /// <param name="first">The first element of a range.</param>
    /// <param name="count">Its number of elements.</param>
    internal MemoryRows(float* first, nint count)
        : this((nint)first, 1, count, count)
    {
    }

    MemoryRows(float* first, nint stride, nint lines, nint begin, nint end)
    {
        this.first = first;
        this.stride = stride;
        this.lines = lines;
        this.begin = begin;
        this.end = end;
    }

    /// <summary>Whether there are no elements.</summary>
    internal bool IsEmpty => begin == end;

    /// <summary>One of some equal parts.</summary>
    internal MemoryRows Part(nint part, nint parts) => new(first, stride, lines, At(part, parts), At(part + 1, parts));

    /// <summary>Fetches one of some equal parts.</summary>
    internal void Fetch(nint part, nint parts)
    {
        if (IsEmpty)
            return;
        nint line = At(part, parts), last = At(part + 1, parts);
        var (row, column) = Math.DivRem(line, lines);
        for (var start = first + (row * stride); line < last; start += stride, column = 0)
        {
            for (var count = Math.Min(lines - column, last - line); count > 0; count--, line++, column++)
                Sse.Prefetch1(start + (column * LineElements));
        }
    }

    nint At(nint part, nint parts) => begin + (part * (end - begin) / parts);
}
