using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Lathe.Models.CommandLine;

/// <summary>Arguments and options that several commands take.</summary>
static class CommonArguments
{
    /// <summary>The network, by its record's name.</summary>
    public static Argument<NetworkEntry> Network() => new("network")
    {
        Description = "The record's name, such as ResNet20; 'networks' lists them.",
        CustomParser = result =>
        {
            var name = result.Tokens[0].Value;
            var entry = NetworkTable.Find(name);
            if (entry is null)
                result.AddError($"There is no network '{name}'{(Suggestion.Nearest(name) is { } near ? $", but there is {near.Name}" : "")}; 'networks' lists those that there are.");
            return entry;
        },
    };

    /// <summary>The data set.</summary>
    public static Option<string> Data() => new("--data")
    {
        Description = $"{string.Join(", ", Datasets.Names)}, or a folder with the files of one of these.",
        HelpName = "name or folder",
        Required = true,
    };

    /// <summary>Threads of the processor; 0 means one a core.</summary>
    public static Option<int> Threads() =>
        Number("--threads", "Worker threads; one a core if 0. The results do not depend on it.", 0, 0, 1024);

    /// <summary>Images in a batch.</summary>
    public static Option<int> Batch(int byDefault) => Number("--batch", "Images in a batch.", byDefault, 1, 1 << 16);

    /// <summary>Where a report goes.</summary>
    public static Option<FileInfo?> Json() => File("--json", "Writes the results to this file as JSON.");

    /// <summary>A file; no name, or one that only a folder can have, is an error that names the option.</summary>
    public static Option<FileInfo?> File(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "file",
        CustomParser = result =>
        {
            // Where the file may be left out there is no token.
            if (result.Tokens.Count == 0)
                return null;
            var text = result.Tokens[0].Value;
            if (!string.IsNullOrWhiteSpace(text) && !Path.EndsInDirectorySeparator(text))
                return new FileInfo(text);
            result.AddError($"{name} takes the path of a file, not '{text}'.");
            return null;
        },
    };

    /// <summary>Whether an option is given, not left to its default.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>A number in a range; another one is an error that names the option and the range.</summary>
    public static Option<T> Number<T>(string name, string description, T byDefault, T low, T high)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = "number",
            DefaultValueFactory = _ => byDefault,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high)
                    return value;
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a number from {low} to {high}, not '{text}'."));
                return byDefault;
            },
        };

    /// <summary>One of some words; another one is an error that lists them.</summary>
    public static Option<string> Choice(string name, string description, params string[] values) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', values),
        DefaultValueFactory = _ => values[0],
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!values.Contains(text))
                result.AddError($"{name} takes {string.Join(" or ", values)}, not '{text}'.");
            return text;
        },
    };
}
