using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>What a later phase can cheaply compute again from tensors that are there anyway is not kept for it. The backward pass computes the output of
/// batch normalisation and ReLU again from the convolution's output: a few instructions under the shadow of the loads, and half of what is kept.</summary>
/// <remarks>Only where the later phase reads the tensor in contractions over chunks of images: there it is staged in cache. For the backward pass it
/// has to come from one tensor: what two went into (the end of a residual block) is kept.</remarks>
internal sealed class Recompute
{
    /// <summary>The most operators of an expression that is computed twice.</summary>
    const int MostOperators = 24;

    readonly Schedule schedule;
    readonly PhaseKind writing;
    readonly PhaseKind reading;
    readonly int mostSources;
    readonly Dictionary<int, (Region Region, MapItem Map, Store Store)> writers = [];
    readonly Dictionary<int, List<(PhaseKind Phase, Use Use, PlanItem Item)>> readers = [];
    readonly List<Value> values;

    /// <param name="schedule">With contractions over chunks of images.</param>
    /// <param name="writing">The phase that computes a tensor now.</param>
    /// <param name="reading">The phase that computes it again.</param>
    /// <param name="mostSources">From how many tensors that grow with the batch it may come.</param>
    Recompute(Schedule schedule, PhaseKind writing, PhaseKind reading, int mostSources)
    {
        (this.schedule, this.writing, this.reading, this.mostSources) = (schedule, writing, reading, mostSources);
        values = [.. schedule.Values];
        foreach (var phase in schedule.Phases)
        {
            foreach (var item in phase.Items)
                Note(phase.Kind, item);
        }
    }

    public static Schedule Run(Schedule schedule)
    {
        schedule = new Recompute(schedule, PhaseKind.Forward, PhaseKind.Backward, mostSources: 1).Run();
        return new Recompute(schedule, PhaseKind.Backward, PhaseKind.BackwardInput, mostSources: 2).Run();
    }

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
        var phases = schedule.Phases.Items.Select(phase => phase.Kind == reading ? phase with { Items = Again(phase.Items).ToEquatableArray() } : phase);
        return schedule with { Values = values.ToEquatableArray(), Phases = phases.ToEquatableArray() };

        IEnumerable<PlanItem> Again(EquatableArray<PlanItem> items)
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

        if (phase != writing || item is not Region { Groups: 0 } region)
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
        var later = uses.Where(reader => reader.Phase == reading).ToArray();
        return uses.All(reader => reader.Phase == writing || reader.Phase == reading)
            && later.All(reader => reader.Use.Access is null ? IsChunked(reader.Item) : reader.Use.Access.Guards.Count == 0)
            && later.Any(reader => reader.Use.Access is null)
            && SourcesOf(writer.Store) is { Length: > 0 } sources && sources.Length <= mostSources
            && sources.All(source => !clones.ContainsKey(source.Id) && (reading != PhaseKind.Backward || IsReadAnyway(source)));
    }

    bool IsReadAnyway(Value source) => readers[source.Id].Any(reader => reader.Phase == reading && !reader.Use.IsWrite);

    static bool IsChunked(PlanItem item) => item is Region region && region.Items.Items.OfType<ContractItem>().All(contraction => contraction.Part is not null);

    /// <summary>The tensors that grow with the batch among those that a cheap expression reads, element by element; none where it reads any in another
    /// way, or what changes until the later phase.</summary>
    static Value[] SourcesOf(Store store)
    {
        var reads = new ReadCollector();
        reads.Visit(store.Value);
        var tensors = reads.Loads.Where(load => !load.Value.Size.IsStatic).ToArray();
        return reads.Operators <= MostOperators && !reads.Folds
            && reads.Loads.All(load => load.Value.Space is Space.Temporary or Space.Saved or Space.Parameter or Space.Input or Space.Constant)
            && tensors.All(load => load.Guards.Count == 0 && load.Offset == store.Target.Offset)
            ? [.. tensors.Select(load => load.Value).Distinct()]
            : [];
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
