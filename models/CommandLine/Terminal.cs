using Spectre.Console;

namespace Lathe.Models.CommandLine;

/// <summary>The terminal, or the file or pipe that stands in its place.</summary>
static class Terminal
{
    const int WidthOfTables = 160;

    /// <summary>Whether a person watches: then progress is drawn in place, otherwise a line an epoch is written.</summary>
    public static bool IsInteractive => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;

    /// <summary>A table without lines.</summary>
    /// <param name="columns">The headings.</param>
    /// <param name="numbers">Which columns are aligned right.</param>
    public static Table Table(string[] columns, int[] numbers)
    {
        // Files have no width, and a narrow terminal breaks lines better than a table breaks numbers.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, WidthOfTables);
        var table = new Table { Border = TableBorder.None };
        for (var i = 0; i < columns.Length; i++)
            table.AddColumn(new TableColumn(columns[i]) { NoWrap = true, Alignment = numbers.Contains(i) ? Justify.Right : Justify.Left });
        return table;
    }
}
