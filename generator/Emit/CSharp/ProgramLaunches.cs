using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>The launches of a phase.</summary>
internal readonly record struct PhaseLaunches(string Phase, IReadOnlyList<LaunchTemplate> Launches);

/// <summary>What one network launches, on the processor and on CUDA devices.</summary>
internal sealed class ProgramLaunches
{
    readonly LibraryUses kernels = new();
    readonly LibraryUses cudaKernels = new();

    public ProgramLaunches(NetworkPlan plan, KernelCache cache)
    {
        Plan = plan;
        Shapes = new(plan.Graph.WinogradTile);
        var cudaShapes = new ConvolutionShapes(plan.Graph.WinogradTile);
        (Phases, Recordings) = Concurrency.Both<PhaseLaunches[], PhaseLaunches[]>(
            () => [.. Of(plan.Training, plan.Inference, memory => new LaunchPrinter(cache, Shapes, memory, kernels).Print)],
            () => plan.Cuda is not { } cuda ? [] : [.. Of(cuda.Training, cuda.Inference, memory => new Cuda.LaunchPrinter(cache, cudaShapes, memory, cudaKernels).Print)]);
        var places = Shapes.Add(cudaShapes);
        foreach (var launch in Recordings.SelectMany(phase => phase.Launches))
        {
            launch.MoveShape(places);
        }
    }

    public NetworkPlan Plan { get; }

    public IReadOnlyList<PhaseLaunches> Phases { get; }

    public IReadOnlyList<PhaseLaunches> Recordings { get; }

    /// <summary>The geometries of the convolutions.</summary>
    public ConvolutionShapes Shapes { get; }

    /// <summary>The kernels for the processor that it launches, and tables.</summary>
    public EquatableArray<LibraryMember> Kernels => kernels.Members;

    /// <summary>The kernels for CUDA devices that it launches.</summary>
    public EquatableArray<LibraryMember> CudaKernels => cudaKernels.Members;

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
