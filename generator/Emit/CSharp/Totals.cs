using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Where a sweep adds up the sums of its blocks: where they belong, or, where chunks are long, in rows on the stack of the kernel, of float32 for a group of blocks
/// and of float64 for all.</summary>
/// <remarks>A serial sum of n float32 is off by about the square root of n roundings, by the same for all pixels of a channel, and batch norm would pass that on
/// from layer to layer.</remarks>
internal sealed class Totals
{
    /// <summary>Blocks of a group.</summary>
    public const int Blocks = 4;

    /// <summary>Up to so many elements a chunk sums where the sums belong: chunks are added in float64 anyway, and rows on the stack would cost more than they gain.</summary>
    const long ShortChunk = 8192;

    /// <summary>Sums that rows on the stack are made for, of 12 bytes each.</summary>
    const long MostSums = 16384;

    readonly IReadOnlyList<SweepStep> sums;
    readonly LoopAxis vector;
    readonly IndexPrinter indices;
    readonly AccessPrinter accesses;
    readonly string width = "", group = "", inGroup = "", all = "", inAll = "";

    /// <summary>Makes room, and clears it for each chunk.</summary>
    /// <param name="sums">What is summed; not empty.</param>
    /// <param name="axes">The axes of the sweep; vectors run along the last.</param>
    /// <param name="indices">The printer of indices.</param>
    /// <param name="accesses">The printer of stores.</param>
    /// <param name="chunk">The loop over chunks.</param>
    public Totals(IReadOnlyList<SweepStep> sums, IReadOnlyList<LoopAxis> axes, IndexPrinter indices, AccessPrinter accesses, Scope chunk)
    {
        (this.sums, vector, this.indices, this.accesses) = (sums, axes[^1], indices, accesses);
        HasGroups = Longest(vector) * sums.Count <= MostSums && axes.Select(Longest).Aggregate((long?)1, (product, length) => product * length) is not <= ShortChunk;
        if (!HasGroups)
        {
            StoreEach((_, _) => CSharpDialect.Constant(DType.Float32, 0), chunk);
            return;
        }

        var kernel = chunk.OutermostFor([]);
        width = kernel.Let("nint", $"IndexMath.WholeVectors({indices.Closed(Longest(vector)!.Value)})", "width");
        var count = $"(int)({(sums.Count == 1 ? "" : $"{sums.Count} * ")}{width})";
        group = kernel.Let("Span<float>", $"stackalloc float[{count}]", "sums");
        inGroup = kernel.Let("ref var", $"ref {group}[0]", "sum");
        all = kernel.Let("Span<double>", $"stackalloc double[{count}]", "totals");
        inAll = kernel.Let("ref var", $"ref {all}[0]", "total");

        // Said outright: a project may let its methods begin without zeros (SkipLocalsInit).
        chunk.Code.Line($"{group}.Clear();");
        chunk.Code.Line($"{all}.Clear();");
    }

    /// <summary>Whether blocks are gathered in groups.</summary>
    public bool HasGroups { get; }

    /// <summary>Writes the statements that add a block's sums to those of its group.</summary>
    public void AddBlock(IReadOnlyDictionary<SweepStep, string> blockSums, Scope scope)
    {
        for (var row = 0; row < sums.Count; row++)
        {
            var (place, sum) = (Place(row, scope), blockSums[sums[row]]);
            if (HasGroups)
                scope.Code.Line($"(V.Load(in {inGroup}, {place}) + {sum}).Store(ref {inGroup}, {place});");
            else
                accesses.Store(sums[row].Store with { Accumulate = true }, sum, scope);
        }
    }

    /// <summary>Writes the statement that adds a group's sums to those of all, and clears them for the next group.</summary>
    public void AddGroup(Scope scope)
    {
        if (HasGroups)
            scope.Code.Line($"BlockSums.Move<V>({group}, {all});");
    }

    /// <summary>Writes the loop that stores the totals of all groups where they belong.</summary>
    public void Store(Scope chunk)
    {
        if (HasGroups)
            StoreEach((row, scope) => $"V.Narrow(DoubleLanes.Load(in {inAll}, {Place(row, scope)}))", chunk);
    }

    void StoreEach(Func<int, Scope, string> value, Scope chunk)
    {
        var loops = new LoopPrinter(indices, chunk.Inner(), [vector], vector.Id);
        for (var row = 0; row < sums.Count; row++)
        {
            accesses.Store(sums[row].Store, value(row, loops.Body), loops.Body);
        }

        loops.Close();
        chunk.Code.Lines(loops.Body.Code.ToString());
    }

    /// <summary>The length of an axis in the chunk that has most of it, for where chunks divide an axis the last one has what is left; null where nothing bounds it.</summary>
    static long? Longest(LoopAxis axis) => Bounds(axis.End)
        .Select(end => AffineIndex.Of(end + (axis.Start * -1)).ToIndex())
        .OfType<IndexConstant>()
        .Min(length => (long?)length.Value);

    /// <summary>Indices that this one is never larger than, without minima.</summary>
    static IEnumerable<Index> Bounds(Index index) => index switch
    {
        IndexMinimum minimum => Bounds(minimum.Left).Concat(Bounds(minimum.Right)),
        IndexSum sum => Bounds(sum.Left).SelectMany(_ => Bounds(sum.Right), (left, right) => left + right),
        IndexProduct { Factor: > 0 } product => Bounds(product.Operand).Select(bound => bound * product.Factor),
        _ => [index],
    };

    string Place(int row, Scope scope)
    {
        var column = indices.Print(vector.Variable + (vector.Start * -1), scope);
        return row switch
        {
            0 => column,
            1 => $"{column} + {width}",
            _ => $"{column} + ({row} * {width})",
        };
    }
}
