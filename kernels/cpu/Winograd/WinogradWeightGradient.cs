using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>Gradients of 3x3 weights by Winograd's algorithm: products of transformed source and transformed gradient of the result, summed over tiles, are the gradient of the
/// transformed weights; the sum is transformed back once.</summary>
/// <remarks>Sums go over tiles in order. Small gradients are split over groups of images, each with a partial sum of its own; large ones by channels. Both splits follow from the
/// shape and the batch alone.</remarks>
internal static unsafe class WinogradWeightGradient
{
    /// <summary>Rows and columns of the result that a tile stands for, and planes of the domain.</summary>
    public const int Tile = 2, Planes = (Tile + 2) * (Tile + 2);

    /// <summary>Tiles that are transformed together.</summary>
    const nint BlockTiles = 64;

    /// <summary>Partial sums there are at most, their size together, and the tiles that each has at least: folding one costs as much as some tiles.</summary>
    const nint MaximumPartials = 16, PartialBytes = 2 * 1024 * 1024, PartialTiles = 256;

    /// <summary>Channels of a block where large gradients are split.</summary>
    const nint ChannelBlock = 64;

    /// <summary>Elements between planes beyond their size, so that they do not share sets of the cache.</summary>
    const nint PlaneOffset = 16;

    static readonly Kernel kernel512 = RunChunks<Simd512, Vector512<float>>;
    static readonly Kernel kernel256 = RunChunks<Simd256, Vector256<float>>;
    static readonly Kernel kernel128 = RunChunks<Simd128, Vector128<float>>;

    /// <summary>Computes the gradient.</summary>
    public static void Run(Launcher launcher, in ConvolutionShape shape, nint batch, nint input, nint weight, nint output, bool accumulate)
    {
        var geometry = WinogradGeometry.Forward(shape, Tile);
        var size = PartialSize(geometry);
        var arguments = new Arguments { Geometry = geometry, Source = input, Gradient = output, Batch = batch };
        var byMemory = Math.Clamp(PartialBytes / (size * sizeof(float)), 1, MaximumPartials);
        arguments.PartialCount = Math.Clamp(batch * geometry.Tiles / PartialTiles, 1, Math.Min(byMemory, Math.Max(1, batch)));
        var isLarge = byMemory < MaximumPartials;
        arguments.SourceBlocks = isLarge ? ArgumentBlock.CeilingDivide(geometry.SourceChannels, ChannelBlock) : 1;
        arguments.ResultBlocks = isLarge ? ArgumentBlock.CeilingDivide(geometry.ResultChannels, ChannelBlock) : 1;
        arguments.Partials = launcher.Workspace(arguments.PartialCount * size * sizeof(float));
        launcher.ReserveScratch(ScratchBytes(geometry));
        var kernel = launcher.Width switch
        {
            VectorWidth.Bits512 => kernel512,
            VectorWidth.Bits256 => kernel256,
            _ => kernel128,
        };
        launcher.Launch(kernel, arguments.PartialCount * arguments.SourceBlocks * arguments.ResultBlocks, ArgumentBlock.Of(in arguments));
        WinogradWeightFold.Run(launcher, geometry, arguments.Partials, arguments.PartialCount, size, weight, accumulate);
    }

    /// <summary>Whether partial sums are transposed, <c>[plane][output channel][input channel]</c>, as the input channels fill vectors and the output channels do not.</summary>
    public static bool IsTurned(in WinogradGeometry geometry) => geometry.ResultChannels % Simd512.Count != 0 && geometry.SourceChannels % Simd512.Count == 0;

    /// <summary>Elements of a partial sum, <c>[plane][input channel][output channel]</c> or transposed.</summary>
    public static nint PartialSize(in WinogradGeometry geometry) => Planes * PartialPlane(geometry);

    /// <summary>Elements from one plane of a partial sum to the next.</summary>
    public static nint PartialPlane(in WinogradGeometry geometry) => Line(geometry.SourceChannels * geometry.ResultChannels) + PlaneOffset;

    /// <summary>Bytes that a worker needs for its own.</summary>
    public static nint ScratchBytes(in WinogradGeometry geometry) =>
        sizeof(float) * (Line(geometry.SourceChannels) + (Planes * (TilePlane(geometry.SourceChannels) + TilePlane(geometry.ResultChannels))));

