using Lathe.Generator.Graph;
using Lathe.Generator.Ops;

namespace Lathe.Generator.Passes;

/// <summary>Reverse-mode differentiation, graph to graph.</summary>
internal static class Gradients
{
    /// <summary>The gradients of several nodes, given those of results. Nodes that no result depends on are left out.</summary>
    /// <param name="graph">Continues the graph that is differentiated.</param>
    /// <param name="seeds">Results with their gradients.</param>
    /// <param name="wanted">The nodes asked for.</param>
    public static IReadOnlyDictionary<Node, Node> Of(GraphBuilder graph, IReadOnlyList<(Node Result, Node Gradient)> seeds, IReadOnlyCollection<Node> wanted)
    {
        var nodes = GraphTraversal.Reachable(seeds.Select(seed => seed.Result));
        var depending = new HashSet<Node>(wanted);
        foreach (var node in nodes)
        {
            if (node.Inputs.Any(depending.Contains))
                depending.Add(node);
        }

        var contributions = new Dictionary<Node, List<Node>>();
        foreach (var (result, gradient) in seeds)
        {
            Contribute(contributions, result, gradient);
        }

        var totals = new Dictionary<Node, Node>();
        foreach (var node in nodes.Reverse())
        {
            if (!depending.Contains(node) || !contributions.TryGetValue(node, out var parts))
                continue;
            (graph.Path, graph.Origin) = (node.Path, node.Origin);
            var total = totals[node] = Total(graph, parts);
            var gradients = node.Operation.Gradient(graph, node, total);
            for (var input = 0; input < gradients.Length; input++)
            {
                if (gradients[input] is { } gradient && depending.Contains(node.Inputs[input]))
                    Contribute(contributions, node.Inputs[input], gradient);
            }
        }

        return wanted.Where(totals.ContainsKey).ToDictionary(node => node, node => totals[node]);
    }

    // One expression for all uses of a value, in the order in which the reverse walk met them.
    static Node Total(GraphBuilder graph, List<Node> parts) => parts.Count == 1
        ? parts[0]
        : graph.Map(Enumerable.Range(1, parts.Count - 1).Aggregate(Scalars.X, (sum, position) => sum + new Operand(position)), [.. parts]);

    static void Contribute(Dictionary<Node, List<Node>> contributions, Node node, Node gradient)
    {
        if (gradient.Shape != node.Shape)
            throw new InvalidOperationException($"The gradient {gradient} of {node} has another shape.");
        if (!contributions.TryGetValue(node, out var parts))
            contributions.Add(node, parts = []);
        parts.Add(gradient);
    }
}
