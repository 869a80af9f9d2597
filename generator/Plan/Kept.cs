using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>What a forward pass leaves for the backward pass: values of the work arena that are there when Forward has ended, and that Backward reads.
/// What Prepare left, and parameters, do not count.</summary>
internal static class Kept
{
    const long ElementBytes = 4;

    /// <summary>The bytes of these values.</summary>
    public static Dim Bytes(Schedule schedule)
    {
        var made = Touches(schedule, PhaseKind.Forward).Where(touch => touch.IsWrite).Select(touch => touch.Value)
            .Concat(schedule.Values.Items.Where(value => value.Space == Space.Input));
        var read = new HashSet<int>(Touches(schedule, PhaseKind.Backward).Where(touch => !touch.IsWrite).Select(touch => touch.Value.Id));
        return made.Where(value => value.Space.Arena() == Arena.Work && read.Contains(value.Id)).Distinct()
            .Aggregate(new Dim(0, 0), (sum, value) => sum + (value.Size * new Dim(0, ElementBytes)));
    }

    static IEnumerable<Touch> Touches(Schedule schedule, PhaseKind kind) =>
        schedule.Phases.Items.Where(phase => phase.Kind == kind).SelectMany(phase => phase.Items.Items).SelectMany(item => item.Touches);
}
