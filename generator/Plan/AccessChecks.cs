using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>Checks, for several batches, that accesses stay within their values and that no two chunks of a region write one element. Long loops
/// are walked at their ends and middle only: indices are quasi-affine, so that is where they would go astray; the interpreter of the Plan walks all.</summary>
internal sealed class AccessChecks
{
    static readonly long[] Batches = [1, 2, 5];

    const int FewElements = 4096;

    readonly Region region;
    readonly Dictionary<Store, AccessReads> reads;
    readonly long batch;
    readonly long[] variables;
    readonly HashSet<string> findings = [];

    /// <summary>For each element, the chunk that has written it; kept where there are few.</summary>
    readonly Dictionary<(int Value, long Element), long> writers;
    bool isSampled;

    AccessChecks(Region region, Dictionary<Store, AccessReads> reads, Dictionary<(int Value, long Element), long> writers, long batch)
    {
        this.writers = writers;
        this.region = region;
        this.reads = reads;
        this.batch = batch;
        variables = new long[VariableCounter.Of(region)];
    }

    public static IEnumerable<string> Findings(Schedule schedule)
    {
        var writers = new Dictionary<(int Value, long Element), long>();
        return
            from item in schedule.Phases.Items.SelectMany(phase => phase.Items.Items).OfType<Region>()
            let reads = ReadsOf(item)
            from batch in Batches
            from finding in new AccessChecks(item, reads, writers, batch).Check()
            select $"{finding} in {item.Name} for {batch} samples.";
    }

    static Dictionary<Store, AccessReads> ReadsOf(Region region) => region.Items.Items.OfType<MapItem>().SelectMany(map => map.Stores.Items)
        .ToDictionary(store => store, store => AccessReads.Of(store.Value), ReferenceComparer<Store>.Instance);

    IEnumerable<string> Check()
    {
        isSampled = reads.Keys.Sum(store => store.Target.Value.Size.At(batch)) > FewElements;
        writers.Clear();
        Walk([region.Chunk], 0, isSampled, () =>
        {
            foreach (var item in region.Items)
            {
                if (item is MapItem map)
                {
                    var stores = map.Stores.Items.Select(store => (store, reads[store])).ToArray();
                    Walk(map.Axes.Items, 0, isSampled, () => Check(stores));
                }
                else if (item is ContractItem contract)
                {
                    Check(contract.Left, contract);
                    Check(contract.Right, contract);
                    Check(contract.Result, contract);
                }
            }
        });
        return findings;
    }

    void Walk(IReadOnlyList<LoopAxis> axes, int depth, bool skips, Action body)
    {
        if (depth == axes.Count)
        {
            body();
            return;
        }

        var axis = axes[depth];
        var (start, end) = (Evaluate(axis.Start), Evaluate(axis.End));
        for (var position = start; position < end; position = skips ? NextSample(position, start, end) : position + 1)
        {
            variables[axis.Id] = position;
            Walk(axes, depth + 1, skips, body);
        }
    }

    /// <summary>After the first position the second one, then the one in the middle, then the last.</summary>
    static long NextSample(long position, long start, long end)
    {
        var middle = (start + end) / 2;
        return position == start ? start + 1 : position < middle ? middle : position < end - 1 ? end - 1 : end;
    }

    void Check((Store Store, AccessReads Reads)[] stores)
    {
        foreach (var (store, reads) in stores)
            Check(store, reads);
    }

    void Check(Store store, AccessReads reads)
    {
        Check(reads);
        if (!AllHold(store.Target.Guards))
            return;
        Check(store.Target);
        var element = Evaluate(store.Target.Offset);
        var chunk = variables[region.Chunk.Id];
        if (isSampled || store.Target.Value.Space == Space.Scratch)
            return;
        if (writers.TryGetValue((store.Target.Value.Id, element), out var other) && other != chunk)
            findings.Add($"two chunks write one element of {store.Target.Value.Name}");
        writers[(store.Target.Value.Id, element)] = chunk;
    }

    void Check(AccessReads reads)
    {
        foreach (var access in reads.Accesses)
        {
            if (AllHold(access.Guards))
                Check(access);
        }

        foreach (var (axes, body) in reads.Folds)
            Walk(axes, 0, skips: true, () => Check(body));
    }

    void Check(Access access)
    {
        var element = Evaluate(access.Offset);
        if (element < 0 || element >= access.Value.Size.At(batch))
            findings.Add($"element {element} of {access.Value.Name}, which has {access.Value.Size},");
    }

    void Check(ContractOperand operand, ContractItem contract)
    {
        var start = Evaluate(contract.Part is { } part ? operand.Start(part, region.Chunk) : operand.Offset);
        var (first, last) = (start, start);
        for (var axis = 0; axis < operand.Labels.Length; axis++)
        {
            var reach = operand.Strides[axis] * (ExtentOf(operand.Labels[axis], contract) - 1);
            (first, last) = (first + Math.Min(0, reach), last + Math.Max(0, reach));
        }

        if (first < 0 || last >= operand.Value.Size.At(batch))
            findings.Add($"elements {first} to {last} of {operand.Value.Name}, which has {operand.Value.Size},");
    }

    /// <summary>How many positions of an axis a chunk goes over.</summary>
    long ExtentOf(char label, ContractItem contract)
    {
        var extent = contract.Relation.ExtentOf(label).At(batch);
        return contract.Part is { } part && part.Axis == label ? Math.Min(part.Rows, extent - (variables[region.Chunk.Id] * part.Rows)) : extent;
    }

    bool AllHold(EquatableArray<Guard> guards)
    {
        foreach (var guard in guards)
        {
            if (!Holds(guard))
                return false;
        }

        return true;
    }

    bool Holds(Guard guard) => Evaluate(guard.Index) is var index && index >= 0 && index < Evaluate(guard.End);

    long Evaluate(Index index) => IndexEvaluator.Evaluate(index, variables, batch);

    /// <summary>One more than the highest number of a loop variable.</summary>
    sealed class VariableCounter : PlanVisitor
    {
        int count;

        public static int Of(Region region)
        {
            var counter = new VariableCounter();
            counter.Visit(region);
            return counter.count;
        }

        public override void Visit(LoopAxis axis) => count = Math.Max(count, axis.Id + 1);
    }
}
