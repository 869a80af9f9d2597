namespace Lathe.Kernels.Cuda;

/// <summary>A product of matrices over a view: what convolutions, their gradients and batched products have in common.</summary>
/// <param name="Name">What kernels are called.</param>
/// <param name="View">The text that says where elements lie.</param>
/// <param name="Definitions">Macros that the view needs.</param>
/// <param name="Geometry">The view's constants by name.</param>
/// <param name="Batch">How many products there are.</param>
/// <param name="Rows">Rows of the result.</param>
/// <param name="Columns">Columns of the result.</param>
/// <param name="Inners">Length of the sums.</param>
/// <param name="Left">The left operand.</param>
/// <param name="Right">The right operand.</param>
/// <param name="Result">The result.</param>
/// <param name="Accumulate">Adds to the result instead of replacing it.</param>
/// <param name="Post">What goes on with the result; null where nothing does.</param>
/// <param name="HasChannels">Whether the columns of all batches, one after the other, are the channels that a post may sum.</param>
sealed record Contraction(
    string Name,
    string View,
    string Definitions,
    (string Name, nint Value)[] Geometry,
    nint Batch,
    nint Rows,
    nint Columns,
    nint Inners,
    ContractionOperand Left,
    ContractionOperand Right,
    ContractionOperand Result,
    bool Accumulate,
    CudaPostLaunch? Post = null,
    bool HasChannels = false)
{
    /// <summary>From so many parts on, several threads add those of a result.</summary>
    const nint FewParts = 16;

    /// <summary>Appends the launches.</summary>
    public void Launch(CudaLauncher launcher)
    {
        if (Batch * Rows * Columns == 0)
            return;
        nint part = ContractionTile.PartOf(Rows, Columns, Batch, Inners), parts = nint.Max(1, ContractionTile.Ceiling(Inners, part));
        bool isHeavy = launcher.Precision != CudaPrecision.Float32 && View == "product" && Left.IsCopied(launcher) && Right.IsCopied(launcher);
        bool isPart = parts > 1;
        CudaPostLaunch? post = isPart ? null : PostFor(launcher, ContractionTile.Ceiling(Rows, ContractionTile.MostRows));
        ContractionTile tile = ContractionTile.For(isHeavy, Rows, Columns, Batch * parts, tile => post?.HasRoomFor(ContractionTile.Ceiling(Rows, tile.Rows)) != false);
        ContractionOperand target = isPart
            ? new(launcher.Workspace(parts * Batch * Rows * Columns * sizeof(float)), false, Columns % 4 == 0 ? 4 : 1)
            : Result;
        (string Name, nint Value)[] constants =
        [
            .. Geometry, ("Columns", Columns), ("Accumulate", Accumulate ? 1 : 0), ("IsPart", isPart ? 1 : 0),
            ("TileRows", tile.Rows), ("TileColumns", tile.Columns), ("WarpRows", tile.WarpRows), ("WarpColumns", tile.WarpColumns),
            ("Threads", tile.Threads), ("LeftVector", Left.Vector(launcher)), ("RightVector", Right.Vector(launcher)),
            ("ResultVector", post is null ? target.Vector(launcher) : CudaPostLaunch.Run),
            ("LeftRunsInner", Left.RunsInner ? 1 : 0), ("RightRunsInner", Right.RunsInner ? 1 : 0), ("Stages", ContractionTile.Stages), .. post?.Constants ?? [],
        ];
        launcher.Launch(
            Kernel(Name, constants, target.Tensor, post, "copies", "tensor_cores", "operand", "operands", "sums", "results", "contraction"),
            new CudaGrid(tile.Blocks(Rows, Columns), Batch, parts, tile.Threads, SharedBytes: tile.SharedBytes(launcher.Precision, Left.RunsInner, Right.RunsInner)), Values(constants),
            [launcher.AddressOf(Left.Tensor), launcher.AddressOf(Right.Tensor), launcher.AddressOf(target.Tensor), Rows, Inners, part, .. post?.Arguments ?? []]);
        if (isPart)
            Fold(launcher, target.Tensor, parts);
        if (post is null)
            Post?.Launch(launcher, Result.Tensor);
    }

    /// <summary>The post, if the blocks that make the result can go on with it; else null, and it has to run behind them.</summary>
    /// <param name="launcher">Takes the launches.</param>
    /// <param name="blocks">How many blocks of rows there are at least.</param>
    public CudaPostLaunch? PostFor(CudaLauncher launcher, nint blocks) =>
        !Accumulate && Columns % CudaPostLaunch.Run == 0 && Result.Vector(launcher) >= CudaPostLaunch.Run && Post is { } post
        && (!post.Post.HasSums || (HasChannels && Columns * Batch == post.Columns && post.HasRoomFor(blocks))) ? post : null;

    /// <summary>Appends the adding of partial sums [part][batch][row][column] to the result.</summary>
    public void Fold(CudaLauncher launcher, CudaTensor partials, nint parts)
    {
        nint lanes = parts >= FewParts ? 8 : 1, vector = Columns % 4 == 0 ? 4 : 1;
        (string Name, nint Value)[] constants = [.. Geometry, ("Lanes", lanes), ("PartVector", vector), ("Columns", Columns), ("Accumulate", Accumulate ? 1 : 0)];
        launcher.Launch(
            Kernel(Name + "Fold", constants, Result.Tensor, null, "fold"), new CudaGrid(ContractionTile.Ceiling(Batch * Rows * Columns, 256 / lanes * vector)), Values(constants),
            launcher.AddressOf(partials), launcher.AddressOf(Result.Tensor), Rows, parts, Batch);
    }

    CudaKernel Kernel(string name, (string Name, nint Value)[] constants, CudaTensor result, CudaPostLaunch? post, params ReadOnlySpan<string> texts)
    {
        string header = $"""
            {Definitions}
            typedef {CudaSource.TypeOf(Left.Tensor)} Left;
            typedef {CudaSource.TypeOf(Right.Tensor)} Right;
            typedef {CudaSource.TypeOf(result)} Result;

            """;
        return CudaSource.Kernel(name, header, post, constants, [View, .. texts]);
    }

    /// <summary>The values of constants, as a launch takes them.</summary>
    public static nint[] Values((string Name, nint Value)[] constants) => [.. constants.Select(static constant => constant.Value)];
}

