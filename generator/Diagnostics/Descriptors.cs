using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Diagnostics;

/// <summary>Everything the compiler can say, one field a diagnostic, grouped in the other parts of this class. An id is never used again for
/// something else; each has a page in <c>docs/diagnostics</c> and a line in <c>AnalyzerReleases.*.md</c> (tests hold both to it).</summary>
/// <remarks>A message says what is wrong, with the figures, in one sentence without a full stop: the hosts append where in which network it
/// happened.</remarks>
internal static partial class Descriptors
{
    const string Category = "Lathe";

    /// <summary>Where the pages lie: in the repository and in the package.</summary>
    const string Pages = "docs/diagnostics/";

    /// <summary>All descriptors in order of their ids.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All => Table.All;

    /// <summary>A class of its own, so that it is filled after the fields of every part.</summary>
    static class Table
    {
        public static readonly ImmutableArray<DiagnosticDescriptor> All =
        [
            .. typeof(Descriptors).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => field.GetValue(null))
                .OfType<DiagnosticDescriptor>()
                .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal),
        ];
    }
}
