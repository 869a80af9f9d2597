using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes.Repeats;

/// <summary>Puts the blocks that were left out into a schedule: their steps are those of the block before them, with buffers of their own.</summary>
internal static class RestoreRuns
{
    /// <returns>Null where the schedule does not go through a run block by block.</returns>
    public static Schedule? Run(Schedule schedule, IReadOnlyList<BlockRun> runs)
    {
        if (RestoredValues.Of(schedule.Values, runs) is not { } values)
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
