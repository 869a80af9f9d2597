namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints a table of a description: several rows a line, and rows that repeat from block to block once, by the number of the block.</summary>
internal static class TablePrinter
{
    /// <summary>Characters of a line that holds more than one row.</summary>
    const int Width = 160;

    /// <summary>The most rows of a block.</summary>
    const int LongestPeriod = 64;

    /// <summary>The fewest blocks: two rows advance evenly whatever they hold.</summary>
    const int LeastCount = 3;

    /// <param name="code">Gets the table.</param>
    /// <param name="name">What it is assigned to.</param>
    /// <param name="type">The type of a row.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="end">What follows the table.</param>
    public static void Print(CodeWriter code, string name, string type, IEnumerable<TableRow> rows, string end = ",")
    {
        var all = rows.ToArray();
        code.Line(all.Length == 0 ? $"{name} = []{end}" : $"{name} =");
        if (all.Length == 0)
            return;
        code.OpenList();
        var repetitions = new Repetitions(
            Numbering.Of(all.Select(row => row.Structure)),
            (place, period) => TableRow.AdvanceEvenly(all[place], all[place + period], all[place + (2 * period)]),
            LongestPeriod, LeastCount);
        foreach (var repetition in repetitions.Cover())
        {
            var block = Enumerable.Range(repetition.Start, repetition.Period);
            if (repetition.Count == 1)
            {
                Lines(code, block.Select(place => all[place].Print()));
                continue;
            }

            code.Line($".. Repeat<{type}>({CSharpLiteral.Of(repetition.Count)}, i =>");
            code.OpenList();
            Lines(code, block.Select(place => all[place].PrintInLoop(all[place + repetition.Period])));
            code.Close("]),");
        }

        code.Close("]" + end);
    }

    static void Lines(CodeWriter code, IEnumerable<string> rows)
    {
        var line = "";
        foreach (var row in rows)
        {
            if (line.Length > 0 && line.Length + row.Length > Width)
            {
                code.Line(line);
                line = "";
            }

            line += line.Length == 0 ? row + "," : $" {row},";
        }

        if (line.Length > 0)
            code.Line(line);
    }
}
