using Microsoft.CodeAnalysis.Diagnostics;

namespace Lathe.Generator.Hosts;

/// <summary>The build properties that the package's props make visible to the compiler.</summary>
/// <param name="DesignTime">The editor asks, nothing will run: the analyser reports, the generator adds only what code can name.</param>
/// <param name="Dump">Add a file a network with Graph and Plan after each pass.</param>
internal sealed record HostOptions(bool DesignTime, bool Dump)
{
    public static HostOptions Read(AnalyzerConfigOptionsProvider provider) => new(Is(provider, "DesignTimeBuild"), Is(provider, "LatheDump"));

    static bool Is(AnalyzerConfigOptionsProvider provider, string property) =>
        provider.GlobalOptions.TryGetValue("build_property." + property, out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
