using Lathe.Abi;

namespace Lathe;

/// <summary>A network's memory on a device, and how its phases run there.</summary>
interface INetworkExecution : IDisposable
{
    /// <summary>How many bytes there are of everything at present.</summary>
    long AllocatedBytes { get; }

    /// <summary>The parameters, all segments with the padding between them.</summary>
    MemoryBlock Parameters { get; }

    /// <summary>The gradients, laid out as the parameters; empty until <see cref="ReserveGradients"/>, so that inference does without them.</summary>
    MemoryBlock Gradients { get; }

    /// <summary>The running statistics.</summary>
    MemoryBlock States { get; }

    /// <summary>The arenas of the training or the inference schedule.</summary>
    ScheduleMemory MemoryOf(bool isTraining);

    /// <summary>Makes room for gradients, at first zero.</summary>
    void ReserveGradients();

    /// <summary>Lets the phases that follow work in a schedule's arenas, on the batch they hold.</summary>
    void Select(ScheduleMemory memory);

    /// <summary>Sets the number of training steps so far, which keys random bits.</summary>
    void SetStep(ulong step);

    /// <summary>Sets the seed of random bits, as a checkpoint recorded it.</summary>
    void SetSeed(ulong seed);

    /// <summary>Runs a phase of a program.</summary>
    void Run(NetworkProgram program, Phase phase);

    /// <summary>A block as large as that of the parameters, for an optimiser's state.</summary>
    MemoryBlock CreateParameterBlock();

    /// <summary>What updates the parameters piece by piece.</summary>
    IParameterUpdate CreateUpdate(UpdatePiece[] pieces);

    /// <summary>What limits the norms of units' weights.</summary>
    IUnitNorms CreateUnitNorms(UnitBundle[] bundles);

    /// <summary>Moving averages of parameters and states, at first zero.</summary>
    IAveraging CreateAveraging();
}
