using System.Collections.Immutable;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend;
using Lathe.Generator.Hosts.Keys;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Hosts;

/// <summary>The networks of a compilation, evaluated: what both hosts start from. A network whose key is known is not evaluated again.</summary>
internal static class NetworkEvaluations
{
    static readonly BoundedCache<ContentHash, Entry> Known = new(capacity: 512);

    /// <summary>All networks, in order of their names.</summary>
    /// <param name="compilation">What they are declared in.</param>
    /// <param name="keepsGraphs">Whether they are to be compiled.</param>
    /// <param name="cancellation">Ends the evaluation with an <see cref="OperationCanceledException"/>.</param>
    public static EquatableArray<EvaluatedNetwork> Of(Compilation compilation, bool keepsGraphs, CancellationToken cancellation)
    {
        if (Vocabulary.Of(compilation) is not { } vocabulary)
        {
            return [];
        }

        var index = SourceIndex.Of(compilation, cancellation);
        var networks = new EvaluatedNetwork?[index.Networks.Length];
        Parallel.For(0, networks.Length, Concurrency.Limited(cancellation), position =>
            networks[position] = Of(compilation, vocabulary, index, index.Networks[position], keepsGraphs, cancellation));
        return networks.OfType<EvaluatedNetwork>().ToEquatableArray();
    }

    /// <summary>What is wrong with them, together: a layer is forgotten where none of them applies it.</summary>
    public static ImmutableArray<Finding> Findings(EquatableArray<EvaluatedNetwork> networks)
    {
        var findings = networks.Items.SelectMany(network => network.Findings.Items);
        return networks.Items.Any(network => network.Figures is null)
            ? [.. findings]
            : [.. findings, .. ForgottenLayers.Find(networks.Items.Select(network => network.Members))];
    }

    static EvaluatedNetwork? Of(Compilation compilation, Vocabulary vocabulary, SourceIndex index, string name, bool keepsGraph, CancellationToken cancellation)
    {
        var key = index.KeyOf(name);
        if (Known.TryGet(key.Tokens, out var entry) && entry.Text == TextOf(entry.Network, key) && (!keepsGraph || entry.Network is null or { Figures: null } or { Graph: not null }))
        {
            return entry.Network;
        }

        var network = Evaluate(compilation, vocabulary, name, keepsGraph, cancellation);
        Known.Set(key.Tokens, new(network, TextOf(network, key)));
        return network;
    }

    /// <summary>The text that an evaluation depends on beside its tokens; null where they alone decide.</summary>
    static ContentHash? TextOf(EvaluatedNetwork? network, NetworkKey key) => network switch
    {
        null => null,

        // C# has an error: perhaps one of a directive, or of the lack of what the generator adds.
        { Figures: null, Findings.Count: 0 } => key.Text().With(key.HasGenerated ? 1UL : 0UL),

        // Places move with comments.
        { Findings.Count: > 0 } => key.Text(),
        _ => network.Members.Items.Any(member => !member.Applied) ? key.Text() : null,
    };

    static EvaluatedNetwork? Evaluate(Compilation compilation, Vocabulary vocabulary, string name, bool keepsGraph, CancellationToken cancellation)
    {
        if (compilation.Assembly.GetTypeByMetadataName(name) is not { } network
            || !vocabulary.IsNetwork(network))
        {
            return null;
        }

        var shell = NetworkShell.Of(network, vocabulary.IsNetwork);
        try
        {
            var evaluation = NetworkEvaluator.Evaluate(compilation, network, cancellation);
            if (evaluation.Graph is not { } graph)
            {
                return new(shell, null, null, evaluation.Findings, evaluation.Members);
            }

            var figures = NetworkFigures.Of(graph);
            var exceeded = Budget.Of(network) is { } budget ? BudgetCheck.Exceeded(shell.Name, graph, figures, budget) : [];
            return new(shell, keepsGraph ? graph : null, figures, evaluation.Findings.Items.AddRange(exceeded), evaluation.Members);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new(shell, null, null, [Failures.Of(shell.Name, failure, SourcePlace.Of(network.Locations[0]))], []);
        }
    }

    /// <param name="Network">Null where the type is no network after all.</param>
    /// <param name="Text">The text that it was evaluated from, where that matters.</param>
    readonly record struct Entry(EvaluatedNetwork? Network, ContentHash? Text);
}
