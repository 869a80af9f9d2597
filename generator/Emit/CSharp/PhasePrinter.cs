using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints the methods of a phase: its launches in order, repeated ones as loops, at most so many statements a method.</summary>
/// <param name="code">Gets the methods.</param>
/// <param name="execution">The type that launches go to.</param>
/// <param name="isGeneric">Whether the methods are generic over vector width.</param>
internal sealed class PhasePrinter(CodeWriter code, string execution, bool isGeneric)
{
    /// <summary>Statements that a method holds; longer ones cost more to compile than their calls.</summary>
    const int MethodLength = 200;

    static readonly Arena[] arenas = [Arena.Parameter, Arena.Gradient, Arena.State, Arena.Work, Arena.Constant];

    readonly List<string> tables = [];
    readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    string TypeArguments => isGeneric ? "<V>" : "";

    /// <summary>Writes a method <c>NAME(EXECUTION e)</c> and whatever it calls.</summary>
    public void Print(string name, IReadOnlyList<LaunchTemplate> launches)
    {
        var parts = Parts(LaunchSequence.Roll(launches)).ToArray();
        if (parts.Length == 1)
        {
            Method(name, name, parts[0]);
        }
        else
        {
            Begin(name);
            for (var part = 0; part < parts.Length; part++)
            {
                code.Line($"{name}{CSharpLiteral.Of(part)}{TypeArguments}(e);");
            }

            code.Close();
            for (var part = 0; part < parts.Length; part++)
            {
                Method($"{name}{CSharpLiteral.Of(part)}", name, parts[part]);
            }
        }

        foreach (var table in tables)
        {
            code.Line();
            code.Line(table);
        }

        tables.Clear();
    }

    static IEnumerable<IReadOnlyList<LaunchRun>> Parts(IEnumerable<LaunchRun> runs)
    {
        var part = new List<LaunchRun>();
        var length = 0;
        foreach (var run in runs.SelectMany(Cut))
        {
            if (length > 0 && length + run.Length > MethodLength)
            {
                yield return part;
                (part, length) = ([], 0);
            }

            part.Add(run);
            length += run.Length;
        }

        yield return part;
    }

    static IEnumerable<LaunchRun> Cut(LaunchRun run)
    {
        if (run.IsLoop || run.Length <= MethodLength)
            return [run];
        var launches = run.Iterations[0];
        return Enumerable.Range(0, (launches.Count + MethodLength - 1) / MethodLength)
            .Select(part => new LaunchRun([[.. launches.Skip(part * MethodLength).Take(MethodLength)]]));
    }

    void Begin(string name)
    {
        code.Line();
        var header = $"static void {name}{TypeArguments}({execution} e)";
        if (isGeneric)
            code.Line(header);
        code.Open(isGeneric ? "    where V : struct, ILanes<V>" : header);
    }

    void Method(string name, string phase, IReadOnlyList<LaunchRun> runs)
    {
        Begin(name);
        var launches = runs.SelectMany(run => run.Iterations[0]).ToArray();
        if (runs.Any(run => run.Iterations.Any(iteration => iteration.Any(launch => launch.UsesSamples))))
            code.Line("var n = e.Samples;");
        foreach (var arena in arenas.Where(arena => launches.Any(launch => launch.Uses(arena))))
        {
            code.Line($"var {LaunchTemplate.Variable(arena)} = e.Arena(ArenaSpace.{arena});");
        }

        foreach (var run in runs)
        {
            if (run.IsLoop)
                Loop(phase, run);
            else
                Statements(run, (launch, number) => Number(run.Iterations[0][launch].Numbers[number]));
        }

        code.Close();
        counts.Clear();
    }

    void Statements(LaunchRun run, Func<int, int, string> number)
    {
        // Addresses and quotients that are used again have names.
        var uses = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var launch = 0; launch < run.Length; launch++)
        {
            Print(launch, (address, _) =>
            {
                uses.TryGetValue(address, out var count);
                uses[address] = count + 1;
                return address;
            });
        }

        string Print(int launch, Func<string, string, string> address) => run.Iterations[0][launch].Print(place => number(launch, place), address);
        var path = "";
        for (var launch = 0; launch < run.Length; launch++)
        {
            var here = PathOf(run, launch);
            if (here != path && here.Length > 0)
                code.Line($"// {here}");
            path = here;
            code.Line(Print(launch, (address, value) => uses[address] > 1 ? Named(address, value) : address));
        }

