using System.Text.RegularExpressions;
using Lathe.Compiler.Tests.Hosts;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lathe.Compiler.Tests.Diagnostics;

/// <summary>Every rule is documented, tracked, and raised by the example on its page.</summary>
public sealed partial class RuleTests
{
    /// <summary>Rules that no program of one file can break: another assembly, a compilation option, a bug of the compiler.</summary>
    static readonly string[] WithoutExample = ["LATHE025", "LATHE110", "LATHE111", "LATHE190"];

    public static TheoryData<string> Ids => [.. Rules.All.Select(rule => rule.Id)];

    public static TheoryData<string> IdsWithExample => [.. Rules.All.Select(rule => rule.Id).Except(WithoutExample)];

    [Fact]
    public void The_table_holds_every_rule_once_and_in_order()
    {
        var declared = typeof(Rules).GetProperties().Select(property => property.GetValue(null)).OfType<Rule>().ToArray();
        Assert.Equal(declared, Rules.All);
        Assert.Equal(Rules.All.Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal), Rules.All.Select(rule => rule.Id));
        Assert.All(Rules.All, rule => Assert.Matches("^LATHE[0-9]{3}$", rule.Id));
    }

    [Fact]
    public void The_release_files_track_every_rule()
    {
        var tracked = new[] { "Shipped", "Unshipped" }
            .SelectMany(kind => File.ReadAllLines(Repository.PathOf("generator", $"AnalyzerReleases.{kind}.md")))
            .Where(line => line.StartsWith("LATHE", StringComparison.Ordinal));
        Assert.Equal(Rules.All.Select(rule => $"{rule.Id} | Lathe | {rule.Severity} | {rule.Title}"), tracked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_folder_holds_the_pages_of_all_rules_and_an_index()
    {
        var pages = Directory.GetFiles(Repository.PathOf("docs", "diagnostics")).Select(Path.GetFileNameWithoutExtension).Where(name => name != "README");
        Assert.Equal(Rules.All.Select(rule => rule.Id), pages.Order(StringComparer.Ordinal));
        var index = File.ReadAllLines(Repository.PathOf("docs", "diagnostics", "README.md")).Where(line => IndexRow().IsMatch(line));
        Assert.Equal(Rules.All.Select(rule => $"| [{rule.Id}]({rule.Id}.md) | {$"{rule.Severity}".ToLowerInvariant()} | {rule.Title} |"), index);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_is_about_the_rule(string id)
    {
        var rule = Rules.All.Single(rule => rule.Id == id);
        var page = RulePage.Read(id);
        Assert.Equal($"# {id}: {rule.Title}", page.Heading);
        Assert.Equal($"{rule.Severity}", page.Severity);
        Assert.Equal($"docs/diagnostics/{id}.md", rule.Descriptor.HelpLinkUri);
        Assert.Equal(WithoutExample.Contains(id), page.Wrong is null);
    }

    [Theory]
    [MemberData(nameof(IdsWithExample))]
    public async Task The_wrong_example_breaks_the_rule_in_both_hosts(string id)
    {
        var compilation = TestCompilation.Of(RulePage.Read(id).Wrong!);
        var live = await AnalyzerRun.OfAsync(compilation);
        var built = GeneratorRun.Of(compilation).Diagnostics;
        Assert.Equal([id], live.Select(diagnostic => diagnostic.Id).Distinct());
        Assert.Equal(live.Select(diagnostic => diagnostic.ToString()), built.Select(diagnostic => diagnostic.ToString()));
        Assert.All(live, diagnostic => Assert.True(diagnostic.Location.IsInSource));
    }

    [Theory]
    [MemberData(nameof(IdsWithExample))]
    public void The_right_example_compiles_without_a_warning(string id)
    {
        var run = GeneratorRun.Of(TestCompilation.Of(RulePage.Read(id).Right!));
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }

    [GeneratedRegex(@"^\| \[LATHE")]
    private static partial Regex IndexRow();
}
