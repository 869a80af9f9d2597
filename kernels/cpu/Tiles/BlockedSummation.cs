namespace Lathe.Kernels;

/// <summary>Divides the long sums of contractions into partial sums, which are added in order.</summary>
/// <remarks>
/// Rounding errors of a serial sum of n terms grow as its square root; those of sums of about sixty terms and their sum, a sixth as fast for n in the thousands. The division
/// follows from the number of terms alone, so that it is the same for all tiles and vector widths.
/// </remarks>
internal static class BlockedSummation
{
    /// <summary>Terms that a partial sum has about: adding it to the result costs a fiftieth of its products at most.</summary>
    const nint Target = 64;

    /// <summary>Whether a sum of a multiple of so many terms is divided at each of the multiples.</summary>
    public static bool DividesAt(nint terms) => terms % Target == 0;

    /// <summary>Terms of each partial sum but the last of a sum of <paramref name="terms"/>; at least one.</summary>
    public static nint Terms(nint terms) => Math.Max(1, ArgumentBlock.CeilingDivide(terms, Math.Max(1, (terms + (Target / 2)) / Target)));
}
