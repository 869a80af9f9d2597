using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Winograd convolutions F(2x2, 3x3) and F(4x4, 3x3) that write pixels: the output, or the gradient of the input. Four by four pixels of the source and the weights of a channel
/// pair become sixteen numbers each; products of those, summed over channels, become two by two pixels of the result, with sixteen multiplications instead of thirty-six. Six by six
/// become four by four, with thirty-six instead of a hundred and forty-four.</summary>
/// <remarks>A worker takes blocks of tiles: it transforms the source, then, a panel of columns after the other, multiplies the planes and transforms the products.
/// Every product is summed serially over channels, so results do not depend on blocks, workers or vector width.</remarks>
internal static unsafe class WinogradPixels
{
    /// <summary>Bytes of transformed source and products that a block has about: they stay in cache.</summary>
    const nint BlockBytes = 512 * 1024;

    /// <summary>Tiles of a block, at least and at most: each reads all weights.</summary>
    const nint FewestTiles = 32, MostTiles = 64;

    /// <summary>Elements between planes beyond their size, so that they do not share sets of the cache.</summary>
    const nint PlaneOffset = 16;

    static readonly Kernel kernel512 = RunChunks<Simd512, Vector512<float>>;
    static readonly Kernel kernel256 = RunChunks<Simd256, Vector256<float>>;
    static readonly Kernel kernel128 = RunChunks<Simd128, Vector128<float>>;

    /// <summary>Transforms the weights and convolves.</summary>
    public static void Run(Launcher launcher, in WinogradGeometry geometry, nint batch, nint source, nint weight, nint result, bool gradient, bool accumulate)
    {
        var panels = launcher.Workspace(PreparedBytes(launcher.Width, geometry));
        WinogradWeights.Prepare(launcher, geometry, weight, gradient, panels);
        RunPrepared(launcher, geometry, batch, source, panels, result, accumulate);
    }

    /// <summary>Convolves with transformed weights.</summary>
    public static void RunPrepared(Launcher launcher, in WinogradGeometry geometry, nint batch, nint source, nint panels, nint result, bool accumulate)
    {
        if (batch == 0)
            return;
        launcher.ReserveScratch(ScratchBytes(launcher.Width, geometry));
        var arguments = new Arguments
        {
            Geometry = geometry,
            Source = source,
            Panels = panels,
            Result = result,
            Tiles = batch * geometry.Tiles,
            Accumulate = accumulate ? 1 : 0,
        };
        switch (launcher.Width)
        {
            case VectorWidth.Bits512:
                Launch<Simd512, Vector512<float>>(launcher, kernel512, ref arguments);
                break;
            case VectorWidth.Bits256:
                Launch<Simd256, Vector256<float>>(launcher, kernel256, ref arguments);
                break;
            default:
                Launch<Simd128, Vector128<float>>(launcher, kernel128, ref arguments);
                break;
        }
    }

    /// <summary>Bytes of the transformed weights.</summary>
    public static nint PreparedBytes(VectorWidth width, in WinogradGeometry geometry) => sizeof(float) * WinogradWeights.Size(geometry, width switch
    {
        VectorWidth.Bits512 => Simd512.Count,
        VectorWidth.Bits256 => Simd256.Count,
        _ => Simd128.Count,
    });

    /// <summary>Bytes that a worker needs for its own.</summary>
    public static nint ScratchBytes(VectorWidth width, in WinogradGeometry geometry) => width switch
    {
        VectorWidth.Bits512 => Block<Simd512, Vector512<float>>(geometry).Bytes,
        VectorWidth.Bits256 => Block<Simd256, Vector256<float>>(geometry).Bytes,
        _ => Block<Simd128, Vector128<float>>(geometry).Bytes,
    };

