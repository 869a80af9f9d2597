using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes.Repeats;

/// <summary>A network without the blocks in the middle of its runs.</summary>
/// <param name="Network">What is left.</param>
/// <param name="Runs">The runs, in order.</param>
internal sealed record CutNetwork(NetworkGraph Network, IReadOnlyList<BlockRun> Runs);

/// <summary>Leaves out the blocks in the middle of long runs, so that all passes but the last see few of them.</summary>
internal static class CutRuns
{
    /// <returns>Null where there is nothing to leave out.</returns>
    public static CutNetwork? Of(NetworkGraph network)
    {
        var (training, inference) = (new NodeSequence(network.Training), new NodeSequence(network.Inference));
        var found = RunFinder.Runs(inference);
        var pairs = RunFinder.Runs(training).Select(run => found.Select(other => Common(run, other)).FirstOrDefault(pair => pair is not null)).OfType<Pair>().ToArray();
        if (pairs.Length == 0)
            return null;
        var graph = new GraphBuilder();
        if (FunctionCut.Of(graph, network.Training, training, [.. pairs.Select(pair => (pair.Training, pair.Run))]) is not { } ofTraining
            || FunctionCut.Of(graph, network.Inference, inference, [.. pairs.Select(pair => (pair.Inference, pair.Run))]) is not { } ofInference)
            return null;
        bool IsLeft(string name) => !pairs.Any(pair => pair.Run.LeavesOut(name));

        // The network may use a module of a block outside it.
        var roots = ofTraining.Function.Roots.Concat(ofInference.Function.Roots);
        if (!GraphTraversal.Reachable(roots).All(node => IsLeft(NodeSequence.NameOf(node.Operation) ?? node.Path)))
            return null;
        var cut = network with
        {
            Parameters = network.Parameters.Items.Where(parameter => IsLeft(parameter.Name)).ToEquatableArray(),
            States = network.States.Items.Where(state => IsLeft(state.Name)).ToEquatableArray(),
            Training = ofTraining.Function,
            Inference = ofInference.Function,
            Layers = network.Layers.Items.Where(layer => IsLeft(layer.Path))
                .Select(layer => layer with { Training = ofTraining.Of(layer.Training), Inference = ofInference.Of(layer.Inference) }).ToEquatableArray(),
        };
        return new(cut, [.. pairs.Select(pair => pair.Run)]);
    }

    /// <summary>The blocks that training and inference have in common.</summary>
    static Pair? Common(FoundRun training, FoundRun inference)
    {
        var blocks = training.Names.SelectMany(same => same.Select((name, block) => (name, block))).ToDictionary(entry => entry.name, entry => entry.block, StringComparer.Ordinal);
        var distances = inference.Names.SelectMany(same => same.Select((name, block) => (name, block)))
            .Where(entry => blocks.ContainsKey(entry.name)).Select(entry => blocks[entry.name] - entry.block).Distinct().ToArray();
        if (distances.Length != 1)
            return null;
        var first = Math.Max(0, distances[0]);
        var count = Math.Min(training.Count, inference.Count + distances[0]) - first;
        if (count < BlockRun.Shortest)
            return null;
        var (trained, inferred) = (training.From(first, count), inference.From(first - distances[0], count));
        var names = trained.Names.Concat(inferred.Names).GroupBy(same => same.ToEquatableArray()).Select(group => group.Key.Items.ToArray()).ToArray();
        return names.SelectMany(same => same).Distinct(StringComparer.Ordinal).Count() == names.Length * count ? new(trained, inferred, new(names)) : null;
    }

    sealed record Pair(FoundRun Training, FoundRun Inference, BlockRun Run);
}
