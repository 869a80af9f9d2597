using System.Text;

namespace Lathe.Generator.Emit;

/// <summary>Lines of C#, indented by blocks.</summary>
/// <param name="depth">How many blocks surround the first line.</param>
internal sealed class CodeWriter(int depth = 0)
{
    readonly StringBuilder text = new();
    int depth = depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', 4 * depth).Append(line);
        text.Append('\n');
    }

    public void Open(string header)
    {
        Line(header);
        Line("{");
        depth++;
    }

    /// <summary>Opens a list.</summary>
    public void OpenList()
    {
        Line("[");
        depth++;
    }

    public void Close(string end = "}")
    {
        depth--;
        Line(end);
    }

    /// <summary>Lines that were written elsewhere, one level deeper than they were there for each level here.</summary>
    public void Lines(string lines)
    {
        foreach (var line in lines.Split('\n'))
        {
            if (line.Length > 0)
                Line(line);
        }
    }

    public override string ToString() => text.ToString();
}
