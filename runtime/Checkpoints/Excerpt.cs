namespace Lathe;

/// <summary>Texts of a file in messages. A hostile one holds megabytes, or what a terminal takes for commands.</summary>
static class Excerpt
{
    const int Longest = 200;

    /// <summary>The text as a message shows it: its beginning, without control characters.</summary>
    public static string Of(string text)
    {
        string shown = text.Length > Longest ? $"{text[..Longest]}..." : text;
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(static letter => char.IsControl(letter) ? '?' : letter)) : shown;
    }
}
