using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>A step of a phase.</summary>
internal abstract record PlanItem;

/// <summary>What one launch computes: chunks of one axis, spread over workers in any order, each running the items in order.</summary>
/// <param name="Name">What it does, in the words of the field: <c>add_relu</c>.</param>
/// <param name="Path">The module it belongs to.</param>
/// <param name="Chunk">The variable that is split: it is the number of the chunk. Chunks are made from shape and N, never from the number of
/// workers.</param>
internal sealed record Region(string Name, string Path, LoopAxis Chunk, EquatableArray<RegionItem> Items) : PlanItem;

/// <summary>The same items <paramref name="Count"/> times; the values in <paramref name="Steps"/> advance by so many elements a time.</summary>
internal sealed record Repeat(int Count, EquatableArray<RepeatStep> Steps, EquatableArray<PlanItem> Items) : PlanItem;

/// <summary>How the offsets of a value advance in a repetition.</summary>
internal sealed record RepeatStep(Value Value, Dim Elements);

internal abstract record RegionItem;

/// <summary>Nested loops, outermost first, that store expressions. The innermost axis is the vector axis where every access is contiguous
/// or constant along it.</summary>
internal sealed record MapItem(EquatableArray<LoopAxis> Axes, EquatableArray<Store> Stores) : RegionItem;

/// <summary>Writes, or adds to, one element.</summary>
internal sealed record Store(Access Target, Scalar Value, bool Accumulate = false);

/// <summary>A contraction over views of values. The chunk variable selects a part of one axis of the result.</summary>
/// <param name="Relation">The relation of the graph's <see cref="Contract"/>.</param>
/// <param name="ChunkLabel">The axis that the region's chunks split, or null where the contraction partitions itself.</param>
/// <param name="Accumulate">Adds to the result instead of replacing it.</param>
internal sealed record ContractItem(
    Relation Relation,
    ContractOperand Left,
    ContractOperand Right,
    ContractOperand Result,
    char? ChunkLabel = null,
    bool Accumulate = false) : RegionItem;

/// <summary>A strided view: element (i, j, …) of the labelled axes lies at <c>Offset + i*Strides[0] + j*Strides[1] + …</c>.</summary>
internal sealed record ContractOperand(Value Value, string Labels, Index Offset, EquatableArray<long> Strides);
