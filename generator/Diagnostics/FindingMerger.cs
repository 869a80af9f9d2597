using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Diagnostics;

/// <summary>Makes one diagnostic a span out of what all networks reported there: a mistake in a helper that forty blocks share is one mistake.</summary>
internal static class FindingMerger
{
    /// <summary>The diagnostics, in order of place and id.</summary>
    /// <param name="findings">What the networks reported, in a fixed order: the first of a span gives the message.</param>
    /// <param name="treeOf">The tree of a file name, null where the compilation has none.</param>
    public static IEnumerable<Diagnostic> Merge(IEnumerable<Finding> findings, Func<string, SyntaxTree?> treeOf) =>
        findings
            .GroupBy(finding => (finding.Place, finding.Rule.Id))
            .OrderBy(same => same.Key.Place.File, StringComparer.Ordinal)
            .ThenBy(same => same.Key.Place.Span.Start)
            .ThenBy(same => same.Key.Place.Span.End)
            .ThenBy(same => same.Key.Id, StringComparer.Ordinal)
            .Select(same => Create([.. same], treeOf));

    static Diagnostic Create(Finding[] same, Func<string, SyntaxTree?> treeOf)
    {
        var first = same[0];
        var message = string.Format(CultureInfo.InvariantCulture, first.Rule.Format, [.. first.Arguments]);
        var occurrences = same.Select(finding => (finding.Network, finding.Path)).Distinct().Count();
        return Diagnostic.Create(
            first.Rule.Descriptor,
            first.Place.ToLocation(treeOf(first.Place.File)),
            first.Related.Items.Select(place => place.ToLocation(treeOf(place.File))),
            message + Where(first, occurrences));
    }

    static string Where(Finding first, int occurrences)
    {
        var place = (first.Path, first.Network, occurrences) switch
        {
            (_, "", _) or ("", _, 1) => "",
            ("", var network, _) => $" in {network}",
            var (path, network, _) => $" at `{path}` of {network}",
        };
        return occurrences > 1 ? $"{place}, and {(occurrences - 1).ToString(CultureInfo.InvariantCulture)} more" : place;
    }
}
