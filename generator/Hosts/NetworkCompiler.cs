using System.Collections.Concurrent;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Emit;
using Lathe.Generator.Emit.CSharp;
using Lathe.Generator.Support;

namespace Lathe.Generator.Hosts;

/// <summary>From graphs to files.</summary>
internal static class NetworkCompiler
{
    public static CompiledNetworks Compile(EquatableArray<NetworkSource> networks, HostOptions options, CancellationToken cancellation)
    {
        var failures = new ConcurrentBag<Finding>();
        var programs = options.DesignTime ? [] : Programs(networks, options.Cuda, failures, cancellation);
        cancellation.ThrowIfCancellationRequested();

        var surfaces = networks.Items.Select(network => SurfaceWriter.Write(network, isCompiled: programs.ContainsKey(network)));
        var linked = CSharpEmitter.Link(programs.Values).Select(file => new GeneratedFile(file.HintName, file.Text));
        var dumps = options.Dump ? networks.Items.Where(programs.ContainsKey).Select(DumpWriter.Write) : [];
        return new(
            Distinct(surfaces.Concat(linked).Concat(dumps)).ToEquatableArray(),
            failures.OrderBy(failure => failure.Network, StringComparer.Ordinal).ToEquatableArray());
    }

    /// <summary>Roslyn takes names that differ in case only for one.</summary>
    static IEnumerable<GeneratedFile> Distinct(IEnumerable<GeneratedFile> files) =>
        files.GroupBy(file => file.HintName, StringComparer.OrdinalIgnoreCase)
            .SelectMany(same => same.OrderBy(file => file.HintName, StringComparer.Ordinal)
                .Select((file, number) => number == 0 ? file : file with { HintName = FormattableString.Invariant($"{file.HintName.Substring(0, file.HintName.Length - ".g.cs".Length)}.{number + 1}.g.cs") }));

    static ConcurrentDictionary<NetworkSource, EmittedNetwork> Programs(
        EquatableArray<NetworkSource> networks, bool hasCuda, ConcurrentBag<Finding> failures, CancellationToken cancellation)
    {
        var programs = new ConcurrentDictionary<NetworkSource, EmittedNetwork>();
        var kernels = new KernelCache();
        Parallel.ForEach(networks.Items, Concurrency.Limited(cancellation), network =>
        {
            if (network.Graph is not { } graph)
            {
                return;
            }

            try
            {
                programs[network] = NetworkPrograms.Of(graph, hasCuda, kernels);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add(Failures.Of(network.Shell.Name, failure, SourcePlace.None));
            }
        });
        return programs;
    }
}

/// <summary>What the generator adds.</summary>
/// <param name="Files">The files, their names unique.</param>
/// <param name="Failures">The compiler's own mistakes, if any.</param>
internal sealed record CompiledNetworks(EquatableArray<GeneratedFile> Files, EquatableArray<Finding> Failures);
