using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>The parameters of a kernel in the order in which its body first names them, and what the launch at hand gives for each. Shapes and
/// addresses are parameters, so that layers of different sizes share kernels.</summary>
internal sealed class KernelParameters
{
    readonly List<Parameter> parameters = [];
    readonly Dictionary<KernelArgument, string> names = [];
    readonly Dictionary<char, int> counts = [];

    /// <summary>What the launch at hand passes, by parameter.</summary>
    public IReadOnlyList<KernelArgument> Arguments => [.. parameters.Select(parameter => parameter.Argument)];

    public IReadOnlyList<string> Names => [.. parameters.Select(parameter => parameter.Name)];

    /// <summary>The reference to an element of a value.</summary>
    public string Address(Value value, Index element, bool isStored)
    {
        var type = value.Type == DType.Float64 ? "Double" : "Float";
        var isScratch = value.Space == Space.Scratch;
        return Name(new AddressArgument(value, element), isStored ? 'y' : 'x', argument => $"ref Memory.{type}({(isScratch ? "scratch + " : "")}{argument})");
    }

    /// <summary>The address of an element of a value as a number, for a tuned kernel.</summary>
    public string Pointer(Value value, Index element)
    {
        var isScratch = value.Space == Space.Scratch;
        return Name(new PointerArgument(value, element), 'p', argument => $"{(isScratch ? "scratch + " : "")}{argument}");
    }

    /// <summary>The address of the worker's memory behind what the schedule planned.</summary>
    public string BehindScratch() => Name(new ScratchEndArgument(), 'p', argument => $"scratch + {argument}");

    public string Integer(Index index) => Name(new IndexArgument(index), 's', argument => argument);

    /// <summary>A number in every lane.</summary>
    public string Setting(DType type, double value) => SettingArgument.Of(type, value) is { } setting
        ? Name(setting, 'k', argument => type == DType.Float32 ? $"V.Create(BitConverter.Int32BitsToSingle((int){argument}))" : $"V.CreateInt32((int){argument})")
        : CSharpDialect.Constant(type, value);

    public string Table(EquatableArray<int> table) => Name(new TableArgument(table), 't', argument => $"ref Memory.Int32({argument})");

    public string Seed() => Name(new SeedArgument(), 'r', argument => argument);

    public string Step() => Name(new StepArgument(), 'r', argument => argument);

    public string Stream(string path) => Name(new StreamArgument(path), 'r', argument => argument);

    /// <summary>The lines that read the parameters.</summary>
    public IEnumerable<string> Declarations() => parameters.Select((parameter, position) =>
    {
        var initial = parameter.Read($"arguments[{CSharpLiteral.Of(position)}]");
        return $"{(initial.StartsWith("ref ", StringComparison.Ordinal) ? "ref var" : "var")} {parameter.Name} = {initial};";
    });

    string Name(KernelArgument argument, char letter, Func<string, string> read)
    {
        if (!names.TryGetValue(argument, out var name))
        {
            counts.TryGetValue(letter, out var count);
            counts[letter] = count + 1;
            name = letter + CSharpLiteral.Of(count);
            names.Add(argument, name);
            parameters.Add(new(name, argument, read));
        }

        return name;
    }

    sealed record Parameter(string Name, KernelArgument Argument, Func<string, string> Read);
}
