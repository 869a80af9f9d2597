using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Hosts;

/// <summary>Plans by the Graph that they were made of: an edit of one network leaves the plans of the others.</summary>
internal static class NetworkPlans
{
    static readonly BoundedCache<NetworkGraph, NetworkPlan> Known = new(capacity: 512, NetworkGraphComparer.Instance!);
    static readonly BoundedCache<NetworkGraph, NetworkPlan> KnownWithCuda = new(capacity: 512, NetworkGraphComparer.Instance!);

    /// <param name="graph">The network.</param>
    /// <param name="hasCuda">Whether it is planned for CUDA devices too.</param>
    public static NetworkPlan Of(NetworkGraph graph, bool hasCuda)
    {
        var known = hasCuda ? KnownWithCuda : Known;
        if (!known.TryGet(graph, out var plan))
        {
            plan = Pipeline.Run(graph, hasCuda: hasCuda);
            known.Set(graph, plan);
        }

        return plan!;
    }
}
