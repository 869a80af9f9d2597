using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>A step of a phase.</summary>
internal abstract record PlanItem
{
    IReadOnlyList<Touch>? touches;

    protected PlanItem()
    {
    }

    /// <summary>A copy, of which nothing is known yet: it is made to become another item.</summary>
    protected PlanItem(PlanItem _)
    {
    }

    /// <summary>What it reads and writes, in the order of evaluation.</summary>
    internal IReadOnlyList<Touch> Touches => touches ??= TouchCollector.Of(this);

    /// <summary>What was found out about an item does not tell it from others.</summary>
    public virtual bool Equals(PlanItem? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();
}

/// <summary>What one launch computes: chunks of one axis, spread over workers in any order, each running the items in order.</summary>
/// <param name="Name">What it does, in the words of the field: <c>add_relu</c>.</param>
/// <param name="Path">The module it belongs to.</param>
/// <param name="Chunk">The variable that is split: it is the number of the chunk. Chunks are made from shape and N, never from the number of
/// workers.</param>
/// <param name="Groups">Where positive, neighbouring chunks make at most so many groups (<see cref="IndexGroup"/>); the chunks of a group run in order on one worker, and may add
/// to what belongs to their group alone. As everywhere, a worker's share of them lies together: what it left in its cache is what it needs.</param>
/// <param name="IsPost">Whether it goes on, element by element, with the result of the contraction that is the item before it: one launch may do both.</param>
internal sealed record Region(string Name, string Path, LoopAxis Chunk, EquatableArray<RegionItem> Items, int Groups = 0, bool IsPost = false) : PlanItem;

internal abstract record RegionItem;

/// <summary>Nested loops, outermost first, that store expressions. The innermost axis is the vector axis where every access is contiguous
/// or constant along it.</summary>
internal sealed record MapItem(EquatableArray<LoopAxis> Axes, EquatableArray<Store> Stores) : RegionItem;

/// <summary>Writes, or adds to, one element.</summary>
internal sealed record Store(Access Target, Scalar Value, bool Accumulate = false);

/// <summary>A contraction over views of values: as a whole, launched by itself, or the part of it that belongs to a chunk.</summary>
/// <param name="Relation">The relation of the graph's <see cref="Contract"/>.</param>
/// <param name="Accumulate">Adds to the result instead of replacing it.</param>
/// <param name="Part">What of it belongs to a chunk of its region; null where it partitions itself.</param>
/// <param name="IsPacked">Whether its weights are as <see cref="PrepareItem"/> left them, not packed at each launch.</param>
internal sealed record ContractItem(
    Relation Relation,
    ContractOperand Left,
    ContractOperand Right,
    ContractOperand Result,
    bool Accumulate = false,
    ImagePart? Part = null,
    bool IsPacked = false) : RegionItem
{
    /// <summary>Whether chunks add up to the result, in a partial sum a group, instead of computing a part of it each.</summary>
    public bool IsSummed => Part is { } part && !Result.Labels.Contains(part.Axis);

}

/// <summary>The images of a chunk: from <paramref name="Rows"/> times its number on, so many or as many as are left.</summary>
/// <param name="Axis">The axis of the images.</param>
/// <param name="Rows">Images a chunk.</param>
/// <param name="Prepared">What <see cref="PrepareItem"/> left.</param>
internal sealed record ImagePart(char Axis, long Rows, Value Prepared);

/// <summary>Packs the weights of a contraction for as long as they stay, and makes a convolution ready to be run part by part.</summary>
/// <param name="Contraction">The whole contraction.</param>
/// <param name="Weight">Its weights; null where they are what it computes.</param>
/// <param name="Prepared">Where to.</param>
internal sealed record PrepareItem(ContractItem Contraction, ContractOperand? Weight, Value Prepared) : RegionItem;

/// <summary>Adds the partial sums of a contraction over its images, in order and in double.</summary>
/// <param name="Contraction">The whole contraction, which says where the result goes.</param>
/// <param name="Partials">The partial sums, in a layout of their own.</param>
/// <param name="Size">Elements from one to the next.</param>
/// <param name="Count">How many there are.</param>
internal sealed record FoldPartsItem(ContractItem Contraction, Value Partials, long Size, Index Count) : RegionItem;

/// <summary>A strided view: element (i, j, …) of the labelled axes lies at <c>Offset + i*Strides[0] + j*Strides[1] + …</c>.</summary>
internal sealed record ContractOperand(Value Value, string Labels, Index Offset, EquatableArray<long> Strides)
{
    /// <summary>Elements between two positions of an axis, 0 where the view has no such axis.</summary>
    public long Stride(char label) => Labels.IndexOf(label) is var position && position >= 0 ? Strides[position] : 0;

    /// <summary>The first element of the images of a chunk.</summary>
    public Index Start(ImagePart part, LoopAxis chunk) => Offset + (chunk.Variable * (part.Rows * Stride(part.Axis)));

    /// <summary>A value whose layout is nobody's business but the kernels'.</summary>
    public static ContractOperand Whole(Value value) => new(value, "", 0, []);
}
