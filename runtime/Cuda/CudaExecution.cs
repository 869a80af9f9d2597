using System.Runtime.InteropServices;
using Lathe.Abi;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>A network's memory on a GPU, and the graphs of its phases: one a phase and batch size.</summary>
sealed class CudaExecution : INetworkExecution
{
    readonly CudaContext context;
    readonly CudaOptions options;
    readonly nint stream;
    readonly Staging staging;
    readonly DeviceBlock stepBlock;
    readonly DeviceBlock workspace;
    readonly DeviceBlock rounded;
    readonly ScheduleMemory training;
    readonly ScheduleMemory inference;
    readonly CudaRecorder recorder;
    readonly List<DeviceBlock> blocks = [];
    readonly Dictionary<(Phase Phase, nint Batch), LaunchGraph> graphs = [];
    readonly Dictionary<ScheduleMemory, nint> places = [];
    ScheduleMemory current;
    StepNumbers numbers;
    nint workspacePlace;
    bool disposed;

    public CudaExecution(CudaContext context, CudaOptions options, NetworkDescription description, CudaSchedules schedules, ulong seed)
    {
        this.context = context;
        this.options = options;
        context.Enter();
        stream = context.Api.CreateStream();
        staging = new Staging(context, stream, options.Precision == CudaPrecision.BFloat16);
        (stepBlock, workspace, rounded) = (CreateBlock(), CreateBlock(), CreateBlock());
        (Parameters, Gradients, States) = (CreateBlock(), CreateBlock(), CreateBlock());
        training = new ScheduleMemory(schedules.Training, CreateBlock(), CreateBlock());
        inference = new ScheduleMemory(schedules.Inference, CreateBlock(), CreateBlock());
        current = inference;
        numbers.Seed = seed;
        recorder = new CudaRecorder(
            context, options.Precision, stepBlock, workspace, options.Precision == CudaPrecision.BFloat16 ? new RoundedParameters(Parameters, rounded) : null, Arena);
        try
        {
            stepBlock.Reserve(Marshal.SizeOf<StepNumbers>());
            Parameters.Reserve(BlockSize.OfParameters(description));
            States.Reserve(BlockSize.OfStates(description));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public long AllocatedBytes => (long)Parameters.Size + Gradients.Size + States.Size + stepBlock.Size + workspace.Size + rounded.Size + training.Bytes + inference.Bytes;

    public MemoryBlock Parameters { get; }

    public MemoryBlock Gradients { get; }

    public MemoryBlock States { get; }

    /// <summary>The device.</summary>
    public CudaContext Context => context;

    public ScheduleMemory MemoryOf(bool isTraining) => isTraining ? training : inference;

    public void ReserveGradients() => Gradients.Reserve(Parameters.Size);

    public void Select(ScheduleMemory memory) => current = memory;

    public void SetStep(ulong step) => numbers.Step = step;

    public void SetSeed(ulong seed) => numbers.Seed = seed;

    public void Run(NetworkProgram program, Phase phase)
    {
        context.Enter();
        ForgetMoved();
        LaunchGraph graph = graphs.TryGetValue((phase, current.Batch), out LaunchGraph? known) ? known : Recorded(program, phase);
        SendNumbers();
        Run(graph);
    }

    public MemoryBlock CreateParameterBlock()
    {
        DeviceBlock block = CreateBlock();
        block.Reserve(Parameters.Size);
        return block;
    }

    public IParameterUpdate CreateUpdate(UpdatePiece[] pieces) => new CudaUpdate(this, pieces);

    public IUnitNorms CreateUnitNorms(UnitBundle[] bundles) => new CudaUnitNorms(this, bundles);

    public IAveraging CreateAveraging() => new CudaAveraging(this);

    /// <summary>An empty block of the device's memory.</summary>
    public DeviceBlock CreateBlock()
    {
        var block = new DeviceBlock(context, stream, staging);
        blocks.Add(block);
        return block;
    }

    /// <summary>A graph of what an action launches.</summary>
    /// <param name="batch">The number of samples.</param>
    /// <param name="action">Launches.</param>
    /// <param name="isRounded">Whether a graph that ran before has rounded the parameters.</param>
    public LaunchGraph Graph(nint batch, Action<CudaRecorder> action, bool isRounded = false)
    {
        context.Enter();
        recorder.IsLarge = nint.Max(training.Work.Size, nint.Max(inference.Work.Size, Parameters.Size)) / sizeof(ushort) > int.MaxValue;
        return new LaunchGraph(context, recorder.Record(batch, action, isRounded), stream) { Rounds = recorder.Rounds };
    }

    /// <summary>Queues a graph.</summary>
    public void Run(LaunchGraph graph)
    {
        context.Enter();
        if (options.Observer is { } observer)
            graph.Run(stream, observer);
        else
            graph.Run(stream);
    }

    /// <summary>Changes the numbers of an update, which its graph reads from the device.</summary>
    public void SetUpdate(in UpdateNumbers update)
    {
        context.Enter();
        numbers.Update = update;
        SendNumbers();
    }

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        context.Enter();
        context.Api.Synchronize(stream);
        DropGraphs();
        // Those of optimisers too, which may be disposed after their network.
        foreach (DeviceBlock block in blocks)
            block.Dispose();
        staging.Dispose();
        context.Api.DestroyStream(stream);
    }

    // Apart from Run, which would make what the delegate captures in every step.
    LaunchGraph Recorded(NetworkProgram program, Phase phase)
    {
        // A forward pass may read no rounded parameter where the backward pass does: a general contraction takes them as they are.
        bool isRounded = phase is Phase.TrainingBackward or Phase.TrainingBackwardInput
            && graphs.TryGetValue((Phase.TrainingForward, current.Batch), out LaunchGraph? forward) && forward.Rounds;
        LaunchGraph graph = Graph(current.Batch, recorder => program.Record(phase, recorder), isRounded);
        graphs.Add((phase, current.Batch), graph);
        return graph;
    }

    nint Arena(ArenaSpace space) => space switch
    {
        ArenaSpace.Work => current.Work.Address,
        ArenaSpace.Parameter => Parameters.Address,
        ArenaSpace.Gradient => Gradients.Address,
        ArenaSpace.State => States.Address,
        ArenaSpace.Constant => current.Constants.Address,
        _ => throw new ArgumentOutOfRangeException(nameof(space), space, "The space has no address on a GPU."),
    };

    /// <summary>Graphs hold addresses: where an arena has moved since, they are made anew.</summary>
    void ForgetMoved()
    {
        bool isMoved = workspace.Address != workspacePlace || !places.TryGetValue(current, out nint place) || place != current.Work.Address;
        if (!isMoved)
            return;
        DropGraphs();
        places[current] = current.Work.Address;
        workspacePlace = workspace.Address;
    }

    void DropGraphs()
    {
        foreach (LaunchGraph graph in graphs.Values)
            graph.Dispose();
        graphs.Clear();
    }

    /// <summary>The driver takes so few bytes from ordinary memory before the call returns.</summary>
    unsafe void SendNumbers()
    {
        fixed (StepNumbers* source = &numbers)
            context.Api.CopyToDevice(stepBlock.Address, (nint)source, sizeof(StepNumbers), stream);
    }
}

/// <summary>What changes from step to step: <c>struct StepBlock</c> of <c>prelude.cuh</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
struct StepNumbers
{
    public ulong Seed;
    public ulong Step;
    public UpdateNumbers Update;
}

/// <summary>The numbers of an update, as its kernel reads them.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct UpdateNumbers(float Rate, float Scale, float First, float FirstRest, float Second, float SecondRest, float Correction, float Epsilon, float Decay, float DecoupledDecay, float IsNesterov);
