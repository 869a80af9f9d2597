namespace Lathe.Kernels;

/// <summary>The memory that prepared convolutions need, from shapes alone and enough for every vector width and algorithm: the compiler plans it when it builds a network. A block is
/// large enough for Winograd tiles up to those that it is planned for, which its convolution must not exceed (its <c>WinogradTile</c>).</summary>
internal static class PreparedSizes
{
    /// <summary>Elements in front of packed weights: the arguments of the kernel.</summary>
    public const long Header = 256;

    /// <summary>The most lanes that packed weights are rounded up to.</summary>
    const long Lanes = 16;

    /// <summary>The fewest lanes of a vector.</summary>
    const long FewestLanes = 4;

    /// <summary>Elements by which the planes of a transformed kernel may be spread, so that they do not share cache sets.</summary>
    const long Spread = 1024;

    /// <summary>Taps of a kernel of 3 by 3, and of the same kernel transformed for outputs of 2 by 2 (Winograd).</summary>
    const long SmallKernel = 9, TransformedKernel = (SmallestTile + 2) * (SmallestTile + 2);

    /// <summary>The outputs of the smallest Winograd tile are 2 by 2; those of gradients of weights are as large.</summary>
    const long SmallestTile = 2;

    /// <summary>Elements of the block that prepares a pass that computes pixels.</summary>
    /// <param name="taps">Rows times columns of the kernel.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="sums">Channels of a group that are summed: inputs forward, outputs backward.</param>
    /// <param name="columns">Channels of a group that are computed.</param>
    /// <param name="winogradTile">Rows and columns of the largest Winograd tiles that the network allows; 0 for a convolution that has no such algorithm.</param>
    public static long Pixels(long taps, long groups, long sums, long columns, long winogradTile)
    {
        // Depthwise weights lie a group a lane, where the groups are as many as the narrowest vector has lanes.
        var panels = sums == 1 && columns == 1 && groups >= FewestLanes ? RoundedUp(groups) : groups * RoundedUp(columns) * sums;
        return Header + (winogradTile > 0 ? (panels * (winogradTile + 2) * (winogradTile + 2)) + Spread : RoundedUp(panels * taps));
    }

    /// <summary>Elements of the packed right operand of a product.</summary>
    /// <param name="outer">Columns but for the innermost axis of them, and matrices of a batch.</param>
    /// <param name="columns">The innermost axis of the columns.</param>
    /// <param name="sums">The length of the sums.</param>
    public static long Product(long outer, long columns, long sums) => outer * RoundedUp(columns) * sums;

    /// <summary>Elements of one partial sum of the gradient of weights, however it is laid out.</summary>
    /// <param name="taps">Rows times columns of the kernel.</param>
    /// <param name="weights">The number of weights.</param>
    public static long PartialSum(long taps, long weights) =>
        taps == SmallKernel ? (RoundedUp(weights / SmallKernel) * TransformedKernel) + Spread : RoundedUp(weights);

    /// <summary>Whether the gradient of weights can be summed image by image: there are enough channels, on one side at least, for the narrowest vector.</summary>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="inputs">Input channels of a group.</param>
    /// <param name="outputs">Output channels of a group.</param>
    public static bool HasPartialSums(long groups, long inputs, long outputs) => Math.Max(inputs, outputs) >= FewestLanes || (inputs == 1 && outputs == 1 && groups >= FewestLanes);

    static long RoundedUp(long count) => (count + Lanes - 1) / Lanes * Lanes;
}
