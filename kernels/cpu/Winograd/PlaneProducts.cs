using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>The matrix products in the Winograd domain, one a plane, over panels of columns.</summary>
internal unsafe struct PlaneProducts
{
    /// <summary>The number of planes.</summary>
    public nint Planes;

    /// <summary>The left operand, and elements from one plane, row and step of the sum to the next.</summary>
    public float* Left;
    public nint LeftPlane;
    public nint LeftRow;
    public nint LeftStep;

    /// <summary>The right operand, and elements from one plane and step of the sum to the next.</summary>
    public float* Right;
    public nint RightPlane;
    public nint RightStep;

    /// <summary>The result, and elements from one plane and row to the next.</summary>
    public float* Result;
    public nint ResultPlane;
    public nint ResultRow;

    /// <summary>Rows, terms of each sum, and columns in vectors.</summary>
    public nint Rows;
    public nint Depth;
    public int Vectors;

    /// <summary>Columns that the result has room for; the right operand has room for whole vectors.</summary>
    public nint Columns;

    /// <summary>Whether the sums start from what the result holds, not from zero.</summary>
    public bool Add { get; init; }

    /// <summary>The right operand of the next plane.</summary>
    public NextOperand Next;

    /// <summary>What is read ahead while the planes are multiplied.</summary>
    public ReadAhead Ahead;

    /// <summary>Computes the products.</summary>
    public readonly void Run<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var products = this;
        for (nint plane = 0; plane < Planes; plane++)
        {
            Ahead.Fetch(plane, Planes);
            products.Multiply<TSimd, TVector>();
            products.Left += LeftPlane;
            products.Right += RightPlane;
            products.Result += ResultPlane;
        }
    }

    /// <summary>Multiplies one plane.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void Multiply<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var isPart = Columns != Vectors * TSimd.Count;
        var done = Vectors == 1 && TSimd.Count == Simd512.Count && !isPart ? MultiplyColumn<TSimd, TVector>() : 0;
        if (done == Rows)
            return;
        var leftRows = stackalloc nint[Tiles<TSimd, TVector>.MaximumRows];
        var resultRows = stackalloc nint[Tiles<TSimd, TVector>.MaximumRows];
        for (var row = 0; row < Tiles<TSimd, TVector>.MaximumRows; row++)
        {
            leftRows[row] = row * LeftRow;
            resultRows[row] = row * ResultRow;
        }

        var call = new TileCall
        {
            Left = Left + (done * LeftRow),
            LeftRows = leftRows,
            Right = Right,
            Result = Result + (done * ResultRow),
            ResultRows = resultRows,
            Add = Add,
            Loops = new() { OuterCount = 1, MiddleCount = 1, InnerCount = Depth, InnerLeft = LeftStep, InnerRight = RightStep, PartialTerms = BlockedSummation.Terms(Depth) },
        };
        var tiles = ArgumentBlock.CeilingDivide(Rows - done, Tiles<TSimd, TVector>.Rows(Vectors));
        var (rows, larger) = Math.DivRem(Rows - done, tiles);
        for (nint tile = 0; tile < tiles; tile++)
        {
            var count = rows + (tile < larger ? 1 : 0);
            call.RightAhead = Next.Ahead(tile);
            if (isPart)
                Tiles<TSimd, TVector>.RunPart(elementwise: false, (int)count, Vectors, &call, 0, Columns, 1);
            else
                Tiles<TSimd, TVector>.Run((int)count, Vectors, &call);
            call.Left += count * LeftRow;
            call.Result += count * ResultRow;
        }
    }

    /// <summary>Multiplies as many rows as the tiles of matrices that are one vector wide cover; gives their number.</summary>
    readonly nint MultiplyColumn<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var call = new TallCall
        {
            Left = Left,
            LeftRow = LeftRow,
            LeftStep = LeftStep,
            Right = Right,
            RightStep = RightStep,
            Result = Result,
            ResultRow = ResultRow,
            Depth = Depth,
            PartialTerms = BlockedSummation.Terms(Depth),
            Add = Add,
        };
        if (Depth == ResidentTile<TSimd, TVector>.Depth && LeftStep == 1 && !Add)
        {
            ResidentTile<TSimd, TVector>.Run(&call, Rows / ResidentTile<TSimd, TVector>.Rows);
            return Rows - (Rows % ResidentTile<TSimd, TVector>.Rows);
        }

        TallTile<TSimd, TVector>.Run(&call, Rows / TallTile<TSimd, TVector>.Rows);
        return Rows - (Rows % TallTile<TSimd, TVector>.Rows);
    }
}
