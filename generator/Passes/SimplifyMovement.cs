using Lathe.Generator.Graph;
using Lathe.Generator.Ops;

namespace Lathe.Generator.Passes;

/// <summary>Merges movements that follow each other and drops those that move nothing.</summary>
internal static class SimplifyMovement
{
    public static NetworkGraph Run(NetworkGraph network) => GraphRewriter.Rewrite(network, (graph, old, inputs) =>
        old.Operation is IComposable composable ? composable.Compose(graph, inputs) : graph.Copy(old, inputs));
}
