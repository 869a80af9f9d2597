using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes.Repeats;

/// <summary>A function without the blocks in the middle of its runs: the first block behind the gap reads what the last one before it computes.</summary>
internal sealed class FunctionCut
{
    readonly Dictionary<Node, Node> copies = [];
    readonly NodeSequence sequence;
    readonly IReadOnlyList<(FoundRun Found, BlockRun Run)> runs;

    public FunctionCut(GraphBuilder graph, NodeSequence sequence, IReadOnlyList<(FoundRun Found, BlockRun Run)> runs)
    {
        (this.sequence, this.runs) = (sequence, runs);
        Succeeds = true;
        foreach (var node in sequence.All)
        {
            var position = sequence.PositionOf(node);
            if (runs.Any(run => position >= GapStart(run.Found) && position < GapEnd(run)))
                continue;
            var inputs = node.Inputs.Select(input => Before(position, input)).ToArray();
            if (!inputs.Contains(null))
                Copy(graph, node, inputs!);
            else
                Succeeds &= position < 0;
        }
    }

    /// <summary>Whether nothing that is left needs what is left out.</summary>
    public bool Succeeds { get; }

    /// <summary>What is left of the function; null where it needs what is left out.</summary>
    public Function? Of(Function function)
    {
        var updates = function.StateUpdates.Items.Where(update => !IsLeftOut(update.State)).ToArray();
        return function.Results.Items.All(result => copies.ContainsKey(result.Node)) && updates.All(update => copies.ContainsKey(update.Node))
            ? new(function.Results.Items.Select(result => Of(result)!).ToEquatableArray(), updates.Select(update => update with { Node = copies[update.Node] }).ToEquatableArray())
            : null;
    }

    /// <summary>A result; null where nothing is left of it.</summary>
    public Result? Of(Result? result) => result is not null && copies.TryGetValue(result.Node, out var copy) ? result with { Node = copy } : null;

    /// <summary>What an input is without the gap: as far back as before.</summary>
    Node? Before(int position, Node input)
    {
        var from = sequence.PositionOf(input);
        foreach (var run in runs)
        {
            if (from >= run.Found.Start && from < GapEnd(run) && position >= GapEnd(run) && position < End(run.Found))
                from -= run.Run.LeftOut * run.Found.Period;
        }

        return copies.TryGetValue(from < 0 ? input : sequence.Nodes[from], out var copy) ? copy : null;
    }

    void Copy(GraphBuilder graph, Node node, IEnumerable<Node> inputs)
    {
        (graph.Path, graph.Origin) = (node.Path, node.Origin);
        copies.Add(node, graph.Copy(node, [.. inputs]));
    }

    bool IsLeftOut(string name) => runs.Any(run => run.Run.LeavesOut(name));

    static int GapStart(FoundRun run) => run.Start + (BlockRun.Kept * run.Period);

    static int GapEnd((FoundRun Found, BlockRun Run) run) => GapStart(run.Found) + (run.Run.LeftOut * run.Found.Period);

    static int End(FoundRun run) => run.Start + (run.Count * run.Period);
}
