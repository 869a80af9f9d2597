using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>A buffer of the Plan.</summary>
/// <param name="Id">Its number, unique in the plan.</param>
/// <param name="Name">For dumps and inspection by name: <c>layer1.0.conv1</c>.</param>
/// <param name="Type">The element type.</param>
/// <param name="Size">The number of elements.</param>
/// <param name="Space">Where it lives.</param>
internal sealed record Value(int Id, string Name, DType Type, Dim Size, Space Space);

/// <summary>Where a value lives and for how long.</summary>
internal enum Space
{
    /// <summary>The block of parameters, in memory layout, segment after segment.</summary>
    Parameter,

    /// <summary>The block of gradients, laid out as the parameters are.</summary>
    Gradient,

    /// <summary>Running statistics.</summary>
    State,

    /// <summary>Handed in by the caller before the schedule starts; its name is the input's.</summary>
    Input,

    /// <summary>Read by the caller after a phase; its name is the result's. A later phase may read it too: the outputs in Loss. The gradient of
    /// an output is written by Loss, or by a caller who runs Backward without it.</summary>
    Output,

    /// <summary>Written in one phase and read in a later one.</summary>
    Saved,

    /// <summary>Lives within one phase.</summary>
    Temporary,

    /// <summary>Partial results of a partitioned reduction, one row a chunk.</summary>
    Slot,

    /// <summary>Private to a worker within one region.</summary>
    Scratch,

    /// <summary>A build-time table.</summary>
    Constant,
}

/// <summary>The blocks of memory that values are placed in.</summary>
internal enum Arena
{
    Parameter,
    Gradient,
    State,

    /// <summary>Everything else that a step reads or writes.</summary>
    Work,
    Constant,

    /// <summary>One block a worker.</summary>
    Scratch,
}

internal static class SpaceExtensions
{
    public static Arena Arena(this Space space) => space switch
    {
        Space.Parameter => Plan.Arena.Parameter,
        Space.Gradient => Plan.Arena.Gradient,
        Space.State => Plan.Arena.State,
        Space.Constant => Plan.Arena.Constant,
        Space.Scratch => Plan.Arena.Scratch,
        _ => Plan.Arena.Work,
    };
}

/// <summary>One element of a value: <paramref name="Offset"/> elements from its start.</summary>
/// <param name="Guards">Where any guard fails the element does not exist: a load gives <paramref name="Fill"/>, a store does nothing.</param>
/// <param name="Fill">What a guarded load gives outside.</param>
internal sealed record Access(Value Value, Index Offset, EquatableArray<Guard> Guards, double Fill = 0);

/// <summary>Holds where <c>0 &lt;= Index &lt; End</c>.</summary>
internal sealed record Guard(Index Index, Index End);
