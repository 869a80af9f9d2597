using Lathe.Generator.Diagnostics;
using Lathe.Generator.Support;

namespace Lathe.Generator.Hosts;

/// <summary>From graphs to files.</summary>
internal static class NetworkCompiler
{
    public static CompiledNetworks Compile(EquatableArray<NetworkSource> networks, HostOptions options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(networks.Items.Select(network => SurfaceWriter.Write(network, program: null)).ToEquatableArray(), []);
    }
}

/// <summary>What the generator adds.</summary>
/// <param name="Files">The files, their names unique.</param>
/// <param name="Failures">The compiler's own mistakes, if any.</param>
internal sealed record CompiledNetworks(EquatableArray<GeneratedFile> Files, EquatableArray<Finding> Failures);
