using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>The nodes that a schedule needs, each in the earliest phase that needs it; what roots do not reach is dropped.</summary>
internal sealed class PhaseAssignment
{
    readonly Dictionary<Node, PhaseKind> phases = [];
    readonly List<Node> order = [];

    PhaseAssignment()
    {
    }

    /// <summary>Inputs before users, phase after phase.</summary>
    public IReadOnlyList<Node> Nodes => order;

    public PhaseKind this[Node node] => phases[node];

    /// <param name="roots">In order of their phases.</param>
    /// <param name="changing">Whether a source may have another element from one step to the next, while parameters stay as they are.</param>
    public static PhaseAssignment Of(IReadOnlyList<Root> roots, Func<Node, bool> changing)
    {
        var assignment = new PhaseAssignment();
        foreach (var phase in roots.GroupBy(root => root.Phase).OrderBy(group => group.Key))
        {
            var reached = new HashSet<Node>();
            foreach (var root in phase)
                assignment.Reach(root.Node, reached);
            foreach (var node in reached.OrderBy(node => node.Id))
            {
                assignment.phases.Add(node, phase.Key);
                assignment.order.Add(node);
            }
        }

        var varying = new HashSet<Node>();
        foreach (var node in assignment.order)
        {
            // What Prepare computes serves batches of any size.
            var isOfBatch = node.Shape.IsBatched || node.Operation is Map { DependsOnBatch: true };
            if (isOfBatch || (node.Inputs.IsEmpty ? changing(node) : node.Inputs.Any(varying.Contains)))
                varying.Add(node);
            else
                assignment.phases[node] = PhaseKind.Prepare;
        }

        return assignment;
    }

    /// <summary>A plain stack: networks may be deeper than the thread's.</summary>
    void Reach(Node root, HashSet<Node> reached)
    {
        var pending = new Stack<Node>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            var node = pending.Pop();
            if (phases.ContainsKey(node) || !reached.Add(node))
                continue;
            foreach (var input in node.Inputs)
                pending.Push(input);
        }
    }
}
