using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>A loop variable: it runs from <paramref name="Start"/> to before <paramref name="End"/>, and both may depend on outer variables
/// (the windows of uneven pooling, the rows of a chunk).</summary>
/// <param name="Id">Unique within a region.</param>
/// <param name="Name">What a reader expects: n, h, w, c, kh.</param>
internal sealed record LoopAxis(int Id, string Name, Index Start, Index End)
{
    public static LoopAxis Over(int id, string name, Dim extent) => new(id, name, new IndexConstant(0), new IndexDim(extent));

    public Index Variable => new IndexVariable(Id);

    /// <summary>The axis of a loop variable; null if it is none of them.</summary>
    public static LoopAxis? Find(IReadOnlyList<LoopAxis> loops, int variable)
    {
        for (var place = 0; place < loops.Count; place++)
        {
            if (loops[place].Id == variable)
                return loops[place];
        }

        return null;
    }

    /// <summary>Whether the loop starts at 0 and has an extent.</summary>
    public bool IsWhole => Start is IndexConstant { Value: 0 } && (End is IndexDim or IndexConstant);

    /// <summary>The number of positions of a whole axis.</summary>
    public Dim Extent() => IsWhole
        ? End is IndexDim dim ? dim.Dim : new Dim(0, ((IndexConstant)End).Value)
        : throw new InvalidOperationException($"The axis {Name} is a part of an axis.");
}

/// <summary>A quasi-affine integer expression over loop variables, evaluated in native integers.</summary>
internal abstract record Index
{
    public static implicit operator Index(long value) => new IndexConstant(value);

    public static Index operator +(Index left, Index right) => (left, right) switch
    {
        (IndexConstant a, IndexConstant b) => a.Value + b.Value,
        (IndexConstant { Value: 0 }, _) => right,
        (_, IndexConstant { Value: 0 }) => left,
        _ => new IndexSum(left, right),
    };

    public static Index operator *(Index left, long factor) => (left, factor) switch
    {
        (_, 0) => 0,
        (_, 1) => left,
        (IndexConstant a, _) => a.Value * factor,
        (IndexSum sum, _) => (sum.Left * factor) + (sum.Right * factor),
        (IndexProduct product, _) => product.Operand * (product.Factor * factor),
        _ => new IndexProduct(left, factor),
    };

    /// <summary>Whether a loop variable occurs in the index.</summary>
    public bool Uses(int axis) => this switch
    {
        IndexVariable variable => variable.Axis == axis,
        IndexSum sum => sum.Left.Uses(axis) || sum.Right.Uses(axis),
        IndexProduct product => product.Operand.Uses(axis),
        IndexQuotient quotient => quotient.Operand.Uses(axis),
        IndexRemainder remainder => remainder.Operand.Uses(axis),
        IndexMinimum minimum => minimum.Left.Uses(axis) || minimum.Right.Uses(axis),
        IndexGroup group => group.Chunk.Uses(axis),
        IndexTable table => table.Position.Uses(axis),
        _ => false,
    };
}

internal sealed record IndexConstant(long Value) : Index;

/// <summary>An extent, with the run-time N.</summary>
internal sealed record IndexDim(Dim Dim) : Index;

internal sealed record IndexVariable(int Axis) : Index;

internal sealed record IndexSum(Index Left, Index Right) : Index;

internal sealed record IndexProduct(Index Operand, long Factor) : Index;

/// <summary>The quotient, rounded towards negative infinity.</summary>
internal sealed record IndexQuotient(Index Operand, long Divisor) : Index;

/// <summary>The remainder with the divisor's sign.</summary>
internal sealed record IndexRemainder(Index Operand, long Divisor) : Index;

internal sealed record IndexMinimum(Index Left, Index Right) : Index
{
    /// <summary>The smaller one; a number where both are numbers.</summary>
    public static Index Of(Index left, Index right) => (left, right) is (IndexConstant { Value: var one }, IndexConstant { Value: var other }) ? Math.Min(one, other) : new IndexMinimum(left, right);
}

/// <summary>The group that a chunk belongs to. Groups are of neighbouring chunks and as equal as can be; there are <paramref name="Most"/> of them, but never more than chunks.</summary>
/// <param name="Chunk">The number of the chunk.</param>
/// <param name="Chunks">How many chunks there are.</param>
/// <param name="Most">The most groups.</param>
internal sealed record IndexGroup(Index Chunk, Index Chunks, long Most) : Index
{
    /// <summary>The group of a chunk.</summary>
    public static long Of(long chunk, long chunks, long most) => chunk * Math.Min(most, chunks) / chunks;
}

/// <summary>The entry of a build-time table.</summary>
internal sealed record IndexTable(EquatableArray<int> Values, Index Position) : Index
{
    /// <summary>An entry; a number where it is known which, as a view at that entry needs it.</summary>
    public static Index Of(EquatableArray<int> values, Index position) =>
        position is IndexConstant { Value: var entry } && entry >= 0 && entry < values.Count ? values[(int)entry] : new IndexTable(values, position);
}
