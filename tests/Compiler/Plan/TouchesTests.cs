using Lathe.Compiler.Tests.Emit;
using Lathe.Generator.Passes;
using Lathe.Generator.Passes.Scheduling;
using Lathe.Generator.Plan;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>What regions read and write.</summary>
public sealed class TouchesTests
{
    const int Times = 400;

    [Fact]
    public void Schedules_side_by_side_find_the_same_of_the_touches_that_they_share()
    {
        var schedule = Scheduler.Training(Pipeline.RunOnGraph(ResidualNetwork.Build(blocks: 3)));
        var items = schedule.Phases.Items.SelectMany(phase => phase.Items.Items).ToArray();
        var expected = Found(Touches(items));
        for (var time = 0; time < Times; time++)
        {
            var touches = Touches(items);
            (ChunkFootprint? Footprint, Columns? Columns)[] first = [], second = [];
            Parallel.Invoke(() => first = Found(touches), () => second = Found(touches));
            Assert.Equal(expected, first);
            Assert.Equal(expected, second);
        }
    }

    static Touch[] Touches(IEnumerable<PlanItem> items) => [.. items.SelectMany(TouchCollector.Of)];

    static (ChunkFootprint? Footprint, Columns? Columns)[] Found(Touch[] touches) => Array.ConvertAll(touches, touch => (touch.Footprint, touch.Columns));
}
