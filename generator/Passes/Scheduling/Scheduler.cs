using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>Turns a Graph into the regions of a Plan: decides for every edge whether it is inlined or materialised, and lowers what is stored, in
/// the order of the Graph, phase after phase. Training and inference have schedules of their own.</summary>
internal static class Scheduler
{
    public static Schedule Training(NetworkGraph graph) =>
        Of(graph, Roots.OfTraining(graph), [PhaseKind.Prepare, PhaseKind.Forward, PhaseKind.Loss, PhaseKind.Backward, PhaseKind.BackwardInput]);

    public static Schedule Inference(NetworkGraph graph) => Of(graph, Roots.OfInference(graph), [PhaseKind.Prepare, PhaseKind.Forward]);

    static Schedule Of(NetworkGraph graph, IReadOnlyList<Root> roots, IReadOnlyList<PhaseKind> phases)
    {
        var isTraining = phases.Contains(PhaseKind.Backward);
        var steady = isTraining ? Change.Update : Change.TrainingStep;
        var assignment = PhaseAssignment.Of(roots, node => node.Operation is ILeaf leaf && leaf.Changes > steady);
        var values = new ValueTable(graph, isTraining);
        foreach (var input in isTraining ? graph.Inputs.Items : [.. graph.Inputs.Items.Take(1)])
            values.Border(input.Name, new(input.Shape, input.Type));
        var homes = Homes.Of(roots, assignment, values);
        var copies = roots.Where(root => !homes.Housed.Contains(root)).ToList();
        var placements = PlacementTable.Decide(assignment.Nodes, homes.Nodes, copies.Select(root => root.Node));
        var sections = SectionTable.Of(assignment, placements, homes, copies.Select(root => root.Node));
        var lowerer = new Lowerer(graph, placements, homes, sections, values);
        var scheduled = new List<Phase>();
        foreach (var phase in phases)
        {
            var nodes = assignment.Nodes.Where(node => assignment[node] == phase && placements.IsStored(node)).ToList();
            var ready = new CopyOrder(nodes, placements);
            var lastReader = ready.LastReaders.Where(reader => reader.Key.Operation is ISource { Changes: Change.TrainingStep })
                .GroupBy(reader => ((ISource)reader.Key.Operation).Place(lowerer, reader.Key))
                .ToDictionary(readers => readers.Key.Id, readers => readers.Max(reader => reader.Value));
            var pending = copies.Where(copy => copy.Phase == phase).ToLookup(copy =>
                copy.Kind == RootKind.State && lastReader.TryGetValue(homes.Of(copy).Place.Value.Id, out var last) ? Math.Max(ready.After(copy.Node), last) : ready.After(copy.Node));
            Copy(pending[CopyOrder.Start]);
            for (var index = 0; index < nodes.Count; index++)
            {
                lowerer.Store(nodes[index]);
                Copy(pending[index]);
            }

            scheduled.Add(new(phase, lowerer.Take().ToEquatableArray()));
        }

        void Copy(IEnumerable<Root> roots)
        {
            foreach (var root in roots)
                lowerer.Copy(root.Node, homes.Of(root));
        }

        return new(values.Values.ToEquatableArray(), values.Tables.ToEquatableArray(), scheduled.ToEquatableArray()) { WinogradTile = graph.WinogradTile };
    }
}