/// <summary>An operand or result of a contraction.</summary>
/// <param name="Tensor">Where it lies.</param>
/// <param name="RunsInner">Whether neighbours in memory are neighbours along the sum.</param>
/// <param name="Run">How many elements, a power of two, may be moved at once for what its extents and strides are multiples of.</param>
readonly record struct ContractionOperand(CudaTensor Tensor, bool RunsInner, nint Run)
{
    /// <summary>How many elements are moved at once: 16 bytes, where everything is aligned to that.</summary>
    public nint Vector(CudaLauncher launcher)
    {
        nint size = launcher.SizeOf(Tensor.Element), vector = nint.Min(Run, 16 / size);
        while (vector > 1 && launcher.AddressOf(Tensor) % (vector * size) != 0)
            vector /= 2;

        // Two elements at once are not worth a kernel of their own.
        return vector >= 4 ? vector : 1;
    }

    /// <summary>Whether it is copied to shared memory as it lies: see <c>is_copied</c> of <c>operand.cuh</c>.</summary>
    public bool IsCopied(CudaLauncher launcher)
    {
        nint size = launcher.SizeOf(Tensor.Element);
        return size == launcher.OperandSize && Vector(launcher) * size == 16;
    }

    /// <summary>The largest power of two up to 8 that divides all numbers.</summary>
    public static nint RunOf(params ReadOnlySpan<nint> numbers)
    {
        nint run = 8;
        foreach (nint number in numbers)
        {
            while (number % run != 0)
                run /= 2;
        }

        return run;
    }
}
