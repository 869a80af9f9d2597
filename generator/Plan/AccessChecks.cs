using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>Checks, for several batches, that accesses stay within their values and that no two chunks of a region write one element. Long loops
/// are walked at their ends and middle only: indices are quasi-affine, so that is where they would go astray; the interpreter of the Plan walks all.</summary>
internal sealed class AccessChecks
{
    static readonly long[] Batches = [1, 2, 5];

    const int FewElements = 4096;

    readonly Region region;
    readonly long batch;
    readonly long[] variables;
    readonly HashSet<string> findings = [];
    Dictionary<(int Value, long Element), long>? writers;

    AccessChecks(Region region, long batch)
    {
        this.region = region;
        this.batch = batch;
        variables = new long[VariableCounter.Of(region)];
    }

    public static IEnumerable<string> Findings(Schedule schedule) =>
        from item in schedule.Phases.Items.SelectMany(phase => phase.Items.Items).OfType<Region>()
        from batch in Batches
        from finding in new AccessChecks(item, batch).Check()
        select $"{finding} in {item.Name} for {batch} samples.";

    IEnumerable<string> Check()
    {
        var stored = region.Items.Items.OfType<MapItem>().SelectMany(map => map.Stores.Items).Sum(store => store.Target.Value.Size.At(batch));
        writers = stored <= FewElements ? [] : null;
        Walk([region.Chunk], 0, isSampled: writers is null, () =>
        {
            foreach (var item in region.Items)
            {
                if (item is MapItem map)
                    Walk(map.Axes, 0, isSampled: writers is null, () => map.Stores.Items.ToList().ForEach(Check));
                else if (item is ContractItem contract)
                    new[] { contract.Left, contract.Right, contract.Result }.ToList().ForEach(operand => Check(operand, contract));
            }
        });
        return findings;
    }

    void Walk(EquatableArray<LoopAxis> axes, int depth, bool isSampled, Action body)
    {
        if (depth == axes.Count)
        {
            body();
            return;
        }

        var axis = axes[depth];
        var (start, end) = (Evaluate(axis.Start), Evaluate(axis.End));
        foreach (var position in isSampled ? Sampled(start, end) : All(start, end))
        {
            variables[axis.Id] = position;
            Walk(axes, depth + 1, isSampled, body);
        }
    }

    void Check(Store store)
    {
        Check(store.Value);
        if (!store.Target.Guards.Items.All(Holds))
            return;
        Check(store.Target);
        var element = Evaluate(store.Target.Offset);
        var chunk = variables[region.Chunk.Id];
        if (writers is null || store.Target.Value.Space == Space.Scratch)
            return;
        if (writers.TryGetValue((store.Target.Value.Id, element), out var other) && other != chunk)
            findings.Add($"two chunks write one element of {store.Target.Value.Name}");
        writers[(store.Target.Value.Id, element)] = chunk;
    }

    void Check(Scalar scalar)
    {
        switch (scalar)
        {
            case Load load:
                if (load.Access.Guards.Items.All(Holds))
                    Check(load.Access);
                break;
            case Fold fold:
                Walk(fold.Axes, 0, isSampled: true, () => Check(fold.Body));
                break;
            case FoldArgMax fold:
                Walk(fold.Axes, 0, isSampled: true, () => Check(fold.Body));
                break;
            default:
                foreach (var child in ScalarChildren.Of(scalar))
                    Check(child);
                break;
        }
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

    bool Holds(Guard guard) => Evaluate(guard.Index) is var index && index >= 0 && index < Evaluate(guard.End);

    long Evaluate(Index index) => IndexEvaluator.Evaluate(index, variables, batch);

    static IEnumerable<long> All(long start, long end)
    {
        for (var position = start; position < end; position++)
            yield return position;
    }

    static IEnumerable<long> Sampled(long start, long end) =>
        new[] { start, start + 1, (start + end) / 2, end - 1 }.Where(position => position >= start && position < end).Distinct();

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
