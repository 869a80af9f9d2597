using System.Collections.Immutable;

namespace Lathe.Generator.Graph;

/// <summary>What roots reach.</summary>
internal static class GraphTraversal
{
    /// <summary>The nodes of a graph that the roots depend on and the roots themselves, inputs before users.</summary>
    public static ImmutableArray<Node> Reachable(IEnumerable<Node> roots)
    {
        var starts = roots.ToArray();
        var seen = new Node?[starts.Select(root => root.Id + 1).DefaultIfEmpty().Max()];
        foreach (var root in starts)
            seen[root.Id] = root;

        // Whatever a node depends on has a lower number.
        var count = 0;
        for (var id = seen.Length - 1; id >= 0; id--)
        {
            if (seen[id] is not { } node)
                continue;
            count++;
            foreach (var input in node.Inputs)
                seen[input.Id] = input;
        }

        var reachable = ImmutableArray.CreateBuilder<Node>(count);
        foreach (var node in seen)
        {
            if (node is not null)
                reachable.Add(node);
        }

        return reachable.MoveToImmutable();
    }

    /// <summary>All functions of a network, in order of execution.</summary>
    public static IEnumerable<Function> Functions(this NetworkGraph network) =>
        network.Backward is null ? [network.Training, network.Inference, network.Loss] : [network.Training, network.Inference, network.Loss, network.Backward];
}
