using System.Collections.Immutable;

namespace Lathe.Generator.Graph;

/// <summary>What roots reach.</summary>
internal static class GraphTraversal
{
    /// <summary>The nodes that the roots depend on and the roots themselves, inputs before users.</summary>
    public static ImmutableArray<Node> Reachable(IEnumerable<Node> roots)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>(roots);
        while (pending.Count > 0)
        {
            var node = pending.Pop();
            if (!seen.Add(node))
                continue;
            foreach (var input in node.Inputs)
            {
                pending.Push(input);
            }
        }

        return [.. seen.OrderBy(node => node.Id)];
    }

    /// <summary>All functions of a network, in order of execution.</summary>
    public static IEnumerable<Function> Functions(this NetworkGraph network) =>
        network.Backward is null ? [network.Training, network.Inference, network.Loss] : [network.Training, network.Inference, network.Loss, network.Backward];
}
