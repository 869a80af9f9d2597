using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes.Repeats;

/// <summary>Puts the blocks that were left out into a schedule: their steps are those of the block before them, with buffers of their own.</summary>
internal static class RestoreRuns
{
    /// <param name="schedule">Of the blocks that are planned.</param>
    /// <param name="runs">The runs that blocks were left out of.</param>
    /// <param name="network">The network with all of its blocks.</param>
    /// <returns>Null where the schedule does not go through a run block by block, or blocks hold parameters or states of their own.</returns>
    public static Schedule? Run(Schedule schedule, IReadOnlyList<BlockRun> runs, NetworkGraph network)
    {
        var parameters = network.Parameters.Items.Select(parameter => (parameter.Name, Size: new ParameterSource(parameter).Type.Shape.Size)).ToArray();
        if (RestoredValues.Of(schedule.Values, runs) is not { } values
            || !values.Are(Space.Parameter, parameters)
            || !values.Are(Space.Gradient, schedule.IsTraining ? parameters : [])
            || !values.Are(Space.State, network.States.Items.Select(state => (state.Name, new StateSource(state).Type.Shape.Size))))
            return null;
        var phases = schedule.Phases.Items.Select(phase => (phase.Kind, Steps: RestoredSteps.Of(phase.Items, values, runs))).ToArray();
        return phases.Any(phase => phase.Steps is null) ? null : schedule with
        {
            Values = values.All.ToEquatableArray(),
            Tables = schedule.Tables.Items.Select(table => table with { Value = values.Of(table.Value) }).ToEquatableArray(),
            Phases = phases.Select(phase => new Phase(phase.Kind, phase.Steps!.ToEquatableArray())).ToEquatableArray(),
        };
    }
}
