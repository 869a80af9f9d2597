using Microsoft.CodeAnalysis.Diagnostics;

namespace Lathe.Generator.Hosts;

/// <summary>The build properties that the package's props make visible to the compiler.</summary>
/// <param name="DesignTime">The editor asks, nothing will run: the analyser reports, the generator adds only what code can name.</param>
/// <param name="Dump">Add a file a network with Graph and Plan after each pass.</param>
/// <param name="Cuda">Add what runs on CUDA devices.</param>
internal sealed record HostOptions(bool DesignTime, bool Dump, bool Cuda)
{
    public static HostOptions Read(AnalyzerConfigOptionsProvider provider) =>
        new(Is(provider, "DesignTimeBuild", "true"), Is(provider, "LatheDump", "true"), !Is(provider, "LatheCuda", "false"));

    static bool Is(AnalyzerConfigOptionsProvider provider, string property, string expected) =>
        provider.GlobalOptions.TryGetValue("build_property." + property, out var value) && string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);
}
