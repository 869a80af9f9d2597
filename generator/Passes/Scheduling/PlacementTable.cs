using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>How an element travels along an edge of the Graph.</summary>
internal enum Placement
{
    /// <summary>Its expression is computed where it is used.</summary>
    Inlined,

    /// <summary>It is stored, and loaded where it is used.</summary>
    Materialised,
}

/// <summary>The schedule's decisions, one an edge: what is inlined and what is materialised.</summary>
/// <remarks>A node is stored where an operation demands a buffer, where it is expensive and read more than once, and where expressions would
/// grow too long. Cheap elementwise results that are read more than once are computed again if they come from one tensor: that trades a few
/// instructions, under the shadow of the loads, for a store, a load and the memory between them. What comes from several tensors is stored, for then
/// they need not be read and kept for every reader.</remarks>
internal sealed class PlacementTable
{
    /// <summary>Up to this cost, with its loads, an expression is rather computed again than stored.</summary>
    const int Cheap = 12;

    /// <summary>Elements that are read many times each, because they are broadcast, are stored unless they are hardly more than a load.</summary>
    const int Trivial = 2;

    /// <summary>The longest expression that is inlined.</summary>
    const int Longest = 120;

    const int LoadCost = 2;

    readonly Dictionary<(Node Producer, Node Consumer), Placement> edges = [];
    readonly HashSet<Node> stored;
    readonly Dictionary<Node, DemandKind> demanded = [];
    readonly Dictionary<Node, Uses> uses = [];
    readonly Dictionary<Node, int> costs = [];
    readonly Dictionary<Node, HashSet<Node>> tensors = [];
    readonly HashSet<Node> folding = [];

    PlacementTable(IEnumerable<Node> stored) => this.stored = [.. stored];

    public IReadOnlyDictionary<(Node Producer, Node Consumer), Placement> Edges => edges;

    /// <summary>What an edge was given; a node's value is there wherever one of its edges is materialised.</summary>
    public Placement this[Node producer, Node consumer] => edges[(producer, consumer)];

    public bool IsStored(Node node) => stored.Contains(node);

    /// <summary>The most particular form in which an operation asks for a node.</summary>
    public DemandKind DemandOf(Node node) => demanded.TryGetValue(node, out var kind) ? kind : DemandKind.Element;

    /// <param name="nodes">Inputs before users.</param>
    /// <param name="homes">Nodes that are stored because somebody outside reads their buffers.</param>
    /// <param name="copied">Nodes whose elements are copied out, once for each time they are listed.</param>
    public static PlacementTable Decide(IReadOnlyList<Node> nodes, IEnumerable<Node> homes, IEnumerable<Node> copied)
    {
        var table = new PlacementTable(homes);
        foreach (var node in copied)
            table.Use(node, new Uses(1));
        for (var index = nodes.Count - 1; index >= 0; index--)
            table.Demand(nodes[index]);
        foreach (var node in nodes)
            table.Decide(node);
        foreach (var node in nodes)
        {
            foreach (var input in node.Inputs)
                table.edges[(input, node)] = input.Operation is ISource || table.IsStored(input) ? Placement.Materialised : Placement.Inlined;
        }

        return table;
    }

    /// <summary>Passes on what a node, whose users are all known, demands of its inputs.</summary>
    void Demand(Node node)
    {
        var operation = (ILowered)node.Operation;
        if (operation is IStoring)
            stored.Add(node);
        if (demanded.TryGetValue(node, out var own) && own > DemandKind.Element && !(operation is IView known && known.Forwards(node, own)) && operation is not ISource)
            stored.Add(node);
        var isPassedThrough = operation is IElementwise { Kind: ElementKind.View } && !stored.Contains(node);
        for (var input = 0; input < node.Inputs.Length; input++)
        {
            var demand = operation.DemandOf(node, input);
            var kind = demand.Kind;
            if (isPassedThrough && own > kind)
                kind = own;
            var producer = node.Inputs[input];
            if (!demanded.TryGetValue(producer, out var others) || kind > others)
                demanded[producer] = kind;
            var through = isPassedThrough && uses.TryGetValue(node, out var passed) ? passed : new Uses(1);
            Use(producer, through with
            {
                IsRepeated = through.IsRepeated || demand.IsRepeated,
                IsFolded = through.IsFolded || operation is IElementwise { Kind: ElementKind.Fold },
                IsGuarded = through.IsGuarded || demand.IsGuarded,
            });
        }
    }

    void Use(Node node, Uses more) => uses[node] = uses.TryGetValue(node, out var known)
        ? new(known.Count + more.Count, known.IsRepeated || more.IsRepeated, known.IsFolded || more.IsFolded, known.IsGuarded || more.IsGuarded)
        : more;

    void Decide(Node node)
    {
        if (node.Operation is not IElementwise operation || stored.Contains(node))
            return;
        var cost = operation.Cost + node.Inputs.Sum(Cost);
        var use = uses.TryGetValue(node, out var known) ? known : new Uses(0);
        var isFold = operation.Kind == ElementKind.Fold || node.Inputs.Any(folding.Contains);
        var isInlined =
            operation.Kind == ElementKind.View ? true
            : isFold && (use.Count > 1 || use.IsRepeated || use.IsFolded || use.IsGuarded) ? false
            : use.IsRepeated ? cost <= Trivial
            : cost <= (use.Count > 1 ? Cheap : Longest);
        var read = isFold || !node.Shape.IsBatched ? [] : Tensors(node);
        if (!isInlined || (operation.Kind == ElementKind.Arithmetic && use.Count > 1 && read.Count > 1))
        {
            stored.Add(node);
            return;
        }

        costs.Add(node, cost);
        tensors.Add(node, read);
        if (isFold)
            folding.Add(node);
    }

    /// <summary>The stored tensors, as large as a node or larger, that its expression reads.</summary>
    HashSet<Node> Tensors(Node node)
    {
        var read = new HashSet<Node>();
        foreach (var input in node.Inputs.Where(input => input.Shape.IsBatched && input.Shape.Size.PerSample >= node.Shape.Size.PerSample))
        {
            if (tensors.TryGetValue(input, out var inner))
                read.UnionWith(inner);
            else
                read.Add(input);
        }

        return read;
    }

    int Cost(Node input) => costs.TryGetValue(input, out var cost) ? cost : LoadCost;

    /// <param name="Count">By how many operations the elements are read, seen through views.</param>
    /// <param name="IsRepeated">Whether one of them reads an element more than once.</param>
    /// <param name="IsFolded">Whether one of them reads within a fold.</param>
    /// <param name="IsGuarded">Whether one of them asks for positions that there are not; a fold has no bounds there.</param>
    readonly record struct Uses(int Count, bool IsRepeated = false, bool IsFolded = false, bool IsGuarded = false);
}
