namespace Lathe.Kernels;

/// <summary>Which register tiles contractions of a vector width are made of. Every number is summed in the same order by whichever tile computes it: the choice changes no bit.</summary>
internal sealed class TileTable
{
    /// <summary>By how much a choice that comes later has to be faster: less than that is noise, and earlier ones read operands less often.</summary>
    public const double Margin = 1.04;

    /// <summary>The widest matrices, in vectors, whose panels are looked up: a kernel asks for each of its chunks.</summary>
    const int Known = 128;

    readonly (int Rows, double Rate)[] tiles;
    readonly int[] columns;

    /// <param name="tiles">For 1, 2, 3 and 4 columns, in vectors: the rows of the tile, and how many multiply-adds it does in a unit of time.</param>
    public TileTable(params (int Rows, double Rate)[] tiles)
    {
        this.tiles = tiles;
        columns = [.. Enumerable.Range(0, Known + 1).Select(vectors => Best(vectors))];
    }

    /// <summary>Columns of panels, the preferred ones first.</summary>
    static ReadOnlySpan<int> Preferred => [3, 4, 2, 1];

    /// <summary>The rows of a tile of so many columns, in vectors.</summary>
    public int Rows(nint columns) => tiles[columns - 1].Rows;

    /// <summary>How many vectors wide the panels are that a matrix is split across into: all but the last one, which has what is left.</summary>
    /// <param name="vectors">The width of the matrix in vectors, at least 1.</param>
    public int Columns(nint vectors) => vectors <= Known ? columns[vectors] : Best(vectors);

    int Best(nint vectors)
    {
        // One panel where that is possible, else equal panels, else any.
        var best = 0;
        for (var rank = 0; rank < 3; rank++)
        {
            foreach (var columns in Preferred)
            {
                if (columns <= vectors && Rank(vectors, columns) == rank && (best == 0 || Time(vectors, columns) * Margin < Time(vectors, best)))
                    best = columns;
            }
        }

        return best;
    }

    static int Rank(nint vectors, int columns) => columns == vectors ? 0 : columns > 1 && vectors % columns == 0 ? 1 : 2;

    double Time(nint vectors, int columns)
    {
        var (panels, rest) = Math.DivRem(vectors, columns);
        return (panels * columns / tiles[columns - 1].Rate) + (rest == 0 ? 0 : rest / tiles[rest - 1].Rate);
    }
}