    /// <summary>Convolves some tiles, counted over images, on the calling worker. Source and result are expected in the cache.</summary>
    /// <param name="width">The vector width.</param>
    /// <param name="geometry">Where tiles lie.</param>
    /// <param name="panels">The address of the transformed weights.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">The number of tiles.</param>
    /// <param name="source">The address of the first image of the source.</param>
    /// <param name="result">The address of the first image of the result.</param>
    /// <param name="scratch">The address of the worker's own memory, aligned to 64 bytes.</param>
    /// <param name="accumulate">Adds to the result instead of replacing it.</param>
    /// <param name="ahead">What is read ahead.</param>
    public static void RunTiles(
        VectorWidth width, in WinogradGeometry geometry, nint panels, nint first, nint count, nint source, nint result, nint scratch, bool accumulate, in ReadAhead ahead)
    {
        switch (width)
        {
            case VectorWidth.Bits512:
                RunTiles<Simd512, Vector512<float>>(geometry, panels, first, count, 0, geometry.ResultChannels, source, result, scratch, accumulate, ahead);
                break;
            case VectorWidth.Bits256:
                RunTiles<Simd256, Vector256<float>>(geometry, panels, first, count, 0, geometry.ResultChannels, source, result, scratch, accumulate, ahead);
                break;
            default:
                RunTiles<Simd128, Vector128<float>>(geometry, panels, first, count, 0, geometry.ResultChannels, source, result, scratch, accumulate, ahead);
                break;
        }
    }

