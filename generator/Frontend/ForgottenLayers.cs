using Lathe.Generator.Diagnostics;

namespace Lathe.Generator.Frontend;

/// <summary>The warning of layers that are declared but applied by no network. One network may well leave out what another one of the same
/// base applies, so it is made from all networks of a compilation together.</summary>
internal static class ForgottenLayers
{
    /// <summary>A finding for each member whose layers no evaluation applied. None if an evaluation ended early: it has not applied all that it would.</summary>
    public static IEnumerable<Finding> Find(IReadOnlyCollection<Evaluation> evaluations) =>
        evaluations.Any(evaluation => evaluation.Graph is null)
            ? []
            : evaluations
                .SelectMany(evaluation => evaluation.Members.Items)
                .GroupBy(member => member.Place)
                .Where(uses => uses.All(use => !use.Applied))
                .Select(uses => new Finding(Rules.ForgottenLayer, uses.Key, uses.First().Name, uses.First().Type));
}