    /// <summary>Sums what some images contribute to a partial sum, on the calling worker. Source and gradient are expected in the cache.</summary>
    /// <param name="width">The vector width.</param>
    /// <param name="geometry">Where tiles lie.</param>
    /// <param name="images">The number of images, at least 1.</param>
    /// <param name="source">The address of the first image of the source.</param>
    /// <param name="gradient">The address of the first image of the result's gradient.</param>
    /// <param name="partial">The address of the partial sum.</param>
    /// <param name="scratch">The address of the worker's own memory, aligned to 64 bytes.</param>
    /// <param name="accumulate">Adds to the partial sum instead of replacing it.</param>
    public static void AddImages(VectorWidth width, in WinogradGeometry geometry, nint images, nint source, nint gradient, nint partial, nint scratch, bool accumulate)
    {
        var block = Block.Whole(geometry, images, partial);
        switch (width)
        {
            case VectorWidth.Bits512:
                AddTiles<Simd512, Vector512<float>>(block, (float*)source, (float*)gradient, (float*)scratch, accumulate, readAhead: false);
                break;
            case VectorWidth.Bits256:
                AddTiles<Simd256, Vector256<float>>(block, (float*)source, (float*)gradient, (float*)scratch, accumulate, readAhead: false);
                break;
            default:
                AddTiles<Simd128, Vector128<float>>(block, (float*)source, (float*)gradient, (float*)scratch, accumulate, readAhead: false);
                break;
        }
    }

    /// <summary>Chunks are [partial sum][block of input channels][block of output channels].</summary>
    static void RunChunks<TSimd, TVector>(ReadOnlySpan<nint> list, nint begin, nint end, nint scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var arguments = ref ArgumentBlock.As<Arguments>(list);
        ref readonly var geometry = ref arguments.Geometry;
        for (var chunk = begin; chunk < end; chunk++)
        {
            var (rest, resultBlock) = Math.DivRem(chunk, arguments.ResultBlocks);
            var (partial, sourceBlock) = Math.DivRem(rest, arguments.SourceBlocks);
            var firstImage = partial * arguments.Batch / arguments.PartialCount;
            var images = ((partial + 1) * arguments.Batch / arguments.PartialCount) - firstImage;
            var block = Block.Whole(geometry, images, arguments.Partials + (partial * PartialSize(geometry) * sizeof(float)));
            nint firstSource = sourceBlock * ChannelBlock, firstResult = resultBlock * ChannelBlock;
            if (arguments.SourceBlocks > 1)
                block.Geometry.SourceChannels = Math.Min(ChannelBlock, geometry.SourceChannels - firstSource);
            if (arguments.ResultBlocks > 1)
                block.Geometry.ResultChannels = Math.Min(ChannelBlock, geometry.ResultChannels - firstResult);
            block.Sums += block.IsTurned ? (firstResult * block.Row) + firstSource : (firstSource * block.Row) + firstResult;
            if (images == 0)
                Clear(block);
            AddTiles<TSimd, TVector>(
                block, (float*)arguments.Source + (firstImage * geometry.SourceImage) + firstSource, (float*)arguments.Gradient + (firstImage * geometry.ResultImage) + firstResult,
                (float*)scratch, accumulate: false, readAhead: true);
        }
    }

    /// <summary>Zeros a block of a partial sum that has no images.</summary>
    static void Clear(in Block block)
    {
        var (rows, columns) = block.IsTurned ? (block.Geometry.ResultChannels, block.Geometry.SourceChannels) : (block.Geometry.SourceChannels, block.Geometry.ResultChannels);
        for (nint plane = 0; plane < Planes; plane++)
        {
            for (nint row = 0; row < rows; row++)
                new Span<float>(block.Sums + (plane * block.Plane) + (row * block.Row), (int)columns).Clear();
        }
    }

