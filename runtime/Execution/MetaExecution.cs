using Lathe.Abi;

namespace Lathe;

/// <summary>The execution of a network that has no memory: sizes are known, everything else says so.</summary>
sealed class MetaExecution(NetworkDescription description) : INetworkExecution
{
    readonly ScheduleMemory training = new(description.Training, new Block(), new Block());
    readonly ScheduleMemory inference = new(description.Inference, new Block(), new Block());

    public long AllocatedBytes => 0;

    public MemoryBlock Parameters { get; } = new Block();

    public MemoryBlock Gradients { get; } = new Block();

    public MemoryBlock States { get; } = new Block();

    public ScheduleMemory MemoryOf(bool isTraining) => isTraining ? training : inference;

    public void ReserveGradients()
    {
    }

    public void Select(ScheduleMemory memory) => throw NoNumbers;

    public void SetStep(ulong step) => throw NoNumbers;

    public void SetSeed(ulong seed) => throw NoNumbers;

    public void Run(NetworkProgram program, Phase phase) => throw NoNumbers;

    public MemoryBlock CreateParameterBlock() => throw NoNumbers;

    public IParameterUpdate CreateUpdate(UpdatePiece[] pieces) => throw NoNumbers;

    public IUnitNorms CreateUnitNorms(UnitBundle[] bundles) => throw NoNumbers;

    public IAveraging CreateAveraging() => throw NoNumbers;

    public void Dispose()
    {
    }

    static InvalidOperationException NoNumbers =>
        new("A network on Device.Meta has shapes and costs, but no numbers. Compile it on Device.Best or Device.Cpu to compute with it.");

    /// <summary>A block without memory.</summary>
    sealed class Block : MemoryBlock
    {
        public override nint Address => 0;

        public override nint Size => 0;

        public override void Reserve(nint bytes) => throw NoNumbers;

        public override ReadOnlySpan<float> Read(nint offset, nint count, bool isStored) => throw NoNumbers;

        public override Span<float> BeginWrite(nint offset, nint count) => throw NoNumbers;

        public override void EndWrite(nint offset, nint count, bool isStored) => throw NoNumbers;

        public override void Clear(nint offset, nint bytes) => throw NoNumbers;

        public override void Dispose()
        {
        }
    }
}
