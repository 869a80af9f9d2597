using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>A scheduled network: two plans over one set of parameters and states.</summary>
internal sealed record NetworkPlan(
    NetworkGraph Graph,
    Schedule Training,
    Schedule Inference);

/// <summary>The phases of one use of the network and the buffers they share.</summary>
/// <param name="Values">Every buffer, in order of <see cref="Value.Id"/>.</param>
/// <param name="Phases">In the order in which a step runs them.</param>
/// <param name="Memory">Where the buffers lie; null before memory is planned.</param>
internal sealed record Schedule(EquatableArray<Value> Values, EquatableArray<Phase> Phases, MemoryPlan? Memory = null);

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

/// <summary>The offset of every value within its space, in bytes: <c>PerSample * N + Fixed</c>, multiples of 64.</summary>
/// <param name="Sizes">The bytes of each space.</param>
/// <param name="UnsharedSizes">What they would take if no two values shared memory.</param>
internal sealed record MemoryPlan(EquatableArray<Dim> Offsets, EquatableArray<SpaceSize> Sizes, EquatableArray<SpaceSize> UnsharedSizes);

internal readonly record struct SpaceSize(Space Space, Dim Bytes);
