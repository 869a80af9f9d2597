using Lathe.Generator.Graph;
using Lathe.Generator.Passes.Scheduling;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Passes;

/// <summary>The way from a Graph to a Plan: the passes, in order.</summary>
internal static class Pipeline
{
    /// <param name="graph">What the frontend made.</param>
    /// <param name="log">Gets the Graph or Plan after each pass.</param>
    public static NetworkPlan Run(NetworkGraph graph, PassLog? log = null)
    {
        log?.Add("Frontend", graph);
        var plan = Pass("Schedule", graph, Scheduler.Run, log);
        return plan;
    }

    static NetworkPlan Pass(string name, NetworkGraph graph, Func<NetworkGraph, NetworkPlan> pass, PassLog? log)
    {
        var result = pass(graph);
        log?.Add(name, result);
        return result;
    }
}
