using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>The element that an access names.</summary>
internal sealed record Load(Access Access) : Scalar;

/// <summary>A loop variable or a function of some, as a number.</summary>
internal sealed record Number(Index Index) : Scalar;

/// <summary>A serial loop within an expression: folds <paramref name="Body"/> over <paramref name="Axes"/> in order, accumulating in
/// <paramref name="Accumulator"/>; the result is a Float32 (or the type of the body, if that is an integer), rounded once at the end. Where the innermost axis is contiguous in memory and the surrounding Map has no vector axis of its own, the
/// fold runs over 16 virtual lanes that are combined in a fixed tree.</summary>
internal sealed record Fold(ReduceKind Kind, EquatableArray<LoopAxis> Axes, Scalar Body, DType Accumulator) : Scalar;

/// <summary>The first position, row-major over <paramref name="Axes"/>, of the largest <paramref name="Body"/>; the value is
/// <paramref name="Position"/> there, an Int32.</summary>
internal sealed record FoldArgMax(EquatableArray<LoopAxis> Axes, Scalar Body, Index Position) : Scalar;

/// <summary>32 random bits of Philox4x32-10: see <see cref="RandomBits"/>.</summary>
/// <param name="Key">The path that keys the stream.</param>
internal sealed record RandomWord(string Key, Index Sample, Index Element) : Scalar;
