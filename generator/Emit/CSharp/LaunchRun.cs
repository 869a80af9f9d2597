namespace Lathe.Generator.Emit.CSharp;

/// <summary>A run of launches: once, or repeated with other numbers each time.</summary>
/// <param name="Iterations">The launches of each iteration; all iterations have the same structure.</param>
internal sealed record LaunchRun(IReadOnlyList<IReadOnlyList<LaunchTemplate>> Iterations)
{
    /// <summary>What a number takes in a table, with what separates it from the next.</summary>
    const int NumberLength = 10;

    int? tableRowLength;

    public bool IsLoop => Iterations.Count > 1;

    /// <summary>Statements that it is printed as.</summary>
    public int Length => Iterations[0].Count;

    /// <summary>Characters that the statements take, about.</summary>
    public int TextLength => Iterations[0].Sum(launch => launch.Structure.Length + (NumberLength * launch.Numbers.Count / 2));

    /// <summary>Characters that an iteration takes in the table of the numbers that do not advance evenly, about.</summary>
    public int TableRowLength => tableRowLength ??= NumberLength * Places()
        .Select(place => Enumerable.Range(0, Iterations.Count).Select(iteration => Number(iteration, place)).ToArray())
        .Where(values => !Enumerable.Range(1, values.Length - 1).All(iteration => values[iteration] - values[iteration - 1] == values[1] - values[0]))
        .Select(values => string.Join(",", values))
        .Distinct(StringComparer.Ordinal)
        .Count();

    /// <summary>The longest stretch of iterations over which all numbers advance evenly.</summary>
    public (int Start, int Count) LongestEvenStretch()
    {
        var places = Places().ToArray();
        var best = (Start: 0, Count: 1);
        var start = 0;
        for (var iteration = 1; iteration < Iterations.Count; iteration++)
        {
            // Any two iterations are evenly spaced.
            if (iteration - start > 1 && places.Any(place => Step(iteration, place) != Step(iteration - 1, place)))
                start = iteration - 1;
            if (iteration + 1 - start > best.Count)
                best = (start, iteration + 1 - start);
        }

        return best;
    }

    /// <summary>Some of the iterations.</summary>
    public LaunchRun Part(int start, int count) => new([.. Iterations.Skip(start).Take(count)]);

    long Step(int iteration, (int Launch, int Number) place) => Number(iteration, place) - Number(iteration - 1, place);

    long Number(int iteration, (int Launch, int Number) place) => Iterations[iteration][place.Launch].Numbers[place.Number];

    IEnumerable<(int Launch, int Number)> Places() =>
        Iterations[0].SelectMany((launch, position) => Enumerable.Range(0, launch.Numbers.Count).Select(number => (position, number)));
}
