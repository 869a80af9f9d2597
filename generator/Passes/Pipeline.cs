using System.Diagnostics;
using Lathe.Generator.Graph;
using Lathe.Generator.Passes.Repeats;
using Lathe.Generator.Passes.Scheduling;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>The way from a Graph to a Plan: the passes, in order.</summary>
internal static class Pipeline
{
    static readonly (string Name, Func<NetworkGraph, NetworkGraph> Run)[] GraphPasses =
    [
        ("Differentiate", Differentiate.Run),
        ("SimplifyStops", SimplifyStops.Run),
        ("SimplifyFills", SimplifyFills.Run),
        ("SimplifyScalars", SimplifyScalars.Run),
        ("SimplifyMovement", SimplifyMovement.Run),
        ("ScaleOperands", ScaleOperands.Run),
        ("LiftConstants", LiftConstants.Run),
    ];

    static readonly (string Name, Func<Schedule, Schedule> Run)[] SharedPasses =
    [
        ("SnapshotStates", SnapshotStates.Run),
    ];

    static readonly (string Name, Func<Schedule, Schedule> Run)[] CpuPasses =
    [
        ("ChunkContractions", ChunkContractions.Run),
        ("PackWeights", PackWeights.Run),
        ("Recompute", Recompute.Run),
        ("FuseRegions", FuseRegions.Run),
        ("PlaceInScratch", PlaceInScratch.Run),
        ("ClassifyValues", ClassifyValues.Run),
    ];

    static readonly (string Name, Func<Schedule, Schedule> Run)[] CudaPasses =
    [
        ("FuseRegions", FuseRegions.Run),
        ("AttachPosts", AttachPosts.Run),
        ("SpreadChunks", SpreadChunks.Run),
        ("ClassifyValues", ClassifyValues.Run),
        ("StoreActivations", StoreActivations.Run),
    ];

    /// <summary>The passes that see every block of a network; those before them see few of a long run of equal ones (<see cref="CutRuns"/>).</summary>
    static readonly (string Name, Func<Schedule, Schedule> Run)[] LastPasses =
    [
        ("PlanMemory", PlanMemory.Run),
    ];

    /// <param name="graph">What the frontend made.</param>
    /// <param name="log">Gets the Graph or Plan after each pass, of all blocks, and verifies it.</param>
    /// <param name="hasCuda">Whether the network is planned for CUDA devices too.</param>
    public static NetworkPlan Run(NetworkGraph graph, PassLog? log = null, bool hasCuda = true) =>
        (log is null && CutRuns.Of(graph) is { } cut ? OfCut(graph, cut, hasCuda) : null) ?? Lower(RunOnGraph(graph, log), log, hasCuda);

    /// <summary>The passes from Graph to Graph alone.</summary>
    public static NetworkGraph RunOnGraph(NetworkGraph graph, PassLog? log = null)
    {
        log?.Add("Frontend", graph);
        Verify(graph);
        foreach (var pass in GraphPasses)
        {
            graph = pass.Run(graph);
            log?.Add(pass.Name, graph);
            Verify(graph);
        }

        return graph;
    }

    /// <summary>From a Graph that has its gradients to a Plan.</summary>
    public static NetworkPlan Lower(NetworkGraph graph, PassLog? log = null, bool hasCuda = true)
    {
        var plan = log is null ? SideBySide(graph, hasCuda, schedule => schedule)! : PassByPass(graph, log, hasCuda);
        Verify(plan);
        return plan;
    }

    /// <summary>The plan of a network by that of few of its blocks; null where the blocks turn out not to be alike.</summary>
    public static NetworkPlan? OfCut(NetworkGraph graph, CutNetwork cut, bool hasCuda)
    {
        var few = RunOnGraph(cut.Network);
        if (SideBySide(few, hasCuda, schedule => RestoreRuns.Run(schedule, cut.Runs, graph)) is not { } plan)
            return null;

        // Of the gradients the printers ask for those of inputs and outputs alone, which all blocks have in common.
        plan = plan with { Graph = graph with { Loss = few.Loss, Backward = few.Backward } };
        Verify(plan);
        return plan;
    }

    /// <summary>Each schedule through all its passes, next to the others; null where what was cut out of one cannot be restored.</summary>
    static NetworkPlan? SideBySide(NetworkGraph graph, bool hasCuda, Func<Schedule, Schedule?> restore)
    {
        var (training, inference) = Concurrency.Both(() => Lowered(Scheduler.Training(graph)), () => Lowered(Scheduler.Inference(graph)));
        if (training is not ({ } cpu, { } cuda) || inference is not ({ } cpuInference, { } cudaInference))
            return null;
        return new(graph, cpu, cpuInference, hasCuda ? new(cuda, cudaInference) : null);

        (Schedule? Cpu, Schedule? Cuda) Lowered(Schedule schedule)
        {
            var shared = Through(SharedPasses, schedule);
            return Concurrency.Both(() => Planned(CpuPasses, shared), () => hasCuda ? Planned(CudaPasses, shared) : shared);
        }

        Schedule? Planned((string Name, Func<Schedule, Schedule> Run)[] passes, Schedule schedule) =>
            restore(Through(passes, schedule)) is { } whole ? Through(LastPasses, whole) : null;

        static Schedule Through((string Name, Func<Schedule, Schedule> Run)[] passes, Schedule schedule) =>
            passes.Aggregate(schedule, (current, pass) => pass.Run(current));
    }

    /// <summary>All schedules through one pass after the other.</summary>
    static NetworkPlan PassByPass(NetworkGraph graph, PassLog log, bool hasCuda)
    {
        var plan = new NetworkPlan(graph, Scheduler.Training(graph), Scheduler.Inference(graph));
        log.Add("Schedule", plan);
        RunAll(SharedPasses);
        var cuda = new DeviceSchedules(plan.Training, plan.Inference);
        RunAll([.. CpuPasses, .. LastPasses]);

        foreach (var pass in hasCuda ? CudaPasses.Concat(LastPasses) : [])
        {
            cuda = new(pass.Run(cuda.Training), pass.Run(cuda.Inference));
            log.Add($"Cuda: {pass.Name}", plan with { Cuda = cuda });
        }

        return hasCuda ? plan with { Cuda = cuda } : plan;

        void RunAll((string Name, Func<Schedule, Schedule> Run)[] passes)
        {
            foreach (var pass in passes)
            {
                plan = plan with { Training = pass.Run(plan.Training), Inference = pass.Run(plan.Inference) };
                log.Add(pass.Name, plan);
            }
        }
    }

    [Conditional("DEBUG")]
    static void Verify(NetworkGraph graph) => GraphVerifier.Verify(graph);

    [Conditional("DEBUG")]
    static void Verify(NetworkPlan plan) => PlanVerifier.Verify(plan);
}
