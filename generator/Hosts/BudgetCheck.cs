using System.Globalization;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Hosts;

/// <summary>Holds a network to its budget.</summary>
internal static class BudgetCheck
{
    public static IEnumerable<Finding> Exceeded(string network, NetworkGraph graph, NetworkFigures figures, Budget budget)
    {
        var limits = new[]
        {
            (Rules.ParameterBudget, Limit: budget.Parameters, Measure: (Func<long>)(() => figures.Parameters)),
            (Rules.MultiplyAddBudget, budget.MultiplyAdds, () => figures.MultiplyAdds),
            (Rules.ActivationBudget, budget.ActivationBytes, () => ActivationBytes(graph)),
        };
        foreach (var (rule, limit, measure) in limits.Where(limit => limit.Limit > 0))
        {
            var needed = measure();
            if (needed > limit)
            {
                yield return new Finding(rule, budget.Place, network, Text(needed), Text(needed - limit), Text(limit)) { Network = network };
            }
        }
    }

    /// <summary>What each sample of a batch takes in the arena of a training step.</summary>
    static long ActivationBytes(NetworkGraph graph) => Pipeline.Run(graph, hasCuda: false).Training.Memory!.Size(Arena.Work).PerSample;

    static string Text(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
