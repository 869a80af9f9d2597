using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>The summed axes of a register tile: three nested loops and how far each moves both operands, in elements.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LoopNest
{
    public nint OuterCount;
    public nint OuterLeft;
    public nint OuterRight;
    public nint MiddleCount;
    public nint MiddleLeft;
    public nint MiddleRight;
    public nint InnerCount;
    public nint InnerLeft;
    public nint InnerRight;

    /// <summary>Terms of a partial sum, at least one.</summary>
    public nint PartialTerms;

    /// <summary>Makes one loop of the inner two where they are one in both operands, then of the outer two, and divides the sum.</summary>
    public void Merge()
    {
        PartialTerms = BlockedSummation.Terms(OuterCount * MiddleCount * InnerCount);
        if (MiddleCount > 1 && MiddleLeft == InnerLeft * InnerCount && MiddleRight == InnerRight * InnerCount)
            InnerCount *= MiddleCount;
        else if (InnerCount == 1)
            (InnerCount, InnerLeft, InnerRight) = (MiddleCount, MiddleLeft, MiddleRight);
        else if (MiddleCount != 1)
            return;
        (MiddleCount, MiddleLeft, MiddleRight) = (OuterCount, OuterLeft, OuterRight);
        OuterCount = 1;
        if (MiddleCount > 1 && MiddleLeft == InnerLeft * InnerCount && MiddleRight == InnerRight * InnerCount)
        {
            InnerCount *= MiddleCount;
            MiddleCount = 1;
        }
    }
}
