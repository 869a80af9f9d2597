using System.Text;
using System.Text.RegularExpressions;

namespace Lathe.Generator.Emit;

/// <summary>Names of the plan as C# identifiers.</summary>
internal static class Identifier
{
    static readonly HashSet<string> reserved =
        ["as", "base", "begin", "do", "end", "for", "if", "in", "int", "is", "left", "new", "out", "ref", "scratch", "this", "arguments", "launcher", "chunks", "var"];

    /// <summary>The name of a local variable: letters and an optional underscore; names with digits are the printer's own.</summary>
    public static string Local(string name)
    {
        var letters = new string([.. name.Where(character => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))]);
        return letters.Length == 0 ? "position" : reserved.Contains(letters) ? letters + "_" : letters;
    }

    /// <summary>Whether code names a variable.</summary>
    public static bool Occurs(string name, string code) => Regex.IsMatch(code, $@"\b{name}\b", RegexOptions.CultureInvariant);

    /// <summary>The words of a name, which underscores separate, as one: add_relu becomes AddRelu.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder();
        var upper = true;
        foreach (var character in name)
        {
            if (char.IsLetterOrDigit(character) && character < 128)
            {
                text.Append(upper ? char.ToUpperInvariant(character) : character);
                upper = false;
            }
            else
            {
                upper = true;
            }
        }

        return text.Length == 0 || char.IsDigit(text[0]) ? "Kernel" + text : text.ToString();
    }
}
