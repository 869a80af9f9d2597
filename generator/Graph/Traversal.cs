using System.Collections.Immutable;

namespace Lathe.Generator.Graph;

/// <summary>Walks over nodes.</summary>
internal static class Traversal
{
    /// <summary>All nodes that the roots reach, inputs before users.</summary>
    public static ImmutableArray<Node> Reachable(IEnumerable<Node> roots)
    {
        var pending = new Stack<Node>(roots);
        var reached = new HashSet<Node>();
        while (pending.Count > 0)
        {
            var node = pending.Pop();
            if (reached.Add(node))
            {
                foreach (var input in node.Inputs)
                {
                    pending.Push(input);
                }
            }
        }

        return [.. reached.OrderBy(node => node.Id)];
    }
}
