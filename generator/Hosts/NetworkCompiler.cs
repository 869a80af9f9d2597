using System.Collections.Concurrent;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Emit.CSharp;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Hosts;

/// <summary>From graphs to files.</summary>
internal static class NetworkCompiler
{
    public static CompiledNetworks Compile(EquatableArray<NetworkSource> networks, HostOptions options, CancellationToken cancellation)
    {
        var failures = new ConcurrentBag<Finding>();
        var plans = options.DesignTime ? [] : Plan(networks, options.Cuda, failures, cancellation);
        cancellation.ThrowIfCancellationRequested();

        var surfaces = networks.Items.Select(network => SurfaceWriter.Write(network, isCompiled: plans.ContainsKey(network)));
        var programs = Emit([.. plans.Values], failures);
        var dumps = options.Dump ? networks.Items.Where(network => plans.ContainsKey(network)).Select(DumpWriter.Write) : [];
        return new(
            surfaces.Concat(programs).Concat(dumps).ToEquatableArray(),
            failures.OrderBy(failure => failure.Network, StringComparer.Ordinal).ToEquatableArray());
    }

    static ConcurrentDictionary<NetworkSource, NetworkPlan> Plan(
        EquatableArray<NetworkSource> networks, bool hasCuda, ConcurrentBag<Finding> failures, CancellationToken cancellation)
    {
        var plans = new ConcurrentDictionary<NetworkSource, NetworkPlan>();
        Parallel.ForEach(networks.Items, new ParallelOptions { CancellationToken = cancellation }, network =>
        {
            if (network.Graph is not { } graph)
            {
                return;
            }

            try
            {
                plans[network] = NetworkPlans.Of(graph, hasCuda);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add(Failures.Of(network.Shell.Name, failure, SourcePlace.None));
            }
        });
        return plans;
    }

    static IEnumerable<GeneratedFile> Emit(NetworkPlan[] plans, ConcurrentBag<Finding> failures)
    {
        try
        {
            return plans.Length == 0 ? [] : CSharpEmitter.Emit(plans).Select(file => new GeneratedFile(file.HintName, file.Text)).ToArray();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var names = plans.Select(plan => plan.Graph.Name).OrderBy(name => name, StringComparer.Ordinal);
            failures.Add(Failures.Of(string.Join(", ", names), (failure as AggregateException)?.InnerException ?? failure, SourcePlace.None));
            return [];
        }
    }
}

/// <summary>What the generator adds.</summary>
/// <param name="Files">The files, their names unique.</param>
/// <param name="Failures">The compiler's own mistakes, if any.</param>
internal sealed record CompiledNetworks(EquatableArray<GeneratedFile> Files, EquatableArray<Finding> Failures);
