namespace Lathe.Kernels;

/// <summary>What a register tile works on. Offsets are in elements.</summary>
internal unsafe struct TileCall
{
    /// <summary>The left operand, and where each row starts in it.</summary>
    public float* Left;
    public nint* LeftRows;

    /// <summary>The right operand's first column.</summary>
    public float* Right;

    /// <summary>Elements from the right operand to what is read ahead along with it (<see cref="NextOperand"/>); 0 where that is nothing.</summary>
    public nint RightAhead;

    /// <summary>The result's first column, and where each row starts from it.</summary>
    public float* Result;
    public nint* ResultRows;

    /// <summary>The summed axes.</summary>
    public LoopNest Loops;

    /// <summary>Whether the sums start from what the result holds, not from zero.</summary>
    public bool Add;
}
