using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>Where the tiles of a Winograd convolution F(2x2, 3x3) or F(4x4, 3x3) lie: each stands for two by two or four by four pixels of the result, and reads two rows and columns more
/// of the source, from <c>Tile * tile - padding</c> on. Pixels outside the source count as zero; pixels outside the result do not exist.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WinogradGeometry
{
    /// <summary>Rows and columns of the result that a tile stands for: 2 or 4.</summary>
    public nint Tile;

    public nint SourceHeight;
    public nint SourceWidth;
    public nint SourceChannels;
    public nint SourcePixel;
    public nint ResultHeight;
    public nint ResultWidth;
    public nint ResultChannels;
    public nint ResultPixel;
    public nint PaddingHeight;
    public nint PaddingWidth;

    /// <summary>Pixels of the result that a tile stands for.</summary>
    public readonly nint TilePixels => Tile * Tile;

    /// <summary>Positions of a tile in the Winograd domain, each a plane of its own.</summary>
    public readonly nint Planes => (Tile + 2) * (Tile + 2);

    public readonly nint SourceRow => SourceWidth * SourcePixel;

    public readonly nint SourceImage => SourceHeight * SourceRow;

    public readonly nint ResultRow => ResultWidth * ResultPixel;

    public readonly nint ResultImage => ResultHeight * ResultRow;

    /// <summary>Rows of tiles in an image.</summary>
    public readonly nint TileRows => ArgumentBlock.CeilingDivide(ResultHeight, Tile);

    /// <summary>Tiles in a row.</summary>
    public readonly nint TileColumns => ArgumentBlock.CeilingDivide(ResultWidth, Tile);

    /// <summary>Tiles in an image.</summary>
    public readonly nint Tiles => TileRows * TileColumns;

    /// <summary>About where the pixels of the source begin that some tiles need and tiles before them do not.</summary>
    public readonly unsafe float* Source(float* source, nint tile)
    {
        (var image, tile) = Math.DivRem(tile, Tiles);
        var (row, column) = Math.DivRem(tile, TileColumns);
        return source + (image * SourceImage) + (((Tile * row) + 2 - PaddingHeight) * SourceRow) + (Tile * column * SourcePixel);
    }

    /// <summary>Where the pixels of the result begin that some tiles stand for.</summary>
    public readonly unsafe float* Result(float* result, nint tile)
    {
        (var image, tile) = Math.DivRem(tile, Tiles);
        var (row, column) = Math.DivRem(tile, TileColumns);
        return result + (image * ResultImage) + (Tile * row * ResultRow) + (Tile * column * ResultPixel);
    }

    /// <summary>The geometry of the pass that computes the output or the gradient of the input.</summary>
    public static WinogradGeometry Pixels(in ConvolutionShape shape, bool gradient, nint tile) => gradient ? InputGradient(shape, tile) : Forward(shape, tile);

    /// <summary>The geometry of the forward convolution; its weight gradient has the same, with tiles of 2.</summary>
    public static WinogradGeometry Forward(in ConvolutionShape shape, nint tile) => new()
    {
        Tile = tile,
        SourceHeight = shape.InputHeight,
        SourceWidth = shape.InputWidth,
        SourceChannels = shape.InputChannels,
        SourcePixel = shape.InputPixel,
        ResultHeight = shape.OutputHeight,
        ResultWidth = shape.OutputWidth,
        ResultChannels = shape.OutputChannels,
        ResultPixel = shape.OutputPixel,
        PaddingHeight = shape.PaddingHeight,
        PaddingWidth = shape.PaddingWidth,
    };

    /// <summary>The geometry of the input's gradient: a convolution of the output's gradient with flipped weights.</summary>
    static WinogradGeometry InputGradient(in ConvolutionShape shape, nint tile) => new()
    {
        Tile = tile,
        SourceHeight = shape.OutputHeight,
        SourceWidth = shape.OutputWidth,
        SourceChannels = shape.OutputChannels,
        SourcePixel = shape.OutputPixel,
        ResultHeight = shape.InputHeight,
        ResultWidth = shape.InputWidth,
        ResultChannels = shape.InputChannels,
        ResultPixel = shape.InputPixel,
        PaddingHeight = shape.KernelHeight - 1 - shape.PaddingHeight,
        PaddingWidth = shape.KernelWidth - 1 - shape.PaddingWidth,
    };
}
