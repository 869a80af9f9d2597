using System.Collections.Immutable;
using Lathe.Generator.Support;

namespace Lathe.Generator.Graph;

/// <summary>Creates nodes. Equal operations on equal inputs become one node (random bits are told apart by their path).</summary>
/// <remarks>The primitives stand in <c>generator/Ops</c> as extension methods beside their operations, composites in
/// <c>generator/Ops/Composites</c>.</remarks>
internal sealed class GraphBuilder
{
    /// <summary>More than any memory holds; the bytes of as many can still be counted.</summary>
    const long MostElements = 1L << 48;

    readonly Dictionary<Application, Node> known = [];
    readonly Dictionary<(Node, string, EquatableArray<int>), Node> quantities = [];
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
            known[new(node.Operation, node.Inputs)] = node;
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
        var application = new Application(operation, inputs);
        return known.TryGetValue(application, out var node) ? node : Add(application, Fitting(operation.Infer(inputs)));
    }

    /// <summary>The node of the operation of another one on inputs of the same shapes, new or known.</summary>
    public Node Copy(Node original, ImmutableArray<Node> inputs)
    {
        var application = new Application(original.Operation, inputs);
        return known.TryGetValue(application, out var node) ? node : Add(application, original.Result);
    }

    /// <summary>A quantity of a node that is the same for everybody, as the first who asks for it computes it.</summary>
    /// <param name="node">The tensor.</param>
    /// <param name="name">What is asked for.</param>
    /// <param name="axes">The axes that it is taken over.</param>
    /// <param name="compute">Makes it where it is not known.</param>
    public Node Quantity(Node node, string name, EquatableArray<int> axes, Func<Node> compute)
    {
        if (!quantities.TryGetValue((node, name, axes), out var quantity))
            quantities.Add((node, name, axes), quantity = compute());
        return quantity;
    }

    /// <summary>A result whose extents every reader of the Graph may take for an int, and multiply.</summary>
    static TensorType Fitting(TensorType result)
    {
        var elements = 1.0;
        foreach (var dim in result.Shape.Dims)
        {
            if (dim.IsStatic && dim.Fixed > int.MaxValue)
                throw new ShapeException($"{ShapeText.Image(result.Shape)} is too large: an axis has at most {int.MaxValue} elements.");
            elements *= dim.At(1);
        }

        return elements <= MostElements
            ? result
            : throw new ShapeException($"{ShapeText.Image(result.Shape)} is too large: a tensor has at most {MostElements} elements a sample.");
    }

    Node Add(Application application, TensorType result)
    {
        var node = new Node(nextId++, application.Operation, application.Inputs, result, Path, Origin);
        nodes.Add(node);
        known.Add(application, node);
        return node;
    }

    /// <summary>An operation on inputs. Few operations of one kind have the same inputs, so that the kind is enough to tell them apart at first.</summary>
    readonly struct Application(Operation operation, ImmutableArray<Node> inputs) : IEquatable<Application>
    {
        public Operation Operation => operation;

        public ImmutableArray<Node> Inputs => inputs;

        public bool Equals(Application other)
        {
            if (inputs.Length != other.Inputs.Length)
                return false;
            for (var place = 0; place < inputs.Length; place++)
            {
                if (inputs[place] != other.Inputs[place])
                    return false;
            }

            return operation.Equals(other.Operation);
        }

        public override bool Equals(object? obj) => obj is Application other && Equals(other);

        public override int GetHashCode()
        {
            var hash = inputs.Length == 0 ? operation.GetHashCode() : operation.GetType().GetHashCode();
            foreach (var node in inputs)
            {
                hash = unchecked((hash * 31) + node.Id);
            }

            return hash;
        }
    }
}
