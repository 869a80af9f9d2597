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
                // By name: the place of one that is applied is the one of its evaluation, and edits above it have moved it since.
                .GroupBy(member => (member.Place.File, member.FullType, member.Name))
                .Where(uses => uses.All(use => !use.Applied))
                .Select(uses => new Finding(Rules.ForgottenLayer, uses.First().Place, uses.Key.Name, uses.First().Type));
}
