using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Tells values that a later phase reads (saved) from those that live within one phase (temporary), drops values that nothing uses, and
/// numbers the others anew.</summary>
internal static class ClassifyValues
{
    public static Schedule Run(Schedule schedule)
    {
        var phases = new Dictionary<int, HashSet<PhaseKind>>();
        foreach (var phase in schedule.Phases)
        {
            foreach (var touch in phase.Items.Items.SelectMany(item => item.Touches))
            {
                if (!phases.TryGetValue(touch.Value.Id, out var known))
                    phases.Add(touch.Value.Id, known = []);
                known.Add(phase.Kind);
            }
        }

        var values = schedule.Values.Items
            .Where(value => value.Space is not (Space.Temporary or Space.Saved or Space.Slot or Space.Constant) || phases.ContainsKey(value.Id))
            .Select((value, number) => (Old: value.Id, New: value with
            {
                Id = number,
                Space = value.Space is Space.Temporary or Space.Saved ? (phases[value.Id].Count > 1 ? Space.Saved : Space.Temporary) : value.Space,
            }))
            .ToArray();
        var replacement = new ValueReplacement(values.ToDictionary(pair => pair.Old, pair => pair.New));
        return schedule with
        {
            Values = values.Select(pair => pair.New).ToEquatableArray(),
            Tables = schedule.Tables.Items
                .Where(table => phases.ContainsKey(table.Value.Id))
                .Select(table => table with { Value = replacement.Rewrite(table.Value) }).ToEquatableArray(),
            Phases = schedule.Phases.Items
                .Select(phase => phase with { Items = phase.Items.Items.Select(replacement.Rewrite).ToEquatableArray() }).ToEquatableArray(),
        };
    }
}

/// <summary>Puts other values in the place of values.</summary>
internal sealed class ValueReplacement(IReadOnlyDictionary<int, Value> replaced) : PlanRewriter
{
    public override Value Rewrite(Value value) => replaced.TryGetValue(value.Id, out var other) ? other : value;
}
