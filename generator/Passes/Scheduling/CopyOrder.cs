using Lathe.Generator.Graph;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>Finds how early a node that is not stored itself can be copied out: after the last stored node that its expression reads.</summary>
internal sealed class CopyOrder
{
    /// <summary>Before all nodes of the phase.</summary>
    public const int Start = -1;

    readonly Dictionary<Node, int> known = [];
    readonly IReadOnlyList<Node> stored;
    readonly PlacementTable placements;

    /// <param name="stored">The nodes that the phase stores, in order.</param>
    /// <param name="placements">What is stored and what is inlined.</param>
    public CopyOrder(IReadOnlyList<Node> stored, PlacementTable placements)
    {
        (this.stored, this.placements) = (stored, placements);
        for (var index = 0; index < stored.Count; index++)
            known.Add(stored[index], index);
    }

    /// <summary>The position of the last stored node that reads a source, <see cref="Start"/> if none does: replacing the source later needs no
    /// copy of what it was.</summary>
    public int LastReader(Func<Node, bool> isSource)
    {
        var reads = new Dictionary<Node, bool>();
        for (var index = stored.Count - 1; index >= 0; index--)
        {
            if (stored[index].Inputs.Any(Reads))
                return index;
        }

        return Start;

        bool Reads(Node node)
        {
            if (!reads.TryGetValue(node, out var found))
                reads.Add(node, found = isSource(node) || (!placements.IsStored(node) && node.Inputs.Any(Reads)));
            return found;
        }
    }

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
}
