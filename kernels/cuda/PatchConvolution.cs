namespace Lathe.Kernels.Cuda;

/// <summary>Convolutions and their gradients on tensor cores, by patches of the source in shared memory: each element comes there once for all taps.</summary>
/// <remarks>Channels are brought in chunks. Where a pixel has fewer than a chunk of sixteen, pixels are packed so that an instruction multiplies several taps of a row.</remarks>
static class PatchConvolution
{
    /// <summary>Shared memory that every device with asynchronous copies gives to a block.</summary>
    const nint SharedBytes = 96 * 1024;

    const nint Warps = 8;

    /// <summary>Sums that a thread keeps of the gradient of weights.</summary>
    const nint MostSums = 144;

    static readonly nint[] Chunks = [64, 48, 32, 16, 8];

    /// <summary>Appends a convolution, or the gradient of its input.</summary>
    /// <param name="launcher">Takes the launches.</param>
    /// <param name="shape">The geometry.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="contraction">The same as a product of matrices.</param>
    /// <param name="isBackward">Whether it is the gradient of the input.</param>
    /// <returns>False, and nothing is appended, where patches do not fit or are not worth it.</returns>
    public static bool TryConvolve(CudaLauncher launcher, in ConvolutionShape shape, nint batch, Contraction contraction, bool isBackward)
    {
        bool isStrided = isBackward && shape.StrideHeight * shape.StrideWidth > 1;
        if (!Fits(launcher) || (shape.KernelHeight * shape.KernelWidth == 1 && !isStrided))
            return false;
        nint size = launcher.OperandSize, whole = 32 / size, channels = isBackward ? shape.GroupOutputs : shape.GroupInputs;
        nint tileColumns = contraction.Columns <= 16 ? 16 : contraction.Columns <= 32 ? 32 : 64, warpColumns = nint.Min(tileColumns, 32);
        nint phases = isBackward ? shape.StrideHeight * shape.StrideWidth : 1, columnTiles = ContractionTile.Ceiling(contraction.Columns, tileColumns);
        PatchAxis down = isBackward ? PatchAxis.Backward(shape.Vertical) : PatchAxis.Forward(shape.Vertical, shape.KernelHeight);
        PatchAxis across = isBackward ? PatchAxis.Backward(shape.Horizontal) : PatchAxis.Forward(shape.Horizontal, shape.KernelWidth);
        PatchTile Tile(nint pixels, nint chunk, bool isPacked) => isPacked ? PatchTile.For(down, across, pixels).Packed(chunk * size) : PatchTile.For(down, across, pixels);
        nint Weights(ConvolutionShape shape, nint chunk) => isBackward
            ? shape.KernelHeight * shape.KernelWidth * tileColumns * (chunk + Padding(size))
            : shape.KernelHeight * KernelRun(shape, chunk, whole) * (tileColumns + 8);
        nint Bytes(ConvolutionShape shape, PatchTile tile, nint chunk, bool isPacked, nint stages) =>
            stages * (PatchSize(shape, tile, chunk, isPacked, Padding(size), whole) + Weights(shape, chunk)) * size;
        (nint Channels, bool IsPacked, nint Stages)? found = null;
        foreach ((nint chunk, bool isPacked) in ChunksOf(shape, channels, size, whole, mayPack: !isBackward))
        {
            nint stages = chunk >= channels ? 1 : 2;
            PatchTile largest = Tile(256, chunk, isPacked);
            if (Bytes(shape, largest, chunk, isPacked, stages) > SharedBytes || largest.Pixels == 0)
                continue;
            found = (chunk, isPacked, stages);
            break;
        }

        if (found is not { } plan)
            return false;
        (nint pixels, PatchTile tile) = (256, Tile(256, plan.Channels, plan.IsPacked));
        nint blocks = tile.Count(batch) * columnTiles * shape.Groups * phases;
        CudaPostLaunch? post = contraction.PostFor(launcher, tile.Count(batch) * phases);
        if (blocks < 2 * ContractionTile.ManyBlocks)
        {
            // Half the pixels keep more multiprocessors busy; so many partial sums there may be no room for. A tile of another form may see more of the source.
            PatchTile half = Tile(128, plan.Channels, plan.IsPacked);
            CudaPostLaunch? halfPost = contraction.PostFor(launcher, half.Count(batch) * phases);
            if ((blocks < ContractionTile.ManyBlocks || halfPost == post) && Bytes(shape, half, plan.Channels, plan.IsPacked, plan.Stages) <= SharedBytes)
                (pixels, tile, post) = (128, half, halfPost);
        }

        nint warpRows = pixels / (Warps / (tileColumns / warpColumns));
        (string Name, nint Value)[] constants =
        [
            .. contraction.Geometry, .. tile.Constants(down, across), ("Channels", plan.Channels), ("IsPacked", plan.IsPacked ? 1 : 0),
            ("SourceVector", nint.Min(contraction.Left.Vector(launcher), plan.Channels)), ("WeightVector", contraction.Right.Vector(launcher)),
            ("Threads", Warps * 32), ("TileColumns", tileColumns), ("WarpRows", warpRows), ("WarpColumns", warpColumns), ("Stages", plan.Stages),
            ("ResultVector", post is null ? contraction.Result.Vector(launcher) : CudaPostLaunch.Run), ("Columns", contraction.Columns),
            ("Accumulate", contraction.Accumulate ? 1 : 0), ("IsPart", 0), .. post?.Constants ?? [],
        ];
        string types = $"""
            typedef {CudaSource.TypeOf(contraction.Left.Tensor)} Source;
            typedef {CudaSource.TypeOf(contraction.Right.Tensor)} Weight;
            typedef {CudaSource.TypeOf(contraction.Result.Tensor)} Result;

            """;
        nint staged = Bytes(shape, tile, plan.Channels, plan.IsPacked, plan.Stages), spilled = Warps * 16 * (warpColumns + 4) * sizeof(float);
        launcher.Launch(
            Kernel(contraction, types, constants, post, "patch", "results", "patch_convolution"),
            new CudaGrid(tile.Count(batch) * columnTiles, shape.Groups, phases, SharedBytes: (int)nint.Max(staged, spilled)), Contraction.Values(constants),
            [launcher.AddressOf(contraction.Left.Tensor), launcher.AddressOf(contraction.Right.Tensor), launcher.AddressOf(contraction.Result.Tensor), batch, .. post?.Arguments ?? []]);
        if (post is null)
            contraction.Post?.Launch(launcher, contraction.Result.Tensor);
        return true;
    }

