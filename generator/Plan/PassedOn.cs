namespace Lathe.Generator.Plan;

/// <summary>Results of contractions that nothing but their post reads: they need not be stored.</summary>
internal static class PassedOn
{
    /// <summary>The numbers of such values in a phase.</summary>
    public static HashSet<int> Of(IReadOnlyList<PlanItem> phase)
    {
        var items = new Dictionary<int, int>();
        foreach (var value in phase.SelectMany(item => item.Touches.Select(touch => touch.Value.Id).Distinct()))
            items[value] = items.TryGetValue(value, out var count) ? count + 1 : 1;
        var passed = new HashSet<int>();
        for (var place = 1; place < phase.Count; place++)
        {
            if (phase[place] is Region { IsPost: true } && ((Region)phase[place - 1]).Items[0] is ContractItem { Result.Value: { Space: Space.Temporary } result } && items[result.Id] == 2)
                passed.Add(result.Id);
        }

        return passed;
    }
}