        names.Clear();
    }

    /// <summary>A local variable for an address, called what the value that lies there is called last.</summary>
    string Named(string address, string value)
    {
        if (!names.TryGetValue(address, out var name))
        {
            var word = Identifier.Local(value.Substring(value.LastIndexOfAny(['.', '/', ':']) + 1));
            counts.TryGetValue(word, out var count);
            counts[word] = count + 1;
            name = word + CSharpLiteral.Of(count);
            names.Add(address, name);
            code.Line($"var {name} = {address};");
        }

        return name;
    }

    static string PathOf(LaunchRun run, int launch)
    {
        var first = run.Iterations[0][launch].Path;
        var last = run.Iterations[run.Iterations.Count - 1][launch].Path;
        return first == last ? first : $"{first} to {last}";
    }

    void Loop(string phase, LaunchRun run)
    {
        // Numbers that advance evenly are computed; the others are columns of a table with a row an iteration.
        var columns = new List<IReadOnlyList<long>>();
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        string Varying(int launch, int place)
        {
            var values = run.Iterations.Select(iteration => iteration[launch].Numbers[place]).ToArray();
            if (Advancing(values) is { } sum)
                return sum;
            var key = string.Join(",", values.Select(value => CSharpLiteral.Of(value)));
            if (!known.TryGetValue(key, out var text))
            {
                text = $"row[{CSharpLiteral.Of(columns.Count)}]";
                known.Add(key, text);
                columns.Add(values);
            }

            return text;
        }

        var printed = Enumerable.Range(0, run.Length)
            .Select(launch => Enumerable.Range(0, run.Iterations[0][launch].Numbers.Count).Select(place => Varying(launch, place)).ToArray())
            .ToArray();
        code.Open($"for (var i = 0; i < {CSharpLiteral.Of(run.Iterations.Count)}; i++)");
        if (columns.Count > 0)
        {
            var name = $"{phase}Rows{CSharpLiteral.Of(tables.Count)}";
            var width = CSharpLiteral.Of(columns.Count);
            code.Line($"var row = {name}.Slice(i * {width}, {width});");
            var elements = Enumerable.Range(0, run.Iterations.Count)
                .Select(iteration => string.Join(", ", columns.Select(column => CSharpLiteral.Of(column[iteration]))));
            var type = columns.All(column => column.All(IsInt)) ? "int" : "long";
            tables.Add($"static ReadOnlySpan<{type}> {name} => [{string.Join(", ", elements)}];");
            if (type == "long")
                printed = [.. printed.Select(numbers => numbers.Select(number => number.StartsWith("row", StringComparison.Ordinal) ? $"(nint){number}" : number).ToArray())];
        }

        Statements(run, (launch, place) => printed[launch][place]);
        code.Close();
    }

    /// <summary>Numbers that advance evenly as an int computes them from <c>i</c>; null if they do not, or an int does not hold them.</summary>
    static string? Advancing(long[] values)
    {
        var (start, step) = (values[0], values[1] - values[0]);
        for (var iteration = 1; iteration < values.Length; iteration++)
        {
            if (values[iteration] - values[iteration - 1] != step)
                return null;
        }

        if (step == 0)
            return Number(start);
        if (!IsInt(start) || !IsInt(values[values.Length - 1]) || !IsInt(values[values.Length - 1] - start))
            return null;
        var product = Math.Abs(step) == 1 ? "i" : $"{CSharpLiteral.Of(Math.Abs(step))} * i";
        return start == 0 ? (step < 0 ? $"-{product}" : product) : $"{CSharpLiteral.Of(start)} {(step < 0 ? '-' : '+')} {product}";
    }

    static bool IsInt(long number) => number is >= int.MinValue and <= int.MaxValue;

    /// <summary>A number in decimal; beyond what memory can hold, where it is a hash, in hexadecimal.</summary>
    static string Number(long number) => number switch
    {
        _ when IsInt(number) => CSharpLiteral.Of(number),
        > 0 and < 1L << 48 => $"unchecked((nint){CSharpLiteral.Of(number)})",
        _ => $"unchecked((nint)0x{StableHash.Text(unchecked((ulong)number), 16)})",
    };
}
