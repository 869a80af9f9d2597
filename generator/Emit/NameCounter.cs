using System.Globalization;

namespace Lathe.Generator.Emit;

/// <summary>Gives out names that are unique within a kernel. Loop variables get placeholders, because kernels that differ in nothing but what their
/// axes are called are one.</summary>
internal sealed class NameCounter
{
    readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    readonly List<string> variables = [];

    public string Fresh(string prefix)
    {
        counts.TryGetValue(prefix, out var count);
        counts[prefix] = count + 1;
        return prefix + Text(count);
    }

    public string Variable(string name)
    {
        variables.Add(name);
        return $"‹{Text(variables.Count - 1)}›";
    }

    /// <summary>Puts readable names in place of the placeholders.</summary>
    public string Named(string text)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var variable = 0; variable < variables.Count; variable++)
        {
            var name = Identifier.Local(variables[variable]);
            var unique = name;
            for (var copy = 2; !taken.Add(unique); copy++)
            {
                unique = name + "_" + Text(copy);
            }

            text = text.Replace($"‹{Text(variable)}›", unique);
        }

        return text;
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