    static void Launch<TSimd, TVector>(Launcher launcher, Kernel kernel, ref Arguments arguments)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var geometry = ref arguments.Geometry;
        arguments.BlockTiles = Block<TSimd, TVector>(geometry).Tiles;
        arguments.Blocks = ArgumentBlock.CeilingDivide(arguments.Tiles, arguments.BlockTiles);
        // Each worker takes as many blocks as the others; where there are fewer, several share the panels of one.
        if (arguments.Blocks >= launcher.Workers)
            arguments.Blocks = ArgumentBlock.CeilingDivide(arguments.Blocks, launcher.Workers) * launcher.Workers;
        arguments.PanelGroups = Math.Min(ArgumentBlock.CeilingDivide(launcher.Workers, arguments.Blocks), WinogradWeights.Panels<TSimd, TVector>(geometry.ResultChannels));
        launcher.Launch(kernel, arguments.Blocks * arguments.PanelGroups, ArgumentBlock.Of(in arguments));
    }

    /// <summary>Chunks are [block of tiles][group of panels].</summary>
    static void RunChunks<TSimd, TVector>(ReadOnlySpan<nint> list, nint begin, nint end, nint scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var arguments = ref ArgumentBlock.As<Arguments>(list);
        var channels = arguments.Geometry.ResultChannels;
        var panels = WinogradWeights.Panels<TSimd, TVector>(channels);
        var panelWidth = WinogradWeights.PanelWidth<TSimd, TVector>(channels);
        for (var chunk = begin; chunk < end; chunk++)
        {
            var (block, group) = Math.DivRem(chunk, arguments.PanelGroups);
            var first = block * arguments.Tiles / arguments.Blocks;
            var count = ((block + 1) * arguments.Tiles / arguments.Blocks) - first;
            RunTiles<TSimd, TVector>(
                arguments.Geometry, arguments.Panels, first, count,
                group * panels / arguments.PanelGroups * panelWidth, Math.Min(channels, (group + 1) * panels / arguments.PanelGroups * panelWidth),
                arguments.Source, arguments.Result, scratch, arguments.Accumulate != 0, Ahead(arguments.Geometry, (float*)arguments.Source, (float*)arguments.Result, first, count));
        }
    }

    /// <summary>Convolves some tiles for the columns from the first of a panel to the last of one. What is read ahead is so during the first panels.</summary>
    static void RunTiles<TSimd, TVector>(
        in WinogradGeometry geometry, nint panels, nint first, nint count, nint firstColumn, nint endColumn, nint source, nint result, nint scratch, bool accumulate, in ReadAhead ahead)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var block = Block<TSimd, TVector>(geometry);
        var depth = geometry.SourceChannels;
        float* zeros = (float*)scratch, transformed = zeros + block.Zeros, products = transformed + (geometry.Planes * block.SourcePlane);
        new Span<float>(zeros, (int)block.Zeros).Clear();
        var planes = new PlaneProducts
        {
            Planes = geometry.Planes,
            Left = transformed,
            LeftPlane = block.SourcePlane,
            LeftRow = depth,
            LeftStep = 1,
            Result = products,
            ResultPlane = block.ProductPlane,
            Depth = depth,
        };
        var blocks = ArgumentBlock.CeilingDivide(count, block.Tiles);
        var weightBytes = geometry.Planes * depth * geometry.ResultChannels * sizeof(float);
        for (nint number = 0, end = first + count; first < end; first += planes.Rows, number++)
        {
            planes.Rows = Math.Min(block.Tiles, end - first);
            if (geometry.Tile == 4)
                WinogradSource4x4.Transform<TSimd, TVector>(geometry, (float*)source, zeros, first, planes.Rows, transformed, block.SourcePlane, depth);
            else
                WinogradSource2x2.Transform<TSimd, TVector>(geometry, (float*)source, zeros, first, planes.Rows, transformed, block.SourcePlane, depth);
            for (var column = firstColumn; column < endColumn; column += block.PanelWidth)
            {
                var columns = Math.Min(block.PanelWidth, endColumn - column);
                planes.Vectors = (int)ArgumentBlock.CeilingDivide(columns, TSimd.Count);
                planes.Columns = planes.ResultRow = planes.RightStep = planes.Vectors * TSimd.Count;
                planes.RightPlane = depth * planes.RightStep;
                planes.Next = NextOperand.Of(planes.RightPlane, planes.RightStep, weightBytes);
                planes.Right = (float*)panels + (geometry.Planes * depth * column);
                planes.Ahead = column == firstColumn ? ahead.Part(number, blocks) : default;
                planes.Run<TSimd, TVector>();
                if (geometry.Tile == 4)
                    WinogradResult4x4.Transform<TSimd, TVector>(geometry, products, block.ProductPlane, planes.ResultRow, first, planes.Rows, columns, (float*)result + column, accumulate);
                else
                    WinogradResult2x2.Transform<TSimd, TVector>(geometry, products, block.ProductPlane, planes.ResultRow, first, planes.Rows, columns, (float*)result + column, accumulate);
            }
        }
    }

    /// <summary>The source of the tiles behind some tiles, and the result of these.</summary>
    static ReadAhead Ahead(in WinogradGeometry geometry, float* source, float* result, nint first, nint count)
    {
        var pixels = count * geometry.TilePixels;
        return new(new(geometry.Source(source, first + count), pixels * geometry.SourcePixel), new(geometry.Result(result, first), pixels * geometry.ResultPixel));
    }

    static BlockShape Block<TSimd, TVector>(in WinogradGeometry geometry)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var panelWidth = WinogradWeights.PanelWidth<TSimd, TVector>(geometry.ResultChannels);
        var rows = Tiles<TSimd, TVector>.Rows(panelWidth / TSimd.Count);
        var tiles = Math.Clamp(BlockBytes / (sizeof(float) * geometry.Planes * (geometry.SourceChannels + panelWidth)), FewestTiles, MostTiles) / rows * rows;
        return new(geometry.Planes, tiles, panelWidth, Line(geometry.SourceChannels), Line(tiles * geometry.SourceChannels) + PlaneOffset, (tiles * panelWidth) + PlaneOffset);
    }

    /// <summary>Elements, rounded up to whole cache lines.</summary>
    static nint Line(nint elements) => ArgumentBlock.CeilingDivide(elements, 16) * 16;

    /// <summary>A block: its planes, tiles, columns of a panel, and in elements the zeros, a plane of transformed source and a plane of products.</summary>
    readonly record struct BlockShape(nint Planes, nint Tiles, nint PanelWidth, nint Zeros, nint SourcePlane, nint ProductPlane)
    {
        public nint Bytes => sizeof(float) * (Zeros + (Planes * (SourcePlane + ProductPlane)));
    }

    /// <summary>What the kernel needs, all native integers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct Arguments
    {
        public WinogradGeometry Geometry;
        public nint Source;
        public nint Panels;
        public nint Result;
        public nint Tiles;
        public nint Blocks;
        public nint BlockTiles;
        public nint PanelGroups;
        public nint Accumulate;
    }
}
