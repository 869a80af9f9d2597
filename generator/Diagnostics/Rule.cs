using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Diagnostics;

/// <summary>One way for a declaration to be wrong, or for a network to be refused. <see cref="Rules"/> lists them all; each has a page in <c>docs/diagnostics</c>.</summary>
/// <param name="Id"><c>LATHEnnn</c>; never used again for something else.</param>
/// <param name="Title">What is wrong, in general.</param>
/// <param name="Format">What is wrong here, with numbered holes: one sentence without a full stop, because where it happened is appended.</param>
/// <param name="Severity">Error, or warning where the declaration still means something.</param>
internal sealed record Rule(string Id, string Title, string Format, DiagnosticSeverity Severity = DiagnosticSeverity.Error)
{
    const string Category = "Lathe";

    /// <summary>Where the pages lie: in the repository and in the package.</summary>
    const string Pages = "docs/diagnostics/";

    /// <summary>The rule as Roslyn knows it. The message is a hole of its own: it carries where the rule was broken too.</summary>
    public DiagnosticDescriptor Descriptor { get; } = Describe(Id, Title, Severity);

#pragma warning disable RS2008 // Release tracking needs literal ids here; RuleTests compare the release files with the table of rules.
    static DiagnosticDescriptor Describe(string id, string title, DiagnosticSeverity severity) =>
        new(id, title, "{0}", Category, severity, isEnabledByDefault: true, helpLinkUri: Pages + id + ".md");
#pragma warning restore RS2008
}
