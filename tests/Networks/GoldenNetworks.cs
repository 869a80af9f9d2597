using Lathe.Models.CommandLine;

namespace Lathe.Networks.Tests;

/// <summary>The networks that goldens are compared with: those of models/, by the name of the published network that they are.</summary>
static class GoldenNetworks
{
    static readonly Dictionary<string, string> Records = NetworkTable.All.Where(entry => entry.Reference is not null).ToDictionary(entry => entry.Reference!, entry => entry.Name);

    /// <summary>The published networks that are in models/.</summary>
    public static IReadOnlyCollection<string> Names => Records.Keys;

    /// <summary>A golden's network as a declaration, for the golden's images.</summary>
    public static RecordSource Source(Golden golden) => new(Records[golden.Model], golden.InputShape[1..]);
}
