namespace Lathe.Kernels.Cuda;

/// <summary>How the pixels of a convolution are cut into tiles, and what of the source a tile sees: see <c>patch.cuh</c>.</summary>
/// <param name="Images">Images of a tile.</param>
/// <param name="Height">Rows of a tile.</param>
/// <param name="Width">Columns of a tile.</param>
/// <param name="Down">Tiles of an image from top to bottom.</param>
/// <param name="Across">Tiles of an image from left to right.</param>
/// <param name="PatchHeight">Rows of the patch.</param>
/// <param name="PatchWidth">Columns of the patch.</param>
readonly record struct PatchTile(nint Images, nint Height, nint Width, nint Down, nint Across, nint PatchHeight, nint PatchWidth)
{
    /// <summary>Pixels of a tile.</summary>
    public nint Pixels => Images * Height * Width;

    /// <summary>Pixels of the patch.</summary>
    public nint PatchPixels => Images * PatchHeight * PatchWidth;

    /// <summary>How many tiles cover a batch.</summary>
    public nint Count(nint batch) => ContractionTile.Ceiling(batch, Images) * Down * Across;

    /// <summary>The tile of at most so many pixels with the least work: multiplications of pixels that do not exist count, and pixels that several tiles bring.</summary>
    public static PatchTile For(PatchAxis down, PatchAxis across, nint pixels)
    {
        PatchTile best = default;
        double least = double.PositiveInfinity;
        for (nint parts = 1; parts <= across.Length; parts++)
        {
            nint width = ContractionTile.Ceiling(across.Length, parts);
            if (width > pixels)
                continue;
            nint height = nint.Min(down.Length, pixels / width);
            height = ContractionTile.Ceiling(down.Length, ContractionTile.Ceiling(down.Length, height));
            nint images = height == down.Length && width == across.Length ? pixels / (height * width) : 1;
            var tile = new PatchTile(
                images, height, width, ContractionTile.Ceiling(down.Length, height), ContractionTile.Ceiling(across.Length, width), down.Seen(height), across.Seen(width));
            double work = (pixels + (tile.PatchPixels / 4.0)) * tile.Down * tile.Across / images;
            if (work < least)
                (best, least) = (tile, work);
        }

        return best;
    }

    /// <summary>The same tile where pixels lie next to each other and each row of the patch begins where sixteen bytes can be loaded.</summary>
    public PatchTile Packed(nint pixelBytes) => this with { PatchWidth = ContractionTile.Ceiling(PatchWidth * pixelBytes, 16) * 16 / pixelBytes };

    /// <summary>The tile as constants of a kernel.</summary>
    public (string Name, nint Value)[] Constants(PatchAxis down, PatchAxis across) =>
    [
        ("TileImages", Images), ("TileHeight", Height), ("TileWidth", Width), ("TilesDown", Down), ("TilesAcross", Across),
        (nameof(PatchHeight), PatchHeight), (nameof(PatchWidth), PatchWidth), ("FirstRow", down.First), ("FirstColumn", across.First),
        ("RowStep", down.Step), ("ColumnStep", across.Step),
    ];
}

/// <summary>What the pixels of a tile see of the source along an axis.</summary>
/// <param name="Length">Pixels of an image, or of a phase of it.</param>
/// <param name="First">Where the first pixel's first tap lies in the source.</param>
/// <param name="Step">How far apart in the source neighbours see.</param>
/// <param name="Reach">How far the last tap lies behind the first.</param>
readonly record struct PatchAxis(nint Length, nint First, nint Step, nint Reach)
{
    /// <summary>What so many neighbours see.</summary>
    public nint Seen(nint pixels) => ((pixels - 1) * Step) + Reach + 1;

    /// <summary>Pixels of the output over pixels of the input, for some neighbouring taps.</summary>
    public static PatchAxis Forward(in ConvolutionAxis axis, nint taps) => new(axis.Output, -axis.Padding, axis.Stride, (taps - 1) * axis.Dilation);

    /// <summary>Pixels of the input, a stride apart, over pixels of the output.</summary>
    public static PatchAxis Backward(in ConvolutionAxis axis)
    {
        nint first = FloorOf(axis.Padding - ((axis.Kernel - 1) * axis.Dilation), axis.Stride), last = FloorOf(axis.Stride - 1 + axis.Padding, axis.Stride);
        return new(ContractionTile.Ceiling(axis.Input, axis.Stride), first, 1, last - first);
    }

    static nint FloorOf(nint dividend, nint divisor) => (dividend - (((dividend % divisor) + divisor) % divisor)) / divisor;
}
