namespace Lathe.Kernels;

/// <summary>Splits consecutive tiles, counted over columns, rows and images, into runs that lie side by side in a row of an image.</summary>
internal ref struct WinogradRuns
{
    readonly nint rows;
    readonly nint columns;
    nint left;

    /// <param name="geometry">Where tiles lie.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">The number of tiles.</param>
    public WinogradRuns(in WinogradGeometry geometry, nint first, nint count)
    {
        rows = geometry.TileRows;
        columns = geometry.TileColumns;
        left = count;
        (var row, Column) = Math.DivRem(first, columns);
        (Image, Row) = Math.DivRem(row, rows);
    }

    /// <summary>The image of the run at hand.</summary>
    public nint Image { get; private set; }

    /// <summary>Its row of tiles.</summary>
    public nint Row { get; private set; }

    /// <summary>Its first tile in that row.</summary>
    public nint Column { get; private set; }

    /// <summary>How many tiles it has.</summary>
    public nint Count { get; private set; }

    /// <summary>How many tiles came before it.</summary>
    public nint Offset { get; private set; }

    /// <summary>Goes to the next run, at first to the first one.</summary>
    public bool Next()
    {
        left -= Count;
        Offset += Count;
        Column += Count;
        if (left == 0)
            return false;
        if (Column == columns)
        {
            Column = 0;
            if (++Row == rows)
            {
                Row = 0;
                Image++;
            }
        }

        Count = Math.Min(left, columns - Column);
        return true;
    }
}
