using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>Results that lie in a part of another result's buffer: what a concatenation is made of, so that it copies nothing, and sums that take the
/// place of the part of a tensor that nobody else reads, so that what is concatenated again and again has one gradient.</summary>
/// <remarks>Each is written with the other's strides. Where expressions alone are written and read, any axis will do; contractions want pixels, or
/// whole images, at equal distances.</remarks>
internal sealed class SectionTable
{
    readonly Dictionary<Node, (Node Host, Section Section)> hosts = [];
    readonly Dictionary<Node, List<Node>> users = [];
    readonly HashSet<Node> copied;
    readonly PhaseAssignment assignment;
    readonly PlacementTable placements;
    readonly Homes homes;

    SectionTable(PhaseAssignment assignment, PlacementTable placements, Homes homes, IEnumerable<Node> copied)
    {
        (this.assignment, this.placements, this.homes, this.copied) = (assignment, placements, homes, [.. copied]);
        foreach (var node in assignment.Nodes)
        {
            foreach (var input in node.Inputs)
            {
                if (!users.TryGetValue(input, out var known))
                    users.Add(input, known = []);
                known.Add(node);
            }
        }
    }

    /// <param name="assignment">The nodes and their phases.</param>
    /// <param name="placements">What is stored.</param>
    /// <param name="homes">What the caller sees, which nothing may be written over.</param>
    /// <param name="copied">Nodes that are copied out.</param>
    public static SectionTable Of(PhaseAssignment assignment, PlacementTable placements, Homes homes, IEnumerable<Node> copied)
    {
        var table = new SectionTable(assignment, placements, homes, copied);
        foreach (var node in assignment.Nodes.Where(placements.IsStored))
        {
            if (node.Operation is IAssembling assembling)
                table.PlaceParts(node, assembling);
            else if (node.Operation is IElementwise { Kind: ElementKind.Arithmetic })
                table.PlaceOverPart(node);
        }

        return table;
    }

    /// <summary>The result in whose buffer another one lies, and where; null for one that has its own.</summary>
    public (Node Host, Section Section)? HostOf(Node node) => hosts.TryGetValue(node, out var host) ? host : null;

    void PlaceParts(Node node, IAssembling assembling)
    {
        if (homes.Of(node) is { Accumulate: true })
            return;
        for (var input = 0; input < node.Inputs.Length; input++)
        {
            var part = node.Inputs[input];
            var section = assembling.PlaceOf(node, input);
            if (IsFree(part, node, section.Axis) && node.Inputs.Count(other => other == part) == 1)
                hosts.Add(part, (node, section));
        }
    }

    /// <summary>Lets a result take the place of a section that it reads, element by element, and nobody else does.</summary>
    void PlaceOverPart(Node node)
    {
        foreach (var input in node.Inputs)
        {
            if (input.Operation is not ISectioning sectioning || placements.IsStored(input) || sectioning.SectionOf(input) is not { } section
                || input.Shape != node.Shape || input.Type != node.Type)
                continue;
            var host = input.Inputs[0];
            if (placements.IsStored(host) && host.Operation is not (ISource or IAssembling) && homes.Of(host) is null && IsFree(node, host, section.Axis)
                && !IsStaged(node) && !copied.Contains(host) && !copied.Contains(input)
                && users[input].Count == 1 && users[host].All(user => user == input || IsApart(user, section)))
            {
                hosts.Add(node, (host, section));
                return;
            }
        }
    }

    /// <summary>Whether a node may lie in a section along an axis of another one.</summary>
    bool IsFree(Node node, Node host, int axis) =>
        placements.IsStored(node) && node.Operation is not ISource && homes.Of(node) is null && !hosts.ContainsKey(node) && assignment[node] == assignment[host]
        && placements.DemandOf(node) is var demand && demand != DemandKind.Stored
        && (axis <= 1 || axis == node.Shape.Rank - 1 || (demand == DemandKind.Element && node.Operation is IElementwise));

    /// <summary>Whether contractions alone read a result, all of it: they find it in cache where it has a place of its own.</summary>
    bool IsStaged(Node node) => placements.DemandOf(node) is DemandKind.Strided or DemandKind.Ordered && users[node].All(user => user.Operation is not ISectioning);

    bool IsApart(Node user, Section section) =>
        user.Operation is ISectioning sectioning && !placements.IsStored(user) && !copied.Contains(user) && sectioning.SectionOf(user) is { } other
        && other.Axis == section.Axis && (other.Start >= section.Start + section.Length || section.Start >= other.Start + other.Length);
}
