using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>The launches of a phase.</summary>
internal readonly record struct PhaseLaunches(string Phase, IReadOnlyList<LaunchTemplate> Launches);

/// <summary>What one network launches, on the processor and on CUDA devices, before kernels have names.</summary>
internal sealed class ProgramLaunches
{
    readonly LibraryUses uses = new();

    public ProgramLaunches(NetworkPlan plan, KernelLibrary library, Cuda.KernelLibrary cudaLibrary)
    {
        Plan = plan;
        Phases = [.. Of(plan.Training, plan.Inference, memory => new LaunchPrinter(library, Shapes, memory, uses).Print)];
        Recordings = plan.Cuda is not { } cuda ? [] : [.. Of(cuda.Training, cuda.Inference, memory => new Cuda.LaunchPrinter(cudaLibrary, Shapes, memory, uses).Print)];
    }

    public NetworkPlan Plan { get; }

    public IReadOnlyList<PhaseLaunches> Phases { get; }

    public IReadOnlyList<PhaseLaunches> Recordings { get; }

    /// <summary>The geometries of the convolutions.</summary>
    public ConvolutionShapes Shapes { get; } = new();

    /// <summary>Adds what the launches use to the libraries, which name it.</summary>
    public void AddToLibraries() => uses.Add();

    IEnumerable<PhaseLaunches> Of(Schedule training, Schedule inference, Func<MemoryPlan, Func<IEnumerable<PlanItem>, IReadOnlyList<LaunchTemplate>>> printer)
    {
        foreach (var (prefix, schedule) in new[] { ("Training", training), ("Inference", inference) })
        {
            var print = printer(schedule.Memory ?? throw new InvalidOperationException($"The memory of {Plan.Graph.Name} is not planned."));
            foreach (var phase in schedule.Phases)
                yield return new(prefix + phase.Kind, print(phase.Items));
        }
    }
}
