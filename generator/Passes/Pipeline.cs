using System.Diagnostics;
using Lathe.Generator.Graph;
using Lathe.Generator.Passes.Scheduling;
using Lathe.Generator.Plan;

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
    ];

    /// <param name="graph">What the frontend made.</param>
    /// <param name="log">Gets the Graph or Plan after each pass.</param>
    public static NetworkPlan Run(NetworkGraph graph, PassLog? log = null)
    {
        var plan = Scheduler.Run(RunOnGraph(graph, log));
        log?.Add("Schedule", plan);
        return plan;
    }

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

    [Conditional("DEBUG")]
    static void Verify(NetworkGraph graph) => GraphVerifier.Verify(graph);
}
