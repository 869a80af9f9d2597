using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Ops.Lowering;

/// <summary>What operations ask for while they are lowered. Loops, chunks and the choice between inlining and storing are the scheduler's.</summary>
internal interface ILowering
{
    /// <summary>What values the loop variables can have.</summary>
    IndexRanges Ranges { get; }

    /// <summary>An element of an input: a load where the input is stored, else its expression.</summary>
    Scalar Element(Node consumer, int input, Position position);

    /// <summary>Whether an input of an assembled result has been computed in its place there.</summary>
    bool IsInPlace(Node consumer, int input);

    /// <summary>A new loop variable.</summary>
    LoopAxis Axis(string name, Index start, Index end, Interval positions);

    /// <summary>The buffer that a phase's caller fills, or that an earlier phase left under that name.</summary>
    Value Border(string name, TensorType type);

    /// <summary>The buffer of a parameter.</summary>
    Value Parameter(Parameter parameter);

    /// <summary>The buffer of a running statistic.</summary>
    Value State(State state);

    /// <summary>A build-time table.</summary>
    Value Table(string name, DType type, IReadOnlyList<double> elements);

    /// <summary>The partial results of a node's partitioned reduction; <paramref name="compute"/> runs at the first call.</summary>
    PartialResults Partial(Node node, Func<PartialResults> compute);

    /// <summary>A buffer for partial results of that many elements.</summary>
    Value Slots(Node node, Dim size);

    /// <summary>Adds a nest of loops over whole axes; the scheduler merges and partitions them.</summary>
    void Emit(Node node, LoopNest nest);

    /// <summary>Adds a region that is partitioned already.</summary>
    void Emit(Node node, LoopAxis chunk, RegionItem item);
}

/// <summary>Slots of a partitioned reduction: row c holds what chunk c found, for every element of the result.</summary>
internal readonly record struct PartialResults(Value Slots, Index Chunks, Dim Bound);
