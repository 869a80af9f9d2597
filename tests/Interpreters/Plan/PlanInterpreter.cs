using Lathe.Generator.Plan;

namespace Lathe.Interpreters.Plan;

/// <summary>Executes a schedule as it stands: at planned addresses, chunk after chunk in shuffled order. It throws where an access leaves its
/// value, where something is read that nobody has written or whose life has ended, and where two chunks of a region write one element.</summary>
internal sealed class PlanInterpreter
{
    readonly Schedule schedule;
    readonly Lifetimes lifetimes;
    readonly PlanMemoryImage memory;
    readonly Random shuffle;
    readonly long batch;
    readonly ulong seed;
    readonly ulong step;

    /// <param name="schedule">With its memory planned.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="isSingle">Whether stored numbers are rounded to float32.</param>
    /// <param name="seed">The seed of random bits.</param>
    /// <param name="step">The step of random bits.</param>
    /// <param name="order">Decides the order of chunks.</param>
    public PlanInterpreter(Schedule schedule, int batch, bool isSingle = false, ulong seed = 0, ulong step = 0, int order = 1)
    {
        (this.schedule, this.batch, this.seed, this.step) = (schedule, batch, seed, step);
        lifetimes = Lifetimes.Of(schedule);
        memory = new(schedule.Memory ?? throw new ArgumentException("Memory is not planned."), batch, isSingle);
        shuffle = new(order);
        foreach (var table in schedule.Tables)
            memory.Write(table.Value, table.Elements.Items);
        foreach (var gradient in schedule.Values.Items.Where(value => value.Space == Space.Gradient))
            memory.Write(gradient, new double[gradient.Size.Value]);
    }

    /// <summary>Sets a parameter, state, input or output gradient.</summary>
    public void Write(string name, IReadOnlyList<double> elements) =>
        memory.Write(Find(name, value => value.Space is Space.Parameter or Space.State or Space.Input or Space.Output), elements);

    /// <summary>The elements of a parameter, state, output or input.</summary>
    public double[] Read(string name) =>
        memory.Read(Find(name, value => value.Space is Space.Parameter or Space.State or Space.Input or Space.Output));

    /// <summary>The gradient of a parameter, summed over the backward passes so far.</summary>
    public double[] Gradient(string parameter) => memory.Read(Find(parameter, value => value.Space == Space.Gradient));

    /// <summary>The elements of any value, if they are still there.</summary>
    public double[] Read(Value value) => memory.Read(value);

    /// <summary>Runs a phase.</summary>
    public void Run(PhaseKind kind)
    {
        var time = 0;
        foreach (var phase in schedule.Phases)
        {
            foreach (var item in phase.Items)
            {
                if (phase.Kind == kind)
                {
                    Run((Region)item);
                    Free(time);
                }

                time++;
            }
        }
    }

    void Run(Region region)
    {
        var program = new RegionProgram(region, memory, batch, seed, step);
        var groups = program.Groups();
        shuffle.Shuffle(groups);
        foreach (var chunk in groups.SelectMany(chunks => chunks))
            program.Run(chunk);
    }

    void Free(int time)
    {
        var living = schedule.Values.Items.Where(value => lifetimes[value] is { } life && life.Min <= time && life.Max > time).ToList();
        foreach (var value in schedule.Values.Items.Where(value => value.Space.Arena() == Arena.Work && lifetimes[value]?.Max == time))
            memory.Free(value, living);
    }

    Value Find(string name, Func<Value, bool> condition) =>
        schedule.Values.Items.FirstOrDefault(value => value.Name == name && condition(value))
        ?? throw new ArgumentException($"The schedule has no {name}.");
}
