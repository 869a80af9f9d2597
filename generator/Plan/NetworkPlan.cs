using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>A scheduled network: two plans over one set of parameters and states, for the processor and for CUDA devices.</summary>
/// <param name="Graph">What was scheduled.</param>
/// <param name="Training">The training step on the processor.</param>
/// <param name="Inference">Inference on the processor.</param>
/// <param name="Cuda">Both on CUDA devices; null where nothing is generated for them.</param>
internal sealed record NetworkPlan(
    NetworkGraph Graph,
    Schedule Training,
    Schedule Inference,
    DeviceSchedules? Cuda = null);

/// <summary>The schedules of a device.</summary>
internal sealed record DeviceSchedules(Schedule Training, Schedule Inference);

/// <summary>The phases of one use of the network and the buffers they share.</summary>
/// <param name="Values">Every buffer, in order of <see cref="Value.Id"/>.</param>
/// <param name="Tables">What the buffers of <see cref="Space.Constant"/> hold.</param>
/// <param name="Phases">In the order in which a step runs them; every kind that the schedule can have is there, if empty.</param>
/// <param name="Memory">Where the buffers lie; null before memory is planned.</param>
internal sealed record Schedule(
    EquatableArray<Value> Values,
    EquatableArray<ConstantTable> Tables,
    EquatableArray<Phase> Phases,
    MemoryPlan? Memory = null)
{
    /// <summary>Rows and columns of the largest tiles by which the processor may convolve with Winograd's algorithm.</summary>
    public int WinogradTile { get; init; } = NetworkGraph.SmallestWinogradTile;

    /// <summary>Whether it is that of a training step.</summary>
    public bool IsTraining => Phases.Items.Any(phase => phase.Kind == PhaseKind.Backward);
}

/// <summary>The elements of a build-time table.</summary>
internal sealed record ConstantTable(Value Value, EquatableArray<double> Elements);

internal sealed record Phase(PhaseKind Kind, EquatableArray<PlanItem> Items);

/// <summary>The callable parts of a network.</summary>
internal enum PhaseKind
{
    /// <summary>Once an update: what depends on parameters alone.</summary>
    Prepare,

    /// <summary>Inputs to outputs; in training also what the backward pass needs, and the new states.</summary>
    Forward,

    /// <summary>Outputs and targets to the loss and the gradients of the outputs.</summary>
    Loss,

    /// <summary>Gradients of the outputs to those of the parameters (added to what is there).</summary>
    Backward,

    /// <summary>The gradient of the input, for callers that ask for it; after Backward.</summary>
    BackwardInput,
}

/// <summary>Where every value lies, in bytes from the start of its arena: <c>PerSample * N + Fixed</c>, multiples of 64. Values that do not
/// depend on the batch have offsets that do not either, so that they stay where they are when N changes.</summary>
/// <param name="Offsets">By <see cref="Value.Id"/>.</param>
/// <param name="Sizes">The bytes of each arena, in order of <see cref="Arena"/>.</param>
/// <param name="Unshared">The bytes of the work arena if no two values shared memory.</param>
/// <param name="Readable">Values of the work arena that hold their elements when their phase has ended, until the schedule starts again
/// (outputs) or the backward pass has run (saved activations).</param>
internal sealed record MemoryPlan(EquatableArray<Dim> Offsets, EquatableArray<Dim> Sizes, Dim Unshared, EquatableArray<Value> Readable)
{
    public Dim Size(Arena arena) => Sizes[(int)arena];

    public Dim Offset(Value value) => Offsets[value.Id];
}
