using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>What is at the end of the rows that a generated kernel runs over sixteen elements at a time. Kernels are generic over it, so that one
/// body is whole vectors alone where rows are made of whole vectors.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITail
{
    /// <summary>How many elements a vector may touch.</summary>
    /// <param name="count">The elements that the row has left.</param>
    static abstract nint Left(nint count);

    /// <summary>How many elements the part of a vector has that a row ends with; 0 where there is none.</summary>
    /// <param name="count">The elements of the row.</param>
    static abstract nint Part(nint count);
}

/// <summary>The last vector of a row may be a part of one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Tail : ITail
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Left(nint count) => count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Part(nint count) => count & 15;
}

/// <summary>All vectors of a row are whole.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NoTail : ITail
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Left(nint count) => 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Part(nint count) => 0;
}
