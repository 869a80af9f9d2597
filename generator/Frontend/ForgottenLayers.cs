using Lathe.Generator.Diagnostics;
using Lathe.Generator.Support;

namespace Lathe.Generator.Frontend;

/// <summary>The warning of layers that are declared but applied by no network. One network may well leave out what another one of the same
/// base applies, so it is made from all networks of a compilation together.</summary>
internal static class ForgottenLayers
{
    /// <summary>A finding for each member whose layers no network applied.</summary>
    /// <param name="networks">The members of each network. None may have ended early: it would not have applied all that it will.</param>
    public static IEnumerable<Finding> Find(IEnumerable<EquatableArray<LayerMember>> networks) =>
        networks
            .SelectMany(members => members.Items)
            // By name: the place of one that is applied is the one of its evaluation, and edits above it have moved it since.
            .GroupBy(member => (member.Place.File, member.FullType, member.Name))
            .Where(uses => uses.All(use => !use.Applied))
            .Select(uses => new Finding(Rules.ForgottenLayer, uses.First().Place, uses.Key.Name, uses.First().Type));
}
