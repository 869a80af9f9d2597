using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>What a later phase can cheaply compute again from tensors that are there anyway is not kept for it. The backward pass computes the output of
/// batch normalisation and ReLU again from the convolution's output: a few instructions under the shadow of the loads, and half of what is kept.</summary>
/// <remarks>For the backward pass it has to come from one tensor that is read there anyway: what two went into (the end of a residual block) is kept.
/// Contractions over chunks of images find it staged in cache; for others it is stored again, which takes two crossings, and less memory in between.
/// That is no gain after the backward pass: there it is done for contractions over chunks alone.</remarks>
internal sealed class Recompute
{
    /// <summary>The most operators of an expression that is computed twice.</summary>
    const int MostOperators = 24;

    readonly Schedule schedule;
    readonly PhaseKind writing;
    readonly PhaseKind reading;
    readonly int mostSources;
    readonly Dictionary<int, (Region Region, MapItem Map, Store Store, int Time)> writers = [];
    readonly Dictionary<int, List<(PhaseKind Phase, int Time, PlanItem Item, Touch Touch)>> touches = [];
    readonly List<Value> values;

    /// <param name="schedule">With contractions over chunks of images.</param>
    /// <param name="writing">The phase that computes a tensor now.</param>
    /// <param name="reading">The phase that computes it again.</param>
    /// <param name="mostSources">From how many tensors that grow with the batch it may come.</param>
    Recompute(Schedule schedule, PhaseKind writing, PhaseKind reading, int mostSources)
    {
        (this.schedule, this.writing, this.reading, this.mostSources) = (schedule, writing, reading, mostSources);
        values = [.. schedule.Values];
        var time = 0;
        foreach (var phase in schedule.Phases)
        {
            foreach (var item in phase.Items)
                Note(phase.Kind, item, time++);
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
            var (region, map, store, _) = writers[value.Id];
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
                foreach (var touch in item.Touches)
                {
                    if (clones.TryGetValue(touch.Value.Id, out var clone) && there.Add(touch.Value.Id))
                        yield return clone.Region;
                }

                yield return rewriter.Rewrite(item);
            }
        }
    }

    void Note(PhaseKind phase, PlanItem item, int time)
    {
        foreach (var touch in item.Touches)
        {
            if (!touches.TryGetValue(touch.Value.Id, out var known))
                touches.Add(touch.Value.Id, known = []);
            known.Add((phase, time, item, touch));
        }

        if (phase != writing || item is not Region { Groups: 0 } region)
            return;
        foreach (var map in region.Items.Items.OfType<MapItem>())
        {
            foreach (var store in map.Stores)
                writers[store.Target.Value.Id] = (region, map, store, time);
        }
    }

    bool IsWorthwhile(Value value, Dictionary<int, (Value Copy, Region Region)> clones)
    {
        if (value is not { Space: Space.Temporary, Size.IsStatic: false } || !writers.TryGetValue(value.Id, out var writer)
            || writer.Store.Accumulate || writer.Store.Target.Guards.Count > 0 || writer.Region.Items.Count > 1 || touches[value.Id].Count(known => known.Touch.IsWrite) > 1)
            return false;
        var reads = touches[value.Id].Where(known => !known.Touch.IsWrite).ToArray();
        var later = reads.Where(known => known.Phase == reading).ToArray();
        return later.Length > 0 && reads.All(known => known.Phase == writing || known.Phase == reading)
            && (reading == PhaseKind.Backward || IsStaged(later.Select(known => (known.Item, known.Touch))))
            && SourcesOf(writer.Region, writer.Map, writer.Store, writer.Time) is { Length: > 0 } sources && sources.Length <= mostSources
            && sources.All(source => !clones.ContainsKey(source.Id) && (reading != PhaseKind.Backward || IsReadAnyway(source)));
    }

    bool IsReadAnyway(Value source) => touches[source.Id].Any(known => known.Phase == reading && !known.Touch.IsWrite);

    /// <summary>Whether contractions over chunks read a tensor, and beside them loops alone, element by element.</summary>
    static bool IsStaged(IEnumerable<(PlanItem Item, Touch Touch)> reads) =>
        reads.All(read => read.Touch.Access is { } access ? access.Guards.Count == 0 : IsChunked(read.Item)) && reads.Any(read => read.Touch.Access is null);

    static bool IsChunked(PlanItem item) => item is Region region && region.Items.Items.OfType<ContractItem>().All(contraction => contraction.Part is not null);

    /// <summary>The tensors that grow with the batch among those that a cheap expression reads, element by element; none where it reads any in another
    /// way, or what is written once more afterwards.</summary>
    Value[] SourcesOf(Region region, MapItem map, Store store, int time)
    {
        var expression = new ExpressionVisitor();
        expression.Visit(store.Value);
        var loads = (region with { Items = [map with { Stores = [store] }] }).Touches.Where(touch => !touch.IsWrite).ToArray();
        var tensors = loads.Where(load => !load.Value.Size.IsStatic).ToArray();
        return expression.Operators <= MostOperators && !expression.Folds
            && loads.All(load => load.Value.Space is Space.Temporary or Space.Saved or Space.Parameter or Space.Input or Space.Constant
                && !touches[load.Value.Id].Any(known => known.Time > time && known.Touch.Conflicts(load)))
            && tensors.All(load => load.Access is { Guards.Count: 0 } access && MovesAlong(access, map.Axes))
            ? [.. tensors.Select(load => load.Value).Distinct()]
            : [];
    }

    /// <summary>Whether every position of the loops has an element of its own.</summary>
    static bool MovesAlong(Access access, EquatableArray<LoopAxis> axes) =>
        AffineIndex.Of(access.Offset) is { IsAffine: true } offset && axes.Items.All(axis => offset.FactorOf(axis.Id) != 0);

    sealed class ExpressionVisitor : PlanVisitor
    {
        public int Operators { get; private set; }

        public bool Folds { get; private set; }

        public override void Visit(Scalar scalar)
        {
            Operators += scalar is Load or Constant ? 0 : 1;
            Folds |= scalar is Fold or FoldArgMax or RandomWord;
            base.Visit(scalar);
        }
    }
}
