using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>Where results go: nodes that are computed right into the buffer that the caller sees, and roots that have to be copied there because
/// they are views, sources, or wanted twice.</summary>
internal sealed class Homes
{
    readonly Dictionary<Root, Destination> destinations = [];
    readonly Dictionary<Node, Destination> nodes = [];
    readonly HashSet<Root> housed = [];

    Homes()
    {
    }

    /// <summary>Nodes that have a home.</summary>
    public IEnumerable<Node> Nodes => nodes.Keys;

    /// <summary>Roots that need no copy.</summary>
    public IReadOnlyCollection<Root> Housed => housed;

    /// <summary>The destination of a node, null if it has no home.</summary>
    public Destination? Of(Node node) => nodes.TryGetValue(node, out var destination) ? destination : null;

    public Destination Of(Root root) => destinations[root];

    public static Homes Of(IReadOnlyList<Root> roots, PhaseAssignment assignment, ValueTable values)
    {
        var homes = new Homes();
        var users = assignment.Nodes.SelectMany(node => node.Inputs).Concat(roots.Select(root => root.Node))
            .GroupBy(node => node).ToDictionary(group => group.Key, group => group.Count());
        foreach (var root in roots)
        {
            var destination = root.Kind switch
            {
                RootKind.Output => new Destination(new(values.Output(root.Name, root.Node.Result))),
                RootKind.Gradient => new(new(values.Gradient(root.Name)), Accumulate: true),
                _ => new(new(values.State(root.Name))),
            };
            homes.destinations.Add(root, destination);
            var node = Aliases.Base(root.Node);
            var canBeHome = root.Kind switch
            {
                RootKind.Output => true,
                RootKind.Gradient => IsReadByNobodyElse(root.Node, users),
                _ => false,
            };
            if (canBeHome && node.Operation is not ISource && assignment[node] == root.Phase && !homes.nodes.ContainsKey(node))
            {
                homes.nodes.Add(node, destination);
                homes.housed.Add(root);
            }
        }

        return homes;
    }

    /// <summary>Whether the sum in the gradient's buffer is all that anybody wants of a node.</summary>
    static bool IsReadByNobodyElse(Node node, Dictionary<Node, int> users)
    {
        while (users[node] == 1 && node.Operation is IView { IsAlias: true })
            node = node.Inputs[0];
        return users[node] == 1;
    }
}
