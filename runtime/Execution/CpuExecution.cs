using System.Diagnostics;
using Lathe.Abi;
using Lathe.Kernels;

namespace Lathe;

/// <summary>A network's memory and workers on the processor.</summary>
/// <remarks>Parameters, gradients and states are blocks of fixed size. Training and inference have a work arena each, which grows to the largest
/// batch seen.</remarks>
sealed class CpuExecution : Execution, INetworkExecution
{
    readonly CpuDevice device;
    readonly WorkerPool workers;
    readonly ILaunchObserver? observer;
    readonly AlignedMemory workspace = new();
    readonly WorkerScratch scratch;
    readonly ScheduleMemory training;
    readonly ScheduleMemory inference;
    ScheduleMemory current;
    bool disposed;

    public CpuExecution(CpuDevice device, NetworkDescription description, ulong seed, VectorWidth width, ILaunchObserver? observer)
    {
        this.device = device;
        this.observer = observer;
        workers = device.RentWorkers();
        Seed = seed;
        Width = width;
        Workers = workers.Workers;
        training = new ScheduleMemory(description.Training, new HostBlock(), new HostBlock());
        inference = new ScheduleMemory(description.Inference, new HostBlock(), new HostBlock());
        current = inference;
        scratch = new(Workers);
        try
        {
            Parameters.Reserve(BlockSize.OfParameters(description));
            States.Reserve(BlockSize.OfStates(description));
            scratch.Reserve(nint.Max(description.Training.Scratch, description.Inference.Scratch));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many bytes there are of everything at present.</summary>
    public long AllocatedBytes =>
        (long)Parameters.Size + Gradients.Size + States.Size + workspace.Size + scratch.Size + training.Bytes + inference.Bytes;

    /// <summary>The parameters, all segments with the padding between them.</summary>
    public MemoryBlock Parameters { get; } = new HostBlock();

    /// <summary>The gradients, laid out as the parameters; empty until <see cref="ReserveGradients"/>, so that inference does without them.</summary>
    public MemoryBlock Gradients { get; } = new HostBlock();

    /// <summary>The running statistics.</summary>
    public MemoryBlock States { get; } = new HostBlock();

    /// <summary>The arenas of the training or the inference schedule.</summary>
    public ScheduleMemory MemoryOf(bool isTraining) => isTraining ? training : inference;

    /// <summary>Makes room for gradients, at first zero.</summary>
    public void ReserveGradients() => Gradients.Reserve(Parameters.Size);

    /// <summary>Lets the phases that follow work in a schedule's arenas, on the batch they hold.</summary>
    public void Select(ScheduleMemory memory)
    {
        current = memory;
        Batch = memory.Batch;
    }

    /// <summary>Sets the number of training steps so far, which keys random bits.</summary>
    public void SetStep(ulong step) => Step = step;

    /// <summary>Sets the seed of random bits, as a checkpoint recorded it.</summary>
    public void SetSeed(ulong seed) => Seed = seed;

    public override nint At(ArenaSpace space, nint offset) => offset + space switch
    {
        ArenaSpace.Work => current.Work.Address,
        ArenaSpace.Parameter => Parameters.Address,
        ArenaSpace.Gradient => Gradients.Address,
        ArenaSpace.State => States.Address,
        ArenaSpace.Constant => current.Constants.Address,
        _ => throw new ArgumentOutOfRangeException(nameof(space), space, "The space has no address outside a kernel."),
    };

    public override void Launch(Kernel kernel, nint chunks, params ReadOnlySpan<nint> arguments)
    {
        long start = observer is null ? 0 : Stopwatch.GetTimestamp();
        workers.Run(kernel, chunks, arguments, scratch.Address, scratch.Stride);
        observer?.OnLaunched(kernel, chunks, arguments, Stopwatch.GetElapsedTime(start));
    }

    public void Run(NetworkProgram program, Phase phase) => program.Run(phase, this);

    public MemoryBlock CreateParameterBlock()
    {
        var block = new HostBlock();
        block.Reserve(Parameters.Size);
        return block;
    }

    public IParameterUpdate CreateUpdate(UpdatePiece[] pieces) => new CpuUpdate(this, pieces);

    public IUnitNorms CreateUnitNorms(UnitBundle[] bundles) => new CpuUnitNorms(this, bundles);

    public IAveraging CreateAveraging() => new CpuAveraging(this);

    public override nint Workspace(nint bytes) => workspace.Reserve(bytes);

    public override void ReserveScratch(nint bytes) => scratch.Reserve(bytes);

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        device.ReturnWorkers();
        Parameters.Dispose();
        Gradients.Dispose();
        States.Dispose();
        workspace.Dispose();
        scratch.Dispose();
        training.Dispose();
        inference.Dispose();
    }
}
