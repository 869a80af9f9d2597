using Lathe.Generator.Graph;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>Finds how early a node that is not stored itself can be copied out: after the last stored node that its expression reads.</summary>
internal sealed class CopyOrder
{
    /// <summary>Before all nodes of the phase.</summary>
    public const int Start = -1;

    readonly Dictionary<Node, int> known = [];
    readonly Dictionary<Node, int> readers = [];
    readonly PlacementTable placements;

    /// <param name="stored">The nodes that the phase stores, in order.</param>
    /// <param name="placements">What is stored and what is inlined.</param>
    public CopyOrder(IReadOnlyList<Node> stored, PlacementTable placements)
    {
        this.placements = placements;
        for (var index = 0; index < stored.Count; index++)
        {
            known.Add(stored[index], index);
            Read(stored[index], index, []);
        }
    }

    /// <summary>The leaves that stored nodes read, and the position of the last one that reads each: replacing a leaf later needs no copy of what it
    /// was.</summary>
    public IEnumerable<KeyValuePair<Node, int>> LastReaders => readers;

    /// <summary>The position of the stored node after which it can be copied.</summary>
    public int After(Node node)
    {
        if (!known.TryGetValue(node, out var position))
        {
            position = placements.IsStored(node) ? Start : node.Inputs.Select(After).DefaultIfEmpty(Start).Max();
            known.Add(node, position);
        }

        return position;
    }

    /// <summary>Notes which leaves an expression reads.</summary>
    void Read(Node node, int position, HashSet<Node> seen)
    {
        foreach (var input in node.Inputs.Where(seen.Add))
        {
            if (input.Inputs.IsEmpty)
                readers[input] = position;
            else if (!placements.IsStored(input))
                Read(input, position, seen);
        }
    }
}
