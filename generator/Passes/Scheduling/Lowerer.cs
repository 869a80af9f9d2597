using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>Lowers the stored nodes of one schedule to regions, inlining the others.</summary>
internal sealed class Lowerer(NetworkGraph graph, PlacementTable placements, Homes homes, SectionTable sections, ValueTable values) : ILowering
{
    readonly Dictionary<Node, Residence> residences = [];
    readonly Dictionary<Node, PartialResults> partials = [];
    readonly Dictionary<Node, string> layers = LayerNames(graph);
    List<PlanItem> items = [];
    List<string> verbs = [];
    int variables;

    public IndexRanges Ranges { get; } = new();

    /// <summary>The regions since the last call.</summary>
    public IReadOnlyList<PlanItem> Take()
    {
        var taken = items;
        items = [];
        return taken;
    }

    /// <summary>Computes a node's elements into its home, into its section of another node's buffer, or into a new temporary buffer.</summary>
    public void Store(Node node)
    {
        var target = homes.Of(node) ?? new(ResidenceOf(node));
        verbs = [];
        if (node.Operation is IStoring storing)
            storing.Lower(this, node, target);
        else
            Write(node, target, position => ((IElementwise)node.Operation).ElementAt(this, node, position));
    }

    /// <summary>Copies a node's elements, which may be inlined.</summary>
    public void Copy(Node node, Destination destination)
    {
        verbs = [];
        Write(node, destination, position => Read(node, position));
    }

    public Scalar Element(Node consumer, int input, Position position)
    {
        var producer = consumer.Inputs[input];
        return placements[producer, consumer] == Placement.Materialised
            ? new Load(ResidenceOf(producer).At(position))
            : Read(producer, position);
    }

    public bool IsInPlace(Node consumer, int input) => sections.HostOf(consumer.Inputs[input]) is { } host && host.Host == consumer;

    public LoopAxis Axis(string name, Index start, Index end, Interval positions)
    {
        Ranges.Set(variables, positions);
        return new(variables++, name, start, end);
    }

    public Value Border(string name, TensorType type) => values.Border(name, type);

    public Value Parameter(Parameter parameter) => values.Parameter(parameter.Name);

    public Value State(State state) => values.State(state.Name);

    public Value Table(string name, DType type, IReadOnlyList<double> elements) => values.Table(name, type, elements.ToEquatableArray());

    public Value Slots(Node node, Dim size) => values.Add(NameOf(node) + ".partial", node.Type, size, Space.Slot);

    public PartialResults Partial(Node node, Func<PartialResults> compute)
    {
        if (!partials.TryGetValue(node, out var partial))
        {
            var outer = verbs;
            verbs = ["partial"];
            partial = compute();
            verbs = outer;
            partials.Add(node, partial);
        }

        return partial;
    }

    public void Emit(Node node, LoopNest nest)
    {
        var merged = nest.Merged(Ranges);
        var work = merged.Stores.Items.Max(store => FoldedElements.Of(store.Value, Ranges));
        var partition = Partition.Of(variables++, merged.Axes.Items, work);
        Emit(node, partition.Chunk, new MapItem(partition.Axes, merged.Stores));
    }

    public void Emit(Node node, LoopAxis chunk, RegionItem item)
    {
        var verb = node.Operation is IElementwise { Kind: ElementKind.View } ? "copy" : ((ILowered)node.Operation).Verb;
        var words = verbs.Append(verb).Distinct().ToList();
        if (words.Count > 1)
            words.Remove("copy");
        var name = string.Join("_", words.Take(5));
        verbs = [];
        items.Add(CanonicalVariables.Of(new Region(name, node.Path, chunk, [item])));
    }

    void Write(Node node, Destination destination, Func<Position, Scalar> element)
    {
        var loops = Loops.Over(this, node.Shape);
        var position = Position.Of(Ranges, node.Shape, loops.Select(loop => loop.Variable));
        var store = new Store(destination.Place.At(position), element(position), destination.Accumulate);
        Emit(node, new LoopNest(loops.ToEquatableArray(), [store]));
    }

    Scalar Read(Node node, Position position)
    {
        if (node.Operation is ISource || placements.IsStored(node))
            return new Load(ResidenceOf(node).At(position));
        var operation = (IElementwise)node.Operation;
        var element = operation.ElementAt(this, node, position);
        if (operation.Kind != ElementKind.View)
            verbs.Add(operation.Verb);
        return element;
    }

    /// <summary>Where a source or a stored node lies. The buffer that holds a section is there from the first section on.</summary>
    Residence ResidenceOf(Node node)
    {
        if (node.Operation is ISource source)
            return new(source.Place(this, node));
        var within = new Stack<(Node Node, Node Host, Section Section)>();
        while (!residences.ContainsKey(node) && sections.HostOf(node) is { } host)
        {
            within.Push((node, host.Host, host.Section));
            node = host.Host;
        }

        if (!residences.TryGetValue(node, out var place))
            residences.Add(node, place = homes.Of(node)?.Place ?? new(values.Add(NameOf(node), node.Type, node.Shape.Size, Space.Temporary)));
        while (within.Count > 0)
        {
            var inner = within.Pop();
            var strides = place.Strides ?? inner.Host.Shape.Strides();
            place = new(place.Value, place.Offset + (inner.Section.Start * strides[inner.Section.Axis]), strides);
            residences.Add(inner.Node, place);
        }

        return place;
    }

    string NameOf(Node node) => layers.TryGetValue(node, out var layer)
        ? layer
        : (node.Path.Length == 0 ? "" : node.Path + "/") + ((ILowered)node.Operation).Verb;

    /// <summary>The layers whose output a node is; views that share its buffer count as the node.</summary>
    static Dictionary<Node, string> LayerNames(NetworkGraph graph)
    {
        var names = new Dictionary<Node, string>();
        foreach (var layer in graph.Layers)
        {
            foreach (var result in new[] { layer.Training, layer.Inference })
            {
                if (result is not null && Aliases.Base(result.Node) is var node && !names.ContainsKey(node))
                    names.Add(node, layer.Path);
            }
        }

        return names;
    }
}