    /// <summary>Appends the gradient of the weights.</summary>
    /// <param name="launcher">Takes the launches.</param>
    /// <param name="shape">The geometry.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="contraction">The same as a product of matrices.</param>
    /// <returns>False, and nothing is appended, where patches do not fit or are not worth it.</returns>
    public static bool TryWeightGradient(CudaLauncher launcher, in ConvolutionShape shape, nint batch, Contraction contraction)
    {
        if (!Fits(launcher) || shape.KernelHeight * shape.KernelWidth == 1)
            return false;
        nint size = launcher.OperandSize, channels = shape.GroupInputs;
        foreach ((nint chunk, bool isPacked) in ChunksOf(shape, channels, size, whole: 16, mayPack: true))
        {
            nint stripsAcross = isPacked ? 1 : shape.KernelWidth, stripGroups = KernelRun(shape, chunk, 16) / 16 / stripsAcross;
            nint tileColumns = contraction.Columns <= 16 ? 16 : contraction.Columns <= 32 ? 32 : 64;
            (nint warpColumns, nint rows) = WarpPart(shape, stripsAcross, tileColumns);
            while (stripGroups * (tileColumns / warpColumns) > Warps && tileColumns > warpColumns)
                tileColumns /= 2;
            nint units = stripGroups * (tileColumns / warpColumns), strips = rows * stripsAcross;
            if (units > Warps || rows == 0)
                continue;
            (PatchAxis down, PatchAxis across) = (PatchAxis.Forward(shape.Vertical, rows), PatchAxis.Forward(shape.Horizontal, shape.KernelWidth));
            for (nint pixels = 256; pixels >= 64; pixels /= 2)
            {
                PatchTile tile = PatchTile.For(down, across, pixels);
                if (isPacked)
                    tile = tile.Packed(chunk * size);
                nint gradients = ContractionTile.Ceiling(tile.Pixels, 16) * 16 * (tileColumns + 8);
                nint groupSums = Warps / units > 1 ? units * strips * (warpColumns / 2) * 32 * sizeof(float) : 0;
                nint bytes = nint.Max(2 * (PatchSize(shape, tile, chunk, isPacked, padding: 8, whole: 16) + gradients) * size, groupSums);
                if (bytes > SharedBytes || tile.Pixels == 0)
                    continue;
                nint blocks = ContractionTile.Ceiling(contraction.Columns, tileColumns) * ContractionTile.Ceiling(channels, chunk) * ContractionTile.Ceiling(shape.KernelHeight, rows);
                nint most = strips * warpColumns / 2 <= MostSums / 2 ? 2 * ContractionTile.ManyBlocks : ContractionTile.ManyBlocks, tiles = tile.Count(batch);
                nint part = ContractionTile.Ceiling(tiles, nint.Clamp(most / (blocks * shape.Groups), 1, tiles)), parts = ContractionTile.Ceiling(tiles, part);
                CudaTensor partials = launcher.Workspace(parts * shape.WeightCount * sizeof(float));
                (string Name, nint Value)[] constants =
                [
                    .. contraction.Geometry, .. tile.Constants(down, across), ("Channels", chunk), ("IsPacked", isPacked ? 1 : 0),
                    ("SourceVector", nint.Min(contraction.Left.Vector(launcher), chunk)), ("GradientVector", contraction.Right.Vector(launcher)),
                    ("Threads", Warps * 32), ("TileColumns", tileColumns), ("WarpRows", strips * 16), ("WarpColumns", warpColumns), ("KernelRows", rows),
                    ("ResultVector", 1), ("Columns", contraction.Columns), ("Accumulate", 0), ("IsPart", 1),
                ];
                string types = $"""
                    typedef {CudaSource.TypeOf(contraction.Left.Tensor)} Source;
                    typedef {CudaSource.TypeOf(contraction.Right.Tensor)} Gradient;
                    typedef float Result;

                    """;
                launcher.Launch(
                    Kernel(contraction, types, constants, null, "patch", "patch_weights"), new CudaGrid(blocks, shape.Groups, parts, SharedBytes: (int)bytes), Contraction.Values(constants),
                    launcher.AddressOf(contraction.Left.Tensor), launcher.AddressOf(contraction.Right.Tensor), launcher.AddressOf(partials), batch, tiles, part);
                contraction.Fold(launcher, partials, parts);
                return true;
            }
        }

        return false;
    }

