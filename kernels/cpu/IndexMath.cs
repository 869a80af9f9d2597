using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>Integer arithmetic of indices, for generated kernels.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class IndexMath
{
    /// <summary>The quotient by a positive divisor, rounded towards negative infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Quotient(nint dividend, nint divisor)
    {
        var quotient = dividend / divisor;
        return (quotient * divisor) > dividend ? quotient - 1 : quotient;
    }

    /// <summary>The remainder by a positive divisor, never negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Remainder(nint dividend, nint divisor) => dividend - (Quotient(dividend, divisor) * divisor);

    /// <summary>Whether <c>0 &lt;= index &lt; end</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWithin(nint index, nint end) => (nuint)index < (nuint)end;

    /// <summary>The first chunk of a group, or one past the last chunk where there is no such group: groups are of neighbouring chunks and as equal as can be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint FirstOfGroup(nint group, nint groups, nint chunks) => ((group * chunks) + groups - 1) / groups;

    /// <summary>The elements of the vectors that so many elements need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint WholeVectors(nint elements) => (elements + 15) & ~(nint)15;

    /// <summary>How many rows of so many floats a kernel runs over column by column before it goes on to the next rows: a kilobyte, for more is not
    /// streamed well from memory.</summary>
    public static nint BlockRows(nint columns) => nint.Max(1, 256 / nint.Max(1, columns));
}
