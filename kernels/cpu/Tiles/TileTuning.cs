using System.Diagnostics;

namespace Lathe.Kernels;

/// <summary>Finds the fastest register tiles of a width by running them: how many sums stay in registers, and how many loads a multiply-add can afford, differs between
/// processors. Measuring takes about a millisecond, compiling what is
/// measured some more, once a process.</summary>
internal static unsafe class TileTuning<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>The terms of the sums: of a 3x3 convolution of 64 channels.</summary>
    const int Depth = 576;

    /// <summary>Rounds over all candidates, and runs of each in a round: the fastest round counts.</summary>
    const int Rounds = 5, Runs = 12;

    /// <summary>After so long no further round begins: vectors without hardware of their own are slow.</summary>
    const double Milliseconds = 20;

    /// <summary>Rows worth trying for 1, 2, 3 and 4 columns, the preferred ones first: those whose sums fit into 32 registers, which vectors of 512 bits always have, and into 16.</summary>
    static readonly int[][] candidates = TSimd.Count == Simd512.Count ? [[8], [8], [8], [6]] : [[8], [8, 6], [8, 4], [6, 3]];

    /// <summary>The tiles in use.</summary>
    public static TileTable Table { get; set; } = Measure();

    /// <summary>Measures all candidates.</summary>
    public static TileTable Measure()
    {
        nint leftSize = Tiles<TSimd, TVector>.MaximumRows * Depth, rightSize = Depth * candidates.Length * TSimd.Count;
        using var memory = new AlignedMemory();
        var left = (float*)memory.Reserve((leftSize + rightSize + (Tiles<TSimd, TVector>.MaximumRows * candidates.Length * TSimd.Count)) * sizeof(float));
        var best = candidates.Select(rows => new (int Rows, double Rate)[rows.Length]).ToArray();
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round == 0 || (round < Rounds && Stopwatch.GetElapsedTime(start).TotalMilliseconds < Milliseconds); round++)
        {
            for (var columns = 1; columns <= candidates.Length; columns++)
            {
                for (var i = 0; i < candidates[columns - 1].Length; i++)
                {
                    var rows = candidates[columns - 1][i];
                    var rate = Rate(rows, columns, left, left + leftSize, left + leftSize + rightSize);
                    best[columns - 1][i] = (rows, Math.Max(rate, best[columns - 1][i].Rate));
                }
            }
        }

        return new([.. best.Select(tiles => tiles.First(tile => tile.Rate * TileTable.Margin >= tiles.Max(other => other.Rate)))]);
    }

    /// <summary>Multiply-adds of whole vectors in a tick.</summary>
    static double Rate(int rows, int columns, float* left, float* right, float* result)
    {
        nint* leftRows = stackalloc nint[rows], resultRows = stackalloc nint[rows];
        for (var row = 0; row < rows; row++)
        {
            leftRows[row] = row * Depth;
            resultRows[row] = row * columns * TSimd.Count;
        }

        var call = new TileCall
        {
            Left = left,
            LeftRows = leftRows,
            Right = right,
            Result = result,
            ResultRows = resultRows,
            Loops = new()
            {
                OuterCount = 1,
                MiddleCount = 1,
                InnerCount = Depth,
                InnerLeft = 1,
                InnerRight = columns * TSimd.Count,
                PartialTerms = BlockedSummation.Terms(Depth),
            },
        };
        var start = Stopwatch.GetTimestamp();
        for (var run = 0; run < Runs; run++)
            Tiles<TSimd, TVector>.Run(rows, columns, &call);
        return (double)rows * columns * Depth * Runs / Math.Max(1, Stopwatch.GetTimestamp() - start);
    }
}