    /// <summary>Sums the products of all tiles of a block; it may read the next tiles ahead.</summary>
    static void AddTiles<TSimd, TVector>(in Block block, float* source, float* gradient, float* scratch, bool accumulate, bool readAhead)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var geometry = ref block.Geometry;
        var zeros = Line(geometry.SourceChannels);
        var sources = new Operand(geometry.SourceChannels, scratch + zeros);
        var gradients = new Operand(geometry.ResultChannels, sources.Planes + (Planes * sources.Plane));
        new Span<float>(scratch, (int)zeros).Clear();
        var (left, right) = block.IsTurned ? (gradients, sources) : (sources, gradients);
        if (right.Tile != right.Channels)
            new Span<float>(right.Planes, (int)(Planes * right.Plane)).Clear();
        var panelWidth = WinogradWeights.PanelWidth<TSimd, TVector>(right.Channels);
        for (nint first = 0; first < block.Tiles; first += BlockTiles)
        {
            var count = Math.Min(BlockTiles, block.Tiles - first);
            WinogradSource2x2.Transform<TSimd, TVector>(geometry, source, scratch, first, count, sources.Planes, sources.Plane, sources.Tile);
            WinogradResultGradient.Transform<TSimd, TVector>(geometry, gradient, first, count, gradients.Planes, gradients.Plane, gradients.Tile);
            for (nint column = 0; column < right.Channels; column += panelWidth)
            {
                var columns = Math.Min(panelWidth, right.Channels - column);
                var products = new PlaneProducts
                {
                    Planes = Planes,
                    Left = left.Planes,
                    LeftPlane = left.Plane,
                    LeftRow = 1,
                    LeftStep = left.Tile,
                    Right = right.Planes + column,
                    RightPlane = right.Plane,
                    RightStep = right.Tile,
                    Result = block.Sums + column,
                    ResultPlane = block.Plane,
                    ResultRow = block.Row,
                    Rows = left.Channels,
                    Columns = columns,
                    Vectors = (int)ArgumentBlock.CeilingDivide(columns, TSimd.Count),
                    Depth = count,
                    Add = accumulate || first > 0,
                    Ahead = readAhead && column == 0 ? Ahead(geometry, source, gradient, first + count) : default,
                };
                products.Run<TSimd, TVector>();
            }
        }
    }

    /// <summary>The source and the gradient of the block from a tile on.</summary>
    static ReadAhead Ahead(in WinogradGeometry geometry, float* source, float* gradient, nint first)
    {
        const nint Pixels = BlockTiles * Tile * Tile;
        return new(new(geometry.Source(source, first), Pixels * geometry.SourcePixel), new(geometry.Result(gradient, first), Pixels * geometry.ResultPixel));
    }

    /// <summary>Elements from one plane of transformed tiles to the next.</summary>
    static nint TilePlane(nint channels) => (BlockTiles * Line(channels)) + PlaneOffset;

    /// <summary>Elements, rounded up to whole cache lines.</summary>
    static nint Line(nint elements) => ArgumentBlock.CeilingDivide(elements, Simd512.Count) * Simd512.Count;

    /// <summary>Planes of transformed tiles: rows of a tile each, with room for whole vectors.</summary>
    readonly struct Operand(nint channels, float* planes)
    {
        public readonly nint Channels = channels;
        public readonly float* Planes = planes;
        public readonly nint Plane = TilePlane(channels);
        public readonly nint Tile = Line(channels);
    }

    /// <summary>Channels of some images, and where their sums go.</summary>
    struct Block
    {
        public WinogradGeometry Geometry;
        public nint Tiles;
        public float* Sums;
        public nint Plane;
        public nint Row;
        public bool IsTurned;

        public static Block Whole(in WinogradGeometry geometry, nint images, nint partial)
        {
            var isTurned = WinogradWeightGradient.IsTurned(geometry);
            return new()
            {
                Geometry = geometry,
                Tiles = images * geometry.Tiles,
                Sums = (float*)partial,
                Plane = PartialPlane(geometry),
                Row = isTurned ? geometry.SourceChannels : geometry.ResultChannels,
                IsTurned = isTurned,
            };
        }
    }

    /// <summary>What the kernel needs, all native integers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct Arguments
    {
        public WinogradGeometry Geometry;
        public nint Source;
        public nint Gradient;
        public nint Partials;
        public nint Batch;
        public nint PartialCount;
        public nint SourceBlocks;
        public nint ResultBlocks;
    }
}
