using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>All register tiles of a width, and what surrounds them: choice of size, columns that do not fill vectors.</summary>
internal static unsafe class Tiles<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>The most rows a tile has, whatever its columns.</summary>
    public const int MaximumRows = 8;

    /// <summary>The most columns a tile has, in vectors.</summary>
    public const int MaximumColumns = 4;

    static readonly nint[] broadcast =
    [
        .. Row<BroadcastLeft, One>(), .. Row<BroadcastLeft, Two>(), .. Row<BroadcastLeft, Three>(), .. Row<BroadcastLeft, Four>(),
        .. Row<BroadcastLeft, Five>(), .. Row<BroadcastLeft, Six>(), .. Row<BroadcastLeft, Seven>(), .. Row<BroadcastLeft, Eight>(),
    ];

    static readonly nint[] vector =
    [
        .. Row<VectorLeft, One>(), .. Row<VectorLeft, Two>(), .. Row<VectorLeft, Three>(), .. Row<VectorLeft, Four>(),
        .. Row<VectorLeft, Five>(), .. Row<VectorLeft, Six>(), .. Row<VectorLeft, Seven>(), .. Row<VectorLeft, Eight>(),
    ];

    /// <summary>The best number of columns, in vectors, to split a matrix of so many numbers across into.</summary>
    public static int Columns(nint width) => TileTuning<TSimd, TVector>.Table.Columns(ArgumentBlock.CeilingDivide(width, TSimd.Count));

    /// <summary>The best number of rows for so many columns, in vectors.</summary>
    public static int Rows(nint columns) => TileTuning<TSimd, TVector>.Table.Rows(columns);

    /// <summary>Runs a tile whose columns are whole vectors, stored side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(int rows, int columns, TileCall* call) =>
        ((delegate*<TileCall*, void>)broadcast[((rows - 1) * MaximumColumns) + columns - 1])(call);

    /// <summary>Runs a tile of one column whose left operand is a vector too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunElementwise(int rows, TileCall* call) =>
        ((delegate*<TileCall*, void>)vector[(rows - 1) * MaximumColumns])(call);

    /// <summary>Runs a tile of which only some columns exist in the result, or whose columns do not lie side by side there.</summary>
    /// <param name="elementwise">Whether the left operand is a vector too.</param>
    /// <param name="rows">Rows of the tile.</param>
    /// <param name="columns">Columns of the tile, in vectors.</param>
    /// <param name="call">The operands; its result is where column <paramref name="begin"/> goes.</param>
    /// <param name="begin">The first column that exists, in elements.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="columnStride">Elements between two columns of the result.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunPart(bool elementwise, int rows, int columns, TileCall* call, nint begin, nint end, nint columnStride)
    {
        var tile = stackalloc float[MaximumRows * MaximumColumns * Simd512.Count];
        var tileRows = stackalloc nint[MaximumRows];
        var width = columns * TSimd.Count;
        var part = *call;
        part.Result = tile;
        part.ResultRows = tileRows;
        for (var row = 0; row < rows; row++)
        {
            tileRows[row] = row * width;
            if (!call->Add)
                continue;
            new Span<float>(tile + tileRows[row], width).Clear();
            Copy(call->Result + call->ResultRows[row], columnStride, tile + tileRows[row] + begin, 1, end - begin);
        }

        if (elementwise)
            RunElementwise(rows, &part);
        else
            Run(rows, columns, &part);
        for (var row = 0; row < rows; row++)
            Copy(tile + tileRows[row] + begin, 1, call->Result + call->ResultRows[row], columnStride, end - begin);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Copy(float* source, nint sourceStride, float* target, nint targetStride, nint count)
    {
        nint i = 0;
        if (sourceStride == 1 && targetStride == 1)
        {
            if (Avx512F.IsSupported)
            {
                for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
                    Vector512.Load(source + i).Store(target + i);
                var mask = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)(count - i))).AsSingle();
                Avx512F.MaskStore(target + i, mask, Avx512F.MaskLoad(source + i, mask, Vector512<float>.Zero));
                return;
            }

            for (; i + TSimd.Count <= count; i += TSimd.Count)
                TSimd.Store(TSimd.Load(source + i), target + i);
            for (; i + Vector128<float>.Count <= count; i += Vector128<float>.Count)
                Vector128.Load(source + i).Store(target + i);
        }

        for (; i < count; i++)
            target[i * targetStride] = source[i * sourceStride];
    }

    static nint[] Row<TLeft, TRows>()
        where TLeft : struct, ILeftOperand
        where TRows : struct, IExtent =>
        [Tile<TLeft, TRows, One>(), Tile<TLeft, TRows, Two>(), Tile<TLeft, TRows, Three>(), Tile<TLeft, TRows, Four>()];

    static nint Tile<TLeft, TRows, TColumns>()
        where TLeft : struct, ILeftOperand
        where TRows : struct, IExtent
        where TColumns : struct, IExtent =>
        (nint)(delegate*<TileCall*, void>)&RegisterTile<TSimd, TVector, TLeft, TRows, TColumns>.Run;
}
