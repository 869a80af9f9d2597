namespace Lathe.Generator.Plan;

/// <summary>From when to when each value of the work arena holds something that somebody still reads. Time is the number of the plan item, counted
/// over all phases in order.</summary>
internal sealed class Lifetimes
{
    /// <summary>Before the first item: what the caller hands in is there.</summary>
    public const int Start = -1;

    readonly Interval?[] lives;
    readonly HashSet<(int Value, long Time)> held = [];

    Lifetimes(int values) => lives = new Interval?[values];

    /// <summary>After the last item: what the caller may read is still there.</summary>
    public int End { get; private set; }

    /// <summary>The time from first to last use, both included; null for a value that is not used at all.</summary>
    public Interval? this[Value value] => lives[value.Id];

    public static Lifetimes Of(Schedule schedule)
    {
        var lifetimes = new Lifetimes(schedule.Values.Count) { End = schedule.Phases.Items.Sum(phase => phase.Items.Count) };
        foreach (var value in schedule.Values.Items.Where(value => value.Space is Space.Input or Space.Output))
            lifetimes.Extend(value, value.Space == Space.Input ? Start : lifetimes.End);
        var time = 0;
        foreach (var phase in schedule.Phases)
        {
            PlanItem? previous = null;
            foreach (var item in phase.Items)
            {
                if (item is Region { IsPost: true })
                    lifetimes.Hold(previous!, time);
                foreach (var touch in item.Touches)
                    lifetimes.Extend(touch.Value, time);
                previous = item;
                time++;
            }
        }

        // What Prepare leaves for other phases is there for every step until the next update.
        var prepared = schedule.Phases[0].Items.Count;
        foreach (var value in schedule.Values)
        {
            if (lifetimes[value] is { } life && life.Min < prepared && life.Max >= prepared && value.Space != Space.Input)
                lifetimes.lives[value.Id] = new(Start, lifetimes.End);
        }

        return lifetimes;
    }

    /// <summary>Whether a value has to stay as it is until an item has ended: an operand of a contraction that a post goes on with.</summary>
    public bool IsHeld(Value value, long time) => held.Contains((value.Id, time));

    public static bool Overlap(Interval left, Interval right) => left.Min <= right.Max && right.Min <= left.Max;

    /// <summary>Some blocks of a contraction still read its operands while others go on with their results.</summary>
    void Hold(PlanItem contraction, int time)
    {
        foreach (var touch in contraction.Touches)
        {
            Extend(touch.Value, time);
            if (!touch.IsWrite)
                held.Add((touch.Value.Id, time));
        }
    }

    void Extend(Value value, int time) =>
        lives[value.Id] = lives[value.Id] is { } life ? new(Math.Min(life.Min, time), Math.Max(life.Max, time)) : Interval.Single(time);
}
