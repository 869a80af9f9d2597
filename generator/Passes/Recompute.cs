using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Activations that the backward pass can compute again from one tensor it reads anyway are not kept for it: the output of batch normalisation
/// and ReLU from the convolution's output. That costs a few instructions under the shadow of the loads, and halves what is kept.</summary>
/// <remarks>Only where the backward pass reads the activation in contractions over chunks of images: there it is staged in cache. What two tensors went into (the end of a residual block) is kept.</remarks>
internal sealed class Recompute
{
    /// <summary>The most operators of an expression that is computed twice.</summary>
    const int MostOperators = 24;

    readonly Schedule schedule;
    readonly Dictionary<int, (Region Region, MapItem Map, Store Store)> writers = [];
    readonly Dictionary<int, List<(PhaseKind Phase, Use Use, PlanItem Item)>> readers = [];
    readonly List<Value> values;

    Recompute(Schedule schedule)
    {
        this.schedule = schedule;
        values = [.. schedule.Values];
        foreach (var phase in schedule.Phases)
        {
            foreach (var item in phase.Items)
                Note(phase.Kind, item);
        }
    }

    public static Schedule Run(Schedule schedule) => new Recompute(schedule).Run();

    Schedule Run()
    {
        var clones = new Dictionary<int, (Value Copy, Region Region)>();
        foreach (var value in schedule.Values.Items.Where(value => IsWorthwhile(value, clones)))
        {
            var (region, map, store) = writers[value.Id];
            var copy = value with { Id = values.Count };
            values.Add(copy);
            clones.Add(value.Id, (copy, region with { Items = [map with { Stores = [store with { Target = store.Target with { Value = copy } }] }] }));
        }

        if (clones.Count == 0)
            return schedule;
        var rewriter = new ValueReplacement(clones.ToDictionary(clone => clone.Key, clone => clone.Value.Copy));
        var phases = schedule.Phases.Items.Select(phase => phase.Kind == PhaseKind.Backward ? phase with { Items = Backward(phase.Items).ToEquatableArray() } : phase);
        return schedule with { Values = values.ToEquatableArray(), Phases = phases.ToEquatableArray() };

        IEnumerable<PlanItem> Backward(EquatableArray<PlanItem> items)
        {
            var there = new HashSet<int>();
            foreach (var item in items)
            {
                foreach (var use in UseCollector.Of(item))
                {
                    if (clones.TryGetValue(use.Value.Id, out var clone) && there.Add(use.Value.Id))
                        yield return clone.Region;
                }

                yield return rewriter.Rewrite(item);
            }
        }
    }

    void Note(PhaseKind phase, PlanItem item)
    {
        foreach (var use in UseCollector.Of(item))
        {
            if (!readers.TryGetValue(use.Value.Id, out var known))
                readers.Add(use.Value.Id, known = []);
            known.Add((phase, use, item));
        }

        if (phase != PhaseKind.Forward || item is not Region { Groups: 0 } region)
            return;
        foreach (var map in region.Items.Items.OfType<MapItem>())
        {
            foreach (var store in map.Stores)
                writers[store.Target.Value.Id] = (region, map, store);
        }
    }

    bool IsWorthwhile(Value value, Dictionary<int, (Value Copy, Region Region)> clones)
    {
        if (value is not { Space: Space.Temporary, Size.IsStatic: false } || !writers.TryGetValue(value.Id, out var writer)
            || writer.Store.Accumulate || writer.Store.Target.Guards.Count > 0 || writer.Region.Items.Count > 1)
            return false;
        var uses = readers[value.Id].Where(reader => !reader.Use.IsWrite).ToArray();
        var backward = uses.Where(reader => reader.Phase == PhaseKind.Backward).ToArray();
        return uses.All(reader => reader.Phase is PhaseKind.Forward or PhaseKind.Backward)
            && backward.All(reader => reader.Use.Access is null ? IsChunked(reader.Item) : reader.Use.Access.Guards.Count == 0)
            && backward.Any(reader => reader.Use.Access is null)
            && SourceOf(writer.Store) is { } source && !clones.ContainsKey(source.Id)
            && readers[source.Id].Any(reader => reader.Phase == PhaseKind.Backward && !reader.Use.IsWrite);
    }

    static bool IsChunked(PlanItem item) => item is Region region && region.Items.Items.OfType<ContractItem>().All(contraction => contraction.Part is not null);

    /// <summary>The only tensor that grows with the batch among those that a cheap expression reads, element by element; null where there is none, or
    /// where it reads what changes until the backward pass.</summary>
    static Value? SourceOf(Store store)
    {
        var reads = new ReadCollector();
        reads.Visit(store.Value);
        var tensors = reads.Loads.Where(load => !load.Value.Size.IsStatic).ToArray();
        return reads.Operators <= MostOperators && !reads.Folds && tensors.Length > 0
            && reads.Loads.All(load => load.Value.Space is Space.Temporary or Space.Parameter or Space.Input or Space.Constant)
            && tensors.All(load => load.Value == tensors[0].Value && load.Guards.Count == 0 && load.Offset == store.Target.Offset)
            ? tensors[0].Value
            : null;
    }

    sealed class ReadCollector : PlanVisitor
    {
        public List<Access> Loads { get; } = [];

        public int Operators { get; private set; }

        public bool Folds { get; private set; }

        public override void Visit(Access access, bool isStore) => Loads.Add(access);

        public override void Visit(Scalar scalar)
        {
            Operators += scalar is Load or Constant ? 0 : 1;
            Folds |= scalar is Fold or FoldArgMax or RandomWord;
            base.Visit(scalar);
        }
    }
}
