using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit;

/// <summary>Values in scratch that only the sweep that computes them reads, each element where it was computed: they stay in registers and need not
/// be stored.</summary>
internal static class RegisterValues
{
    /// <summary>Such values of a kernel.</summary>
    /// <param name="items">What it does, sweeps joined.</param>
    /// <param name="table">Its expressions.</param>
    public static HashSet<Value> Of(IReadOnlyList<RegionItem> items, ExpressionTable table)
    {
        var uses = new UseCounter();
        foreach (var item in items)
            uses.Count(item);
        return [.. items.OfType<Sweep>().Where(sweep => sweep.VectorAxis(table) is not null).SelectMany(sweep => Of(sweep, uses))];
    }

    static IEnumerable<Value> Of(Sweep sweep, UseCounter uses)
    {
        for (var place = 0; place < sweep.Steps.Count; place++)
        {
            if (sweep.Steps[place] is { IsSum: false, Store: { Accumulate: false, Target: { Guards.Count: 0, Value: { Space: Space.Scratch, Type: DType.Float32 } value } target } }
                && sweep.Steps.Items.Skip(place + 1).Count(later => AccessReads.Of(later.Store.Value).Accesses.Contains(target)) is var readers and > 0
                && uses.Of(value) == readers + 1)
                yield return value;
        }
    }

    /// <summary>Counts the expressions and contractions that use a value, each once for every place that it reads or writes.</summary>
    sealed class UseCounter : PlanVisitor
    {
        readonly Dictionary<Value, int> uses = [];

        public int Of(Value value) => uses[value];

        public void Count(RegionItem item)
        {
            if (item is not Sweep sweep)
            {
                Visit(item);
                return;
            }

            foreach (var step in sweep.Steps)
            {
                Count(AccessReads.Of(step.Store.Value));
                Add(step.Store.Target.Value);
            }
        }

        public override void Visit(ContractOperand operand, bool isResult) => Add(operand.Value);

        void Count(AccessReads reads)
        {
            foreach (var access in reads.Accesses)
                Add(access.Value);
            foreach (var (_, body) in reads.Folds)
                Count(body);
        }

        void Add(Value value) => uses[value] = uses.TryGetValue(value, out var count) ? count + 1 : 1;
    }
}
