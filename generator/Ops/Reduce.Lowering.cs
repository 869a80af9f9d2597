using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>Where the result has elements enough to share out, each is one fold. Where it has few and the folds are long (statistics over the
/// batch, gradients of biases), chunks of the folded axes leave partial results in slots, which a second fold sums in order, in double.</summary>
internal sealed partial record Reduce : IElementwise
{
    /// <summary>Results that many elements long keep all workers busy by themselves.</summary>
    const long ManyResults = 8192;

    /// <summary>A fold over so many elements is one chunk.</summary>
    const long ShortFold = 8192;

    /// <summary>Elements a sample that even a large batch folds quickly.</summary>
    const long ShortFoldPerSample = 64;

    public string Verb => Kind switch
    {
        ReduceKind.Sum => "sum",
        ReduceKind.Maximum => "maximum",
        _ => "minimum",
    };

    ElementKind IElementwise.Kind => ElementKind.Fold;

    public int Cost => 1;

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element);

    public Scalar ElementAt(ILowering lowering, Node self, Position position)
    {
        var input = self.Inputs[0];
        if (!IsPartitioned(self))
        {
            var folded = Axes.Items.ToDictionary(axis => axis, axis => Loops.Along(lowering, input.Shape, axis));
            var source = position.With(input.Shape, axis => folded.TryGetValue(axis, out var loop) ? loop.Variable : position[axis]);
            var (axes, body) = Merged(lowering, [.. folded.Values], lowering.Element(self, 0, source));
            return new Fold(Kind, axes, body, self.Type);
        }

        var partial = lowering.Partial(self, () => Partial(lowering, self));
        var chunk = lowering.Axis("chunk", 0, partial.Chunks, Interval.Positions(partial.Bound));
        var slot = new Access(partial.Slots, (chunk.Variable * self.Shape.Size.Value) + position.Linear, []);
        return new Fold(Kind, [chunk], new Load(slot), DType.Float64);
    }

    bool IsPartitioned(Node self)
    {
        var (results, elements) = (self.Shape.Size, self.Inputs[0].Shape.Size);
        return self.Type == DType.Float32 && results.IsStatic && results.Fixed < ManyResults
            && (elements.IsStatic ? elements.Fixed > ShortFold : elements.PerSample > ShortFoldPerSample);
    }

    /// <summary>A region that folds each chunk of the folded axes into a row of slots.</summary>
    PartialResults Partial(ILowering lowering, Node self)
    {
        var input = self.Inputs[0];
        var loops = Enumerable.Range(0, input.Shape.Rank).Select(axis => Loops.Along(lowering, input.Shape, axis)).ToArray();
        var source = Position.Of(lowering.Ranges, input.Shape, loops.Select(loop => loop.Variable));
        var results = loops.Where((_, axis) => !Axes.Items.Contains(axis)).ToEquatableArray();
        var target = source.With(self.Shape, axis => Axes.Items.Contains(axis) ? 0 : source[axis]).Linear;
        var (folded, body) = Merged(lowering, [.. Axes.Items.Select(axis => loops[axis])], lowering.Element(self, 0, source));

        var count = self.Shape.Size;
        var number = lowering.Axis("chunk", 0, 1, Interval.Positions(input.Shape.Size)).Id;
        var partition = Partition.Of(number, folded.Items, count.Value);
        lowering.Ranges.Set(number, Interval.Positions(partition.Bound));
        var slots = lowering.Slots(self, count * partition.Bound);
        var store = new Store(
            new Access(slots, (partition.Chunk.Variable * count.Value) + target, []),
            new Fold(Kind, partition.Axes, body, DType.Float32));
        var nest = new LoopNest(results, [store]).Merged(lowering.Ranges);
        lowering.Emit(self, partition.Chunk, new MapItem(nest.Axes, nest.Stores));
        return new(slots, partition.Chunk.End, partition.Bound);
    }

    static (EquatableArray<LoopAxis> Axes, Scalar Body) Merged(ILowering lowering, IReadOnlyList<LoopAxis> axes, Scalar body)
    {
        var indices = new IndexCollector();
        indices.Visit(body);
        var (merged, substitution) = AxisMerging.Merge(axes, indices.Found, lowering.Ranges);
        return (merged.ToEquatableArray(), substitution.Rewrite(body));
    }
}
