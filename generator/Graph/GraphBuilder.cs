using System.Collections.Immutable;

namespace Lathe.Generator.Graph;

/// <summary>Creates nodes. Equal operations on equal inputs become one node (random bits are told apart by their path).</summary>
/// <remarks>The primitives stand in <c>generator/Ops</c> as extension methods beside their operations, composites in
/// <c>generator/Ops/Composites</c>.</remarks>
internal sealed class GraphBuilder
{
    readonly Dictionary<(Operation, EquatableInputs), Node> known = [];
    readonly Dictionary<(Node, string), Node> quantities = [];
    readonly List<Node> nodes = [];
    int nextId;

    /// <summary>Starts an empty graph.</summary>
    public GraphBuilder()
    {
    }

    /// <summary>Continues a graph: new nodes may use its nodes, and equal operations are found among them.</summary>
    /// <param name="existing">Inputs before users.</param>
    public GraphBuilder(IEnumerable<Node> existing)
    {
        foreach (var node in existing)
        {
            nodes.Add(node);
            known[(node.Operation, new EquatableInputs(node.Inputs))] = node;
            nextId = Math.Max(nextId, node.Id + 1);
        }
    }

    /// <summary>All nodes so far, inputs before users.</summary>
    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>The module that new nodes belong to.</summary>
    public string Path { get; set; } = "";

    /// <summary>The source place that new nodes come from.</summary>
    public Origin Origin { get; set; } = Origin.None;

    /// <summary>The node of an operation on inputs, new or known.</summary>
    /// <exception cref="ShapeException">The inputs do not fit the operation.</exception>
    public Node Add(Operation operation, params ImmutableArray<Node> inputs)
    {
        var key = (operation, new EquatableInputs(inputs));
        if (!known.TryGetValue(key, out var node))
        {
            node = new Node(nextId++, operation, inputs, Path, Origin);
            nodes.Add(node);
            known.Add(key, node);
        }

        return node;
    }

    /// <summary>A quantity of a node that is the same for everybody, as the first who asks for it computes it.</summary>
    /// <param name="node">The tensor.</param>
    /// <param name="name">What is asked for.</param>
    /// <param name="compute">Makes it where it is not known.</param>
    public Node Quantity(Node node, string name, Func<Node> compute)
    {
        if (!quantities.TryGetValue((node, name), out var quantity))
            quantities.Add((node, name), quantity = compute());
        return quantity;
    }

    readonly struct EquatableInputs(ImmutableArray<Node> nodes) : IEquatable<EquatableInputs>
    {
        readonly ImmutableArray<Node> nodes = nodes;

        public bool Equals(EquatableInputs other) => nodes.SequenceEqual(other.nodes);

        public override bool Equals(object? obj) => obj is EquatableInputs other && Equals(other);

        public override int GetHashCode()
        {
            var hash = 17;
            foreach (var node in nodes)
            {
                hash = unchecked((hash * 31) + node.Id);
            }

            return hash;
        }
    }
}
