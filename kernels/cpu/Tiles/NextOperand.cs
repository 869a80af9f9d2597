namespace Lathe.Kernels;

/// <summary>The right operand that tiles use after the one at hand. Each of the first tiles reads one column of its cache lines ahead, a line with every term of its own sums: memory
/// then delivers weights while the ones before them are multiplied.</summary>
/// <param name="Distance">Elements from the operand at hand to the next one; 0 where the cache holds it, or there is none.</param>
/// <param name="Width">Elements that a term of the sums has of it.</param>
internal readonly record struct NextOperand(nint Distance, nint Width)
{
    /// <summary>Bytes of operands from which on a core's own cache does not keep them from one launch to the next.</summary>
    const nint CachedBytes = 2 * 1024 * 1024;

    /// <summary>The operand that follows at a distance, where all of them together are too large for a core's cache.</summary>
    /// <param name="distance">Elements to it.</param>
    /// <param name="width">Elements that a term has of it.</param>
    /// <param name="bytes">Bytes of all.</param>
    public static NextOperand Of(nint distance, nint width, nint bytes) => bytes > CachedBytes ? new(distance, width) : default;

    /// <summary>What one of the tiles reads ahead: elements from the operand at hand, 0 where that is nothing.</summary>
    public nint Ahead(nint tile) => tile * MemoryRows.LineElements < Width ? Distance + (tile * MemoryRows.LineElements) : 0;
}
