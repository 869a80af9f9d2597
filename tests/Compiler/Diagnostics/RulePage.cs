using Lathe.Compiler.Tests.Support;

namespace Lathe.Compiler.Tests.Diagnostics;

/// <summary>A page of <c>docs/diagnostics</c>.</summary>
/// <param name="Heading">Its first line.</param>
/// <param name="Severity">The first word of its text.</param>
/// <param name="Wrong">The program that breaks the rule; null where none of one file can.</param>
/// <param name="Right">The same program, mended.</param>
internal sealed record RulePage(string Heading, string Severity, string? Wrong, string? Right)
{
    public static RulePage Read(string id)
    {
        var text = File.ReadAllText(Repository.PathOf("docs", "diagnostics", id + ".md"));
        var lines = text.Split('\n');
        return new(lines[0], lines[2].Split('.')[0], Code(text, "## Wrong"), Code(text, "## Right"));
    }

    static string? Code(string text, string heading)
    {
        const string Fence = "```";
        var section = text.IndexOf(heading, StringComparison.Ordinal);
        if (section < 0)
        {
            return null;
        }

        var start = text.IndexOf('\n', text.IndexOf(Fence, section, StringComparison.Ordinal)) + 1;
        return text[start..text.IndexOf(Fence, start, StringComparison.Ordinal)];
    }
}
