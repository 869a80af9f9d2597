using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>A node that a phase computes because somebody outside wants it.</summary>
/// <param name="Phase">The phase after which it is there.</param>
/// <param name="Kind">Who wants it.</param>
/// <param name="Name">The result's name, the parameter's or the state's.</param>
internal sealed record Root(PhaseKind Phase, RootKind Kind, string Name, Node Node);

internal enum RootKind
{
    /// <summary>The caller reads it.</summary>
    Output,

    /// <summary>It is added to the gradient of a parameter.</summary>
    Gradient,

    /// <summary>It replaces a running statistic when everything else in its phase is done.</summary>
    State,
}

/// <summary>What the two schedules of a network compute.</summary>
internal static class Roots
{
    const string GradientPrefix = "gradient:";

    public static IReadOnlyList<Root> OfTraining(NetworkGraph graph)
    {
        var roots = new List<Root>(Outputs(PhaseKind.Forward, graph.Training));
        roots.AddRange(graph.Training.StateUpdates.Items.Select(update => new Root(PhaseKind.Forward, RootKind.State, update.State, update.Node)));
        roots.AddRange(Outputs(PhaseKind.Loss, graph.Loss));
        var parameters = new HashSet<string>(graph.Parameters.Items.Select(parameter => GradientPrefix + parameter.Name));
        var gradients = graph.Backward?.Results.Items ?? [];
        roots.AddRange(gradients
            .Where(result => parameters.Contains(result.Name))
            .Select(result => new Root(PhaseKind.Backward, RootKind.Gradient, result.Name.Substring(GradientPrefix.Length), result.Node)));
        roots.AddRange(gradients
            .Where(result => !parameters.Contains(result.Name))
            .Select(result => new Root(PhaseKind.BackwardInput, RootKind.Output, result.Name, result.Node)));
        return roots;
    }

    public static IReadOnlyList<Root> OfInference(NetworkGraph graph) => [.. Outputs(PhaseKind.Forward, graph.Inference)];

    static IEnumerable<Root> Outputs(PhaseKind phase, Function function) =>
        function.Results.Items.Select(result => new Root(phase, RootKind.Output, result.Name, result.Node));
}
