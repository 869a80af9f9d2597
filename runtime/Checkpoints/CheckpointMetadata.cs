using System.Globalization;

namespace Lathe;

/// <summary>The texts attached to a training checkpoint.</summary>
sealed class CheckpointMetadata(string path, IReadOnlyDictionary<string, string> texts)
{
    /// <summary>A text that must be there.</summary>
    public string Text(string key) => texts.TryGetValue(key, out string? text)
        ? text
        : throw new CheckpointException($"'{path}' is not a checkpoint of a training run: it lacks '{key}'. Use a file that the trainer saved, or load weights alone.");

    /// <summary>A number from 0 to <paramref name="most"/> that must be there.</summary>
    public ulong Number(string key, ulong most = ulong.MaxValue) =>
        ulong.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number <= most
            ? number
            : throw new CheckpointException($"'{path}' is a damaged checkpoint: '{key}' is '{Excerpt.Of(Text(key))}', not a number from 0 to {most}.");
}
