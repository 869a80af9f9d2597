namespace Lathe.Models.CommandLine;

/// <summary>What somebody may have meant who wrote a name that there is not.</summary>
static class Suggestion
{
    /// <summary>The network whose name, or the name of whose published original, is nearest; null if none is near.</summary>
    public static NetworkEntry? Nearest(string name)
    {
        // A letter in three may be wrong: more, and the suggestion is a guess.
        var (entry, distance) = NetworkTable.All.Select(entry => (entry, Math.Min(Distance(name, entry.Name), Distance(name, entry.Reference ?? "")))).MinBy(pair => pair.Item2);
        return distance <= name.Length / 3 ? entry : null;
    }

    /// <summary>How many letters are to be added, left out or replaced, whatever their case (Levenshtein 1965).</summary>
    static int Distance(string from, string to)
    {
        var row = new int[to.Length + 1];
        for (var j = 0; j < row.Length; j++)
            row[j] = j;
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < to.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(from[i]) == char.ToLowerInvariant(to[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, 1 + Math.Min(diagonal, row[j]));
            }
        }
        return row[^1];
    }
}
