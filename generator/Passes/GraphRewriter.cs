using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Builds a network anew, node by node, by a rule. What nothing needs is not built; what became equal is built once.</summary>
internal static class GraphRewriter
{
    /// <summary>The node that takes the place of an old one, given what took the place of its inputs.</summary>
    public delegate Node Rule(GraphBuilder graph, Node old, ImmutableArray<Node> inputs);

    public static NetworkGraph Rewrite(NetworkGraph network, Rule rule)
    {
        var graph = new GraphBuilder();
        var replaced = new Dictionary<Node, Node>();
        foreach (var function in network.Functions())
        {
            Build(function.Roots);
        }

        Build(network.Layers.Items.SelectMany(layer => new[] { layer.Training, layer.Inference }).OfType<Result>().Select(result => result.Node));
        return network with
        {
            Training = Replace(network.Training),
            Inference = Replace(network.Inference),
            Loss = Replace(network.Loss),
            Backward = network.Backward is null ? null : Replace(network.Backward),
            Layers = network.Layers.Items
                .Select(layer => layer with { Training = ReplaceResult(layer.Training), Inference = ReplaceResult(layer.Inference) })
                .ToEquatableArray(),
        };

        void Build(IEnumerable<Node> roots)
        {
            foreach (var node in GraphTraversal.Reachable(roots))
            {
                if (replaced.ContainsKey(node))
                    continue;
                (graph.Path, graph.Origin) = (node.Path, node.Origin);
                replaced.Add(node, rule(graph, node, [.. node.Inputs.Select(input => replaced[input])]));
            }
        }

        Result? ReplaceResult(Result? result) => result is null ? null : result with { Node = replaced[result.Node] };

        Function Replace(Function function) => new(
            function.Results.Items.Select(result => result with { Node = replaced[result.Node] }).ToEquatableArray(),
            function.StateUpdates.Items.Select(update => update with { Node = replaced[update.Node] }).ToEquatableArray());
    }
}