    static bool Fits(CudaLauncher launcher) => launcher.Precision != CudaPrecision.Float32 && launcher.Architecture >= 80;

    /// <summary>How channels may be cut, the best first: packed, or in the chunks that waste the fewest. An instruction multiplies <paramref name="whole"/> at once.</summary>
    static IEnumerable<(nint Chunk, bool IsPacked)> ChunksOf(ConvolutionShape shape, nint channels, nint size, nint whole, bool mayPack)
    {
        if (mayPack && shape.DilationWidth == 1)
        {
            foreach (nint packed in (ReadOnlySpan<nint>)[4, 8])
            {
                // The instruction that loads operands takes sixteen bytes at a time.
                if (channels <= packed && shape.StrideWidth * packed * size % 16 == 0)
                    return [(packed, true)];
            }
        }

        return Chunks.Where(chunk => chunk % whole == 0 && chunk < channels + whole).OrderBy(chunk => ContractionTile.Ceiling(channels, chunk) * chunk).ThenByDescending(chunk => chunk).Select(chunk => (chunk, false));
    }

    /// <summary>Columns of a warp, and rows of taps of a block, that give it the most sums.</summary>
    static (nint Columns, nint Rows) WarpPart(in ConvolutionShape shape, nint stripsAcross, nint tileColumns)
    {
        nint narrow = nint.Min(shape.KernelHeight, MostSums / (stripsAcross * 8)), wide = nint.Min(shape.KernelHeight, MostSums / (stripsAcross * 16));
        return tileColumns >= 32 && 2 * wide >= narrow ? (32, wide) : (16, narrow);
    }

    static nint Padding(nint size) => size == sizeof(ushort) ? 8 : 4;

    static nint KernelRun(in ConvolutionShape shape, nint chunk, nint whole) => ContractionTile.Ceiling(shape.KernelWidth * chunk, whole) * whole;

    static nint PatchSize(in ConvolutionShape shape, PatchTile tile, nint chunk, bool isPacked, nint padding, nint whole) =>
        ContractionTile.Ceiling(isPacked ? (tile.PatchPixels * chunk) + KernelRun(shape, chunk, whole) : tile.PatchPixels * (chunk + padding), 8) * 8;

    static CudaKernel Kernel(Contraction contraction, string types, (string Name, nint Value)[] constants, CudaPostLaunch? post, params ReadOnlySpan<string> texts) =>
        CudaSource.Kernel(contraction.Name + "Patch", $"{contraction.Definitions}\n{types}", post, constants, ["copies", "tensor_cores", "operand", "sums", .. texts]);
}
