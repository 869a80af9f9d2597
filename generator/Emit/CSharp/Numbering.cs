namespace Lathe.Generator.Emit.CSharp;

/// <summary>Numbers for texts, equal where the texts are: they compare faster.</summary>
internal static class Numbering
{
    public static int[] Of(IEnumerable<string> texts)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. texts.Select(text =>
        {
            if (!numbers.TryGetValue(text, out var number))
            {
                number = numbers.Count;
                numbers.Add(text, number);
            }

            return number;
        })];
    }
}
