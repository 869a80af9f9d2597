using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes.Repeats;

/// <summary>A function without the blocks in the middle of its runs: the first block behind the gap reads what the last one before it computes.</summary>
internal sealed class FunctionCut
{
    readonly Dictionary<Node, Node> copies = [];
    readonly NodeSequence sequence;
    readonly IReadOnlyList<(FoundRun Found, BlockRun Run)> runs;

    FunctionCut(NodeSequence sequence, IReadOnlyList<(FoundRun Found, BlockRun Run)> runs) => (this.sequence, this.runs) = (sequence, runs);

    /// <summary>What is left of the function.</summary>
    public Function Function { get; private set; } = Function.Empty;

    /// <param name="graph">Gets what is left.</param>
    /// <param name="function">The function.</param>
    /// <param name="sequence">Its operations.</param>
    /// <param name="runs">Its runs.</param>
    /// <returns>Null where what is left needs what is left out.</returns>
    public static FunctionCut? Of(GraphBuilder graph, Function function, NodeSequence sequence, IReadOnlyList<(FoundRun Found, BlockRun Run)> runs)
    {
        var cut = new FunctionCut(sequence, runs);
        if (!cut.CopyInto(graph))
            return null;
        var updates = function.StateUpdates.Items.Where(update => !runs.Any(run => run.Run.LeavesOut(update.State))).ToArray();
        if (!function.Results.Items.All(result => cut.copies.ContainsKey(result.Node)) || !updates.All(update => cut.copies.ContainsKey(update.Node)))
            return null;
        cut.Function = new(
            function.Results.Items.Select(result => cut.Of(result)!).ToEquatableArray(),
            updates.Select(update => update with { Node = cut.copies[update.Node] }).ToEquatableArray());
        return cut;
    }

    /// <summary>A result; null where nothing is left of it.</summary>
    public Result? Of(Result? result) => result is not null && copies.TryGetValue(result.Node, out var copy) ? result with { Node = copy } : null;

    bool CopyInto(GraphBuilder graph)
    {
        foreach (var node in sequence.All)
        {
            var position = sequence.PositionOf(node);
            if (runs.Any(run => position >= GapStart(run.Found) && position < GapEnd(run)))
                continue;
            var inputs = node.Inputs.Select(input => Before(position, input)).ToArray();
            if (!inputs.Contains(null))
            {
                (graph.Path, graph.Origin) = (node.Path, node.Origin);
                copies.Add(node, graph.Copy(node, [.. inputs!]));
            }
            else if (position >= 0)
            {
                return false;
            }
        }

        return true;
    }

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

    static int GapStart(FoundRun run) => run.Start + (BlockRun.Kept * run.Period);

    static int GapEnd((FoundRun Found, BlockRun Run) run) => GapStart(run.Found) + (run.Run.LeftOut * run.Found.Period);

    static int End(FoundRun run) => run.Start + (run.Count * run.Period);
}
