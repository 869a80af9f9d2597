namespace Lathe.Kernels.Cuda;

/// <summary>A post with what one launch passes to it.</summary>
public sealed class CudaPostLaunch
{
    /// <summary>Neighbours of a row that a thread takes at a time.</summary>
    internal const nint Run = 4;

    /// <summary>Rows of a block where a post runs by itself.</summary>
    const nint TileRows = 128;

    /// <summary>Threads side by side along a row where a post runs by itself.</summary>
    const nint MostAcross = 16;

    readonly nint elements;
    readonly nint groups;
    readonly nint[] values;
    readonly nint[] arguments;

    internal CudaPostLaunch(CudaPost post, nint elements, nint columns, nint groups, nint[] values, nint[] arguments)
    {
        Post = post;
        Columns = columns;
        (this.elements, this.groups, this.values, this.arguments) = (elements, groups, values, arguments);
    }

    /// <summary>What runs.</summary>
    public CudaPost Post { get; }

    /// <summary>Elements of a row of the result.</summary>
    public nint Columns { get; }

    /// <summary>Its constants, for the kernel that it runs in.</summary>
    internal IEnumerable<(string Name, nint Value)> Constants => Post.Constants.Zip(values);

    /// <summary>Its arguments, behind those of the kernel that it runs in.</summary>
    internal IEnumerable<nint> Arguments => [groups, .. arguments];

    /// <summary>Whether so many blocks of rows may have partial sums of a channel each.</summary>
    internal bool HasRoomFor(nint blocks) => !Post.HasSums || blocks <= groups;

    /// <summary>Appends a launch of its own, over the result in memory.</summary>
    /// <param name="launcher">Takes the launch.</param>
    /// <param name="result">The contraction's result.</param>
    internal void Launch(CudaLauncher launcher, CudaTensor result)
    {
        if (elements == 0)
            return;
        nint rows = elements / Columns, tileRows = Post.HasSums ? nint.Max(TileRows, ContractionTile.Ceiling(rows, groups)) : TileRows, across = 1;
        while (across < MostAcross && across * Run < Columns)
            across *= 2;
        (string Name, nint Value)[] constants = [.. Constants, ("Columns", Columns), ("Across", across)];
        nint blocks = ContractionTile.Ceiling(rows, tileRows) * ContractionTile.Ceiling(Columns, across * Run);
        launcher.Launch(
            CudaSource.Kernel("Post", $"typedef {CudaSource.TypeOf(result)} Result;\n", this, constants, "post"), new CudaGrid(blocks), Contraction.Values(constants),
            [launcher.AddressOf(result), rows, tileRows, .. Arguments]);
    }
}
