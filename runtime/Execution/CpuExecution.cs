using Lathe.Abi;
using Lathe.Kernels;

namespace Lathe;

/// <summary>A network's memory and workers on the processor.</summary>
/// <remarks>Parameters, gradients and states are blocks of fixed size. Training and inference have a work arena each, which grows to the largest
/// batch seen.</remarks>
sealed class CpuExecution : Execution, IDisposable
{
    readonly AlignedMemory parameters;
    readonly AlignedMemory gradients;
    readonly AlignedMemory states;
    readonly AlignedMemory workspace = new();
    readonly AlignedMemory scratch = new();
    readonly Arena training;
    readonly Arena inference;
    Arena current;

    public CpuExecution(NetworkProgram program, ulong seed, int threads, VectorWidth width)
    {
        NetworkDescription description = program.Description;
        Seed = seed;
        Width = width;
        Workers = threads;
        nint parameterBytes = BlockBytes(description.Parameters.Select(static p => (p.Offset, p.Shape)));
        parameters = new AlignedMemory(parameterBytes);
        gradients = new AlignedMemory(parameterBytes);
        states = new AlignedMemory(BlockBytes(description.States.Select(static s => (s.Offset, s.Shape))));
        training = new Arena(description.Training);
        inference = new Arena(description.Inference);
        current = inference;
        scratch.Reserve(nint.Max(description.Training.Scratch, description.Inference.Scratch));
    }

    /// <summary>How many bytes parameters, gradients, states and arenas take at present.</summary>
    public long AllocatedBytes =>
        parameters.Bytes + gradients.Bytes + states.Bytes + workspace.Bytes + scratch.Bytes + training.Memory.Bytes + inference.Memory.Bytes;

    /// <summary>The parameters, all segments with the padding between them.</summary>
    public AlignedMemory Parameters => parameters;

    /// <summary>The gradients, laid out as the parameters.</summary>
    public AlignedMemory Gradients => gradients;

    /// <summary>The running statistics.</summary>
    public AlignedMemory States => states;

    /// <summary>Makes a schedule's arena the current one, with room for a batch.</summary>
    /// <returns>Whether what earlier phases left in the arena still lies where the phases of this batch look for it.</returns>
    public bool Select(bool forTraining, nint batch)
    {
        current = forTraining ? training : inference;
        Batch = batch;
        bool kept = !current.Memory.Reserve(checked((current.Schedule.WorkPerSample * batch) + current.Schedule.WorkFixed)) && current.Batch == batch;
        current.Batch = batch;
        return kept;
    }

    /// <summary>Sets the number of training steps so far, which keys random bits.</summary>
    public void SetStep(ulong step) => Step = step;

    /// <summary>Sets the seed of random bits, as a checkpoint recorded it.</summary>
    public void SetSeed(ulong seed) => Seed = seed;

    public override nint At(ArenaSpace space, nint offset) => offset + space switch
    {
        ArenaSpace.Work => current.Memory.Address,
        ArenaSpace.Parameter => parameters.Address,
        ArenaSpace.Gradient => gradients.Address,
        ArenaSpace.State => states.Address,
        _ => throw new ArgumentOutOfRangeException(nameof(space), space, "The space has no address outside a kernel."),
    };

    public override void Launch(Kernel kernel, nint chunks, params ReadOnlySpan<nint> arguments) => kernel(arguments, 0, chunks, scratch.Address);

    public override nint Workspace(nint bytes)
    {
        workspace.Reserve(bytes);
        return workspace.Address;
    }

    public void Dispose()
    {
        parameters.Dispose();
        gradients.Dispose();
        states.Dispose();
        workspace.Dispose();
        scratch.Dispose();
        training.Memory.Dispose();
        inference.Memory.Dispose();
    }

    static nint BlockBytes(IEnumerable<(nint Offset, int[] Shape)> segments)
    {
        nint end = 0;
        foreach ((nint offset, int[] shape) in segments)
        {
            nint length = 1;
            foreach (int extent in shape)
                length *= extent;
            end = nint.Max(end, offset + length);
        }
        const nint Line = 16;
        return (end + Line - 1) / Line * Line * sizeof(float);
    }

    sealed class Arena(ScheduleEntry schedule)
    {
        public ScheduleEntry Schedule { get; } = schedule;

        public AlignedMemory Memory { get; } = new();

        public nint Batch { get; set; } = -1;
    }
}
