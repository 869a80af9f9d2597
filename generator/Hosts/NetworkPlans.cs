using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Hosts;

/// <summary>Plans by the Graph that they were made of: an edit of one network leaves the plans of the others.</summary>
internal static class NetworkPlans
{
    static readonly BoundedCache<NetworkGraph, NetworkPlan> Known = new(capacity: 64, NetworkGraphComparer.Instance!);

    public static NetworkPlan Of(NetworkGraph graph)
    {
        if (!Known.TryGet(graph, out var plan))
        {
            plan = Pipeline.Run(graph);
            Known.Set(graph, plan);
        }

        return plan!;
    }
}
