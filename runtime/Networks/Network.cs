using System.ComponentModel;
using Lathe.Abi;

namespace Lathe;

/// <summary>A compiled network with its weights on a device. It comes from the generated method <c>Compile</c>:
/// <c>using var network = ResNet20.Compile(Device.Best, seed: 1);</c></summary>
/// <remarks>A network serves one thread at a time; a pass, or saving or loading, while another thread is at it is an <see cref="InvalidOperationException"/>. Batches of any size follow each other freely; memory grows to the largest and stays.</remarks>
public sealed partial class Network : IDisposable
{
    readonly NetworkProgram program;
    readonly NetworkDescription description;
    readonly INetworkExecution execution;
    readonly ScheduleView training;
    readonly ScheduleView inference;
    readonly NetworkTensors parameters;
    readonly NetworkTensors gradients;
    readonly NetworkTensors states;
    ScheduleView last;

    Network(NetworkProgram program, Device device, ulong seed)
    {
        this.program = program;
        description = program.Description;
        Device = device;
        Seed = seed;
        execution = device.CreateExecution(description, seed);
        training = new ScheduleView(this, isTraining: true);
        inference = new ScheduleView(this, isTraining: false);
        last = inference;
        parameters = ParameterViews("parameter", execution.Parameters);
        gradients = ParameterViews("gradient", execution.Gradients);
        states = StateViews("state", execution.States);
        Layers = [.. description.Layers.Select(static layer => new NetworkLayer(layer.Path, layer.Kind, layer.OutputShape, layer.Parameters, layer.MultiplyAdds))];
        batchCounters = BatchCounter.Of(description.States);
    }

    /// <summary>The record's full name.</summary>
    public string Name => description.Name;

    /// <summary>Where it runs.</summary>
    public Device Device { get; }

    /// <summary>What initial values and random masks are drawn from.</summary>
    public ulong Seed { get; private set; }

    /// <summary>How many training forward passes there were; random masks are keyed by it.</summary>
    public ulong Step { get; private set; }

    /// <summary>The extents of one input: channels, height, width, or features.</summary>
    public IReadOnlyList<int> InputShape => inference.Input.Entry.Shape;

    /// <summary>The extents of one sample of the first output; for a classifier, its number of classes.</summary>
    public IReadOnlyList<int> OutputShape => inference.FirstOutput.Entry.Shape;

    /// <summary>The trainable tensors.</summary>
    public NetworkTensors Parameters
    {
        get
        {
            EnsureInitialized();
            return parameters;
        }
    }

    /// <summary>The gradients of the parameters, by the parameters' names; backward passes add to them.</summary>
    public NetworkTensors Gradients
    {
        get
        {
            ThrowIfDisposed();
            execution.ReserveGradients();
            return gradients;
        }
    }

    /// <summary>The running statistics.</summary>
    public NetworkTensors States
    {
        get
        {
            EnsureInitialized();
            return states;
        }
    }

    /// <summary>The outputs of the last pass: <c>logits</c>, or as the network names them.</summary>
    public NetworkTensors Outputs => last.Outputs;

    /// <summary>The gradients of the loss with respect to the outputs, by the outputs' names: written by <see cref="Loss"/> or by the caller, read by
    /// <see cref="Backward()"/>, which may use their memory for other things.</summary>
    public NetworkTensors OutputGradients => training.OutputGradients;

    /// <summary>What layers put out in the last pass, by path: <c>layer1.0.conv1</c>. Fused layers store nothing and are not listed.</summary>
    /// <exception cref="InvalidOperationException">A backward pass has used their memory for other things.</exception>
    public NetworkTensors Activations => last.IsTraining && progress == Progress.Backward
        ? throw new InvalidOperationException("Activations are read after Forward and before Backward, which uses their memory for other things.")
        : last.Activations;

    /// <summary>The extra inputs that the network's loss or forward declares with <see cref="InputAttribute"/>; their values are kept until replaced.</summary>
    public IReadOnlyList<string> ExtraInputs => training.ExtraInputs;

    /// <summary>Parameters, multiply-adds and memory.</summary>
    public NetworkCosts Costs => new(description, execution.AllocatedBytes);

    /// <summary>The layers in order of first application.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>Those of them that inference takes too.</summary>
    internal IReadOnlyList<string> InferenceInputs => inference.ExtraInputs;

    internal INetworkExecution Execution => execution;

    internal NetworkDescription Description => description;

    /// <summary>Called by generated code: gives a program memory and initial weights.</summary>
    /// <param name="program">The compiled network.</param>
    /// <param name="device">Where to run; if null, <see cref="Device.Best"/>, or the processor where the network was built without CUDA.</param>
    /// <param name="seed">What initial values and random masks are drawn from.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Network Create(NetworkProgram program, Device? device = null, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (program.BuiltFor != NetworkProgram.Version)
        {
            throw new InvalidOperationException(
                $"{program.GetType().Name} was generated for version {program.BuiltFor} of the interface between generated code and runtime, but this runtime has version {NetworkProgram.Version}. "
                + "Rebuild the project that declares it with the Lathe package that the program uses.");
        }
        return new Network(program, device ?? (program.Description.Cuda is null ? Device.Cpu : Device.Best), seed);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} on {Device}: [{string.Join(", ", InputShape)}] to [{string.Join(", ", OutputShape)}]";

    internal void MarkChanged()
    {
        training.Prepared = false;
        inference.Prepared = false;
    }

    /// <summary>The parts of a block that is laid out as the parameters are.</summary>
    internal NetworkTensors ParameterViews(string kind, MemoryBlock block) => new(
        kind,
        description.Parameters.Select(entry => new NetworkTensor(
            this, entry.Name, entry.Shape, TensorLayout.OfParameter(entry.Split, entry.Permutation),
            block, () => entry.Offset * sizeof(float))));

    /// <summary>The parts of a block that is laid out as the states are.</summary>
    internal NetworkTensors StateViews(string kind, MemoryBlock block) => new(
        kind,
        description.States.Select(entry => new NetworkTensor(
            this, entry.Name, entry.Shape, TensorLayout.OfParameter(entry.Shape, [.. Enumerable.Range(0, entry.Shape.Length)]),
            block, () => entry.Offset * sizeof(float))));
}
