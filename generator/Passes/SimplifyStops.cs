using Lathe.Generator.Graph;
using Lathe.Generator.Ops;

namespace Lathe.Generator.Passes;

/// <summary>Removes what only differentiation needed to see, once it is done.</summary>
internal static class SimplifyStops
{
    public static NetworkGraph Run(NetworkGraph network) => network.Backward is null
        ? network
        : GraphRewriter.Rewrite(network, (graph, old, inputs) => old.Operation is IMarker ? inputs[0] : graph.Copy(old, inputs));
}
