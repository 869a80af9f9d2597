using System.ComponentModel;

namespace Lathe.Abi;

/// <summary>A network's tables, as the compiler writes them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class NetworkDescription
{
    /// <summary>The record's full name.</summary>
    public required string Name { get; init; }

    /// <summary>Multiply-adds of convolutions, linear layers and matrix products for one sample in inference.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>Trainable tensors, in memory order.</summary>
    public required ParameterEntry[] Parameters { get; init; }

    /// <summary>Running statistics.</summary>
    public required StateEntry[] States { get; init; }

    /// <summary>What the caller hands in; <c>x</c> first, then extra inputs; <c>targets</c> among them. Targets are written before the Loss phase, the others
    /// before Forward.</summary>
    public required TensorEntry[] Inputs { get; init; }

    /// <summary>The layers in order of first application, for inspection.</summary>
    public required LayerEntry[] Layers { get; init; }

    /// <summary>Buffers and results of the training schedule.</summary>
    public required ScheduleEntry Training { get; init; }

    /// <summary>Buffers and results of the inference schedule.</summary>
    public required ScheduleEntry Inference { get; init; }

    /// <summary>The schedules of CUDA devices; null if the program was generated without. Parameters and states lie as on the processor.</summary>
    public CudaSchedules? Cuda { get; init; }
}

/// <summary>The schedules of CUDA devices.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CudaSchedules
{
    /// <summary>Buffers and results of the training schedule.</summary>
    public required ScheduleEntry Training { get; init; }

    /// <summary>Buffers and results of the inference schedule.</summary>
    public required ScheduleEntry Inference { get; init; }
}

/// <summary>A trainable tensor.</summary>
/// <param name="Name">The state-dict name.</param>
/// <param name="Shape">The extents under that name.</param>
/// <param name="Split">How they are split before they are permuted.</param>
/// <param name="Permutation">Memory axis i is split axis <c>Permutation[i]</c>.</param>
/// <param name="Offset">Elements (float32) from the start of the parameter block, and of the gradient block; a multiple of 16.</param>
/// <param name="Kind">The distribution of initial values.</param>
/// <param name="First">Constant: the value; uniform: the lower end; normal: the mean.</param>
/// <param name="Second">Uniform: the upper end; normal: the standard deviation.</param>
/// <param name="Decays">Whether it is a weight (not a bias, norm or slope).</param>
/// <param name="Values">The initial value of each element, in the order of the state-dict, where the kind says so.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ParameterEntry(
    string Name, int[] Shape, int[] Split, int[] Permutation, nint Offset, DistributionKind Kind, double First, double Second, bool Decays, double[]? Values = null);

/// <summary>Families of initial distributions.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum DistributionKind
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>A value an element.</summary>
    Values,

    /// <summary>Uniform between two ends.</summary>
    Uniform,

    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Normal, redrawn outside two standard deviations.</summary>
    TruncatedNormal,
}

/// <summary>A running statistic.</summary>
/// <param name="Name">The state-dict name.</param>
/// <param name="Shape">The extents.</param>
/// <param name="Offset">Elements (float32) from the start of the state block; a multiple of 16.</param>
/// <param name="InitialValue">What every element starts with.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record StateEntry(string Name, int[] Shape, nint Offset, float InitialValue);

/// <summary>A tensor that crosses the border of a phase, or that can be inspected by name.</summary>
/// <param name="Name"><c>x</c>, <c>targets</c>, <c>logits</c>, <c>gradient:logits</c>, or a layer's path.</param>
/// <param name="Shape">The extents of one sample as the user sees them: C, H, W.</param>
/// <param name="MemoryAxes">User axis i is memory axis <c>MemoryAxes[i]</c>, the batch being memory axis 0: 3, 1, 2 for an image.</param>
/// <param name="Space">The arena it lies in.</param>
/// <param name="OffsetPerSample">Bytes a sample of its place in the arena.</param>
/// <param name="OffsetFixed">Bytes of its place that do not depend on the batch.</param>
/// <param name="PerSample">Whether it has these extents for every sample; otherwise once, in the user's order (a loss).</param>
/// <param name="IsStored">On a CUDA device: whether its elements are of the type that activations are stored in; otherwise float32.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record TensorEntry(
    string Name, int[] Shape, int[] MemoryAxes, ArenaSpace Space, nint OffsetPerSample, nint OffsetFixed, bool PerSample, bool IsStored = false);

/// <summary>The arenas of a schedule.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum ArenaSpace
{
    /// <summary>Parameters, in memory layout.</summary>
    Parameter,

    /// <summary>Gradients, laid out as the parameters.</summary>
    Gradient,

    /// <summary>Running statistics.</summary>
    State,

    /// <summary>Everything whose size grows with the batch or that a phase computes.</summary>
    Work,

    /// <summary>Build-time tables.</summary>
    Constant,

    /// <summary>A worker's own memory.</summary>
    Scratch,
}

/// <summary>Sizes and border tensors of a schedule.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ScheduleEntry
{
    /// <summary>Bytes of the work arena a sample.</summary>
    public required nint WorkPerSample { get; init; }

    /// <summary>Bytes of the work arena that do not depend on the batch.</summary>
    public required nint WorkFixed { get; init; }

    /// <summary>Bytes of scratch a worker needs.</summary>
    public required nint Scratch { get; init; }

    /// <summary>Inputs, outputs and their gradients.</summary>
    public required TensorEntry[] Tensors { get; init; }

    /// <summary>Activations that can be read by layer path after a forward pass.</summary>
    public required TensorEntry[] Activations { get; init; }

    /// <summary>How many kernels a step launches, those of the input's gradient not counted.</summary>
    public required int Launches { get; init; }

    /// <summary>How often these kernels read or write a tensor that grows with the batch.</summary>
    public required int Crossings { get; init; }

    /// <summary>Bytes a sample that these kernels read and write.</summary>
    public required long MovedPerSample { get; init; }

    /// <summary>Bytes that these kernels read and write whatever the batch.</summary>
    public required long MovedFixed { get; init; }

    /// <summary>Bytes a sample that the forward pass leaves for the backward pass.</summary>
    public nint KeptPerSample { get; init; }

    /// <summary>Bytes that the forward pass leaves for the backward pass whatever the batch.</summary>
    public nint KeptFixed { get; init; }

    /// <summary>What the arena <see cref="ArenaSpace.Constant"/> of this schedule holds.</summary>
    public TableEntry[] Tables { get; init; } = [];
}

/// <summary>A build-time table.</summary>
/// <param name="Offset">Bytes from the start of the arena; a multiple of 64.</param>
/// <param name="Elements">Its elements in float32.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record TableEntry(nint Offset, float[] Elements);

/// <summary>A layer as inspection shows it.</summary>
/// <param name="Path">The module's path.</param>
/// <param name="Kind">The record's name: <c>Conv</c>.</param>
/// <param name="OutputShape">The extents of one sample of its output.</param>
/// <param name="Parameters">Trainable numbers it holds itself.</param>
/// <param name="MultiplyAdds">Its multiply-adds a sample.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record LayerEntry(string Path, string Kind, int[] OutputShape, long Parameters, long MultiplyAdds);
