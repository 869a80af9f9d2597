namespace Lathe.Kernels.Cuda;

/// <summary>How a contraction is cut into blocks of threads.</summary>
/// <param name="Rows">Rows of a block's tile.</param>
/// <param name="Columns">Columns of a block's tile.</param>
/// <param name="WarpRows">Rows of the part of a warp.</param>
/// <param name="WarpColumns">Columns of the part of a warp.</param>
readonly record struct ContractionTile(nint Rows, nint Columns, nint WarpRows, nint WarpColumns)
{
    /// <summary>Blocks that keep a large device busy.</summary>
    public const nint ManyBlocks = 132;

    /// <summary>Positions of a sum that are worth a block of their own.</summary>
    const nint ShortestPart = 256;

    /// <summary>Tiles of the operands that shared memory holds: one is multiplied, the others are on their way. Three of the largest tile fit every device.</summary>
    public const nint Stages = 3;

    /// <summary>Rows of the tallest tiles.</summary>
    public const nint MostRows = 128;

    /// <summary>Tiles of eight warps, and by how much slower than the first they are for the same work: they leave registers for operands on their way, and for where these lie.</summary>
    static readonly (ContractionTile Tile, double Slowness)[] Light =
    [
        (new(128, 128, 64, 32), 1), (new(128, 64, 32, 32), 1.1), (new(64, 64, 32, 16), 1.25), (new(128, 32, 32, 16), 1.3), (new(64, 32, 16, 16), 1.5), (new(128, 16, 16, 16), 1.6),
    ];

    /// <summary>Tiles of four warps, for tensor cores and operands that are copied as they are: the larger a warp's part, the fewer operands it loads for an instruction.</summary>
    static readonly (ContractionTile Tile, double Slowness)[] Heavy =
    [
        (new(128, 128, 64, 64), 1), (new(128, 64, 64, 32), 1.15), (new(64, 64, 32, 32), 1.4), (new(128, 32, 32, 32), 1.5), (new(64, 32, 16, 32), 1.8), (new(128, 16, 32, 16), 2),
    ];

    /// <summary>The tile for a product: of those that may be, the one whose blocks are done first, if the multiprocessors share them evenly. Every tile gives the same bits, but for sums of channels over its rows.</summary>
    public static ContractionTile For(bool isHeavy, nint rows, nint columns, nint batch, Func<ContractionTile, bool> mayBe) =>
        (isHeavy ? Heavy : Light).Where(each => mayBe(each.Tile)).MinBy(each => each.Slowness * each.Tile.Rows * each.Tile.Columns * Ceiling(each.Tile.Blocks(rows, columns) * batch, ManyBlocks)).Tile;

    /// <summary>Threads of a block: 32 for each warp's part.</summary>
    public int Threads => (int)(Rows / WarpRows * (Columns / WarpColumns) * 32);

    /// <summary>How many tiles cover a result.</summary>
    public nint Blocks(nint rows, nint columns) => Ceiling(rows, Rows) * Ceiling(columns, Columns);

    /// <summary>Shared memory of a block: its stages, or the rows of sums that its warps hand on in the end; <c>TileLayout</c> of <c>operands.cuh</c> lays them out.</summary>
    public int SharedBytes(CudaPrecision precision, bool leftRunsInner, bool rightRunsInner)
    {
        (nint inner, nint padding, nint size) = precision == CudaPrecision.BFloat16 ? (32, 8, sizeof(ushort)) : (16, 4, sizeof(float));
        nint Operand(nint outer, bool runsInner) => (runsInner ? outer * (inner + padding) : inner * (outer + 8)) * size;
        nint operands = Stages * (Operand(Rows, leftRunsInner) + Operand(Columns, rightRunsInner));
        nint sums = Threads / 32 * 16 * (WarpColumns + 4) * sizeof(float);
        return (int)nint.Max(operands, sums);
    }

    /// <summary>How long the parts are that a sum is cut into where its result alone would not keep a device busy. It depends on the shape alone.</summary>
    public static nint PartOf(nint rows, nint columns, nint batch, nint inners)
    {
        nint blocks = Ceiling(rows, 128) * Ceiling(columns, 128) * batch;
        nint parts = nint.Min(Ceiling(2 * ManyBlocks, blocks), Ceiling(inners, ShortestPart));
        return blocks * 2 > ManyBlocks || parts < 2 ? nint.Max(1, inners) : Ceiling(Ceiling(inners, parts), 32) * 32;
    }

    public static nint Ceiling(nint dividend, nint divisor) => (dividend + divisor - 1) / divisor;
}
