using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>The parameters of a kernel in the order in which its body first names them. Extents and strides that do not depend on the batch are
/// constants of its compilation: the compiler divides by them with a multiplication.</summary>
internal sealed class KernelParameters
{
    readonly List<Parameter> parameters = [];
    readonly Dictionary<object, Parameter> known = [];
    readonly Dictionary<char, int> counts = [];
    readonly List<string> tables = [];

    /// <summary>What the launch at hand passes for each parameter.</summary>
    public IReadOnlyList<KernelArgument> Arguments => [.. parameters.OrderBy(parameter => parameter.IsConstant).Select(parameter => parameter.Argument)];

    public IReadOnlyList<string> Names => NamesOf(parameter => !parameter.IsConstant);

    /// <summary>The numbers that a kernel is compiled for; a launch passes them last.</summary>
    public IReadOnlyList<string> Constants => NamesOf(parameter => parameter.IsConstant);

    /// <summary>Tables of positions, as definitions before the kernel.</summary>
    public IEnumerable<string> Tables => tables;

    /// <summary>The pointer to a value.</summary>
    public string Pointer(Value value, bool isStored)
    {
        var parameter = Of(value.Id, isStored ? 'y' : 'x', new AddressArgument(value, 0), $"{CudaDialect.ElementOf(value.Type)}* ");
        parameter.IsWritten |= isStored;
        return parameter.Name;
    }

    /// <summary>An index without loop variables: a small literal, a constant, or an argument where it depends on the batch.</summary>
    public string Integer(Index index)
    {
        var affine = AffineIndex.Of(index);
        if (affine.Terms.IsEmpty)
            return affine.Constant is >= -1 and <= 1 ? CudaLiteral.Of(affine.Constant) : Of(affine.Constant, 's', new IndexArgument(affine.Constant), "", isConstant: true).Name;
        return Of(index, 'n', new IndexArgument(affine.ToIndex()), "long long ").Name;
    }

    /// <summary>A number that the launch gives.</summary>
    public string Setting(DType type, double value)
    {
        if (SettingArgument.Of(type, value) is not { } argument)
            return CudaDialect.Constant(type, value);
        var bits = $"(uint32){Of((type, argument), 'k', argument, "uint64 ").Name}";
        return type switch { DType.Float32 => $"float_of({bits})", DType.UInt32 => $"({bits})", _ => $"((int){bits})" };
    }

    public string Table(EquatableArray<int> table)
    {
        var name = $"t{CudaLiteral.Of(tables.Count)}";
        var line = $"static __device__ const int NAME[] = {{ {string.Join(", ", table.Items.Select(element => CudaLiteral.Of(element)))} }};";
        var place = tables.FindIndex(other => other.Replace(other.Split(' ')[4], "NAME[]") == line);
        if (place >= 0)
            return $"t{CudaLiteral.Of(place)}";
        tables.Add(line.Replace("NAME", name));
        return name;
    }

    public string StepBlock() => Of(nameof(StepBlock), 'b', new StepArgument(), "StepBlock* ").Name;

    public string Stream(string path) => Of(path, 'r', new StreamArgument(path), "uint64 ").Name;

    /// <summary>The parameter list of the entry point.</summary>
    public string Declaration() => string.Join(", ", parameters.Where(parameter => !parameter.IsConstant).Select(parameter =>
        $"{(parameter.Type.EndsWith("* ", StringComparison.Ordinal) && !parameter.IsWritten ? "const " : "")}{parameter.Type}{Declared(parameter)}"));

    /// <summary>What passes the parameters on to a function with the same ones.</summary>
    public string Passed() => string.Join(", ", parameters.Where(parameter => !parameter.IsConstant).Select(Declared));

    /// <summary>The lines that narrow integers to positions.</summary>
    public IEnumerable<string> Conversions() =>
        from parameter in parameters
        where parameter.Type == "long long "
        select $"const index {parameter.Name} = (index){Declared(parameter)};";

    static string Declared(Parameter parameter) => parameter.Type == "long long " ? "wide_" + parameter.Name : parameter.Name;

    Parameter Of(object key, char letter, KernelArgument argument, string type, bool isConstant = false)
    {
        if (!known.TryGetValue(key, out var parameter))
        {
            counts.TryGetValue(letter, out var count);
            counts[letter] = count + 1;
            parameter = new(letter + CudaLiteral.Of(count), argument, type, isConstant);
            known.Add(key, parameter);
            parameters.Add(parameter);
        }

        return parameter;
    }

    IReadOnlyList<string> NamesOf(Func<Parameter, bool> condition) => [.. parameters.Where(condition).Select(parameter => parameter.Name)];

    sealed class Parameter(string name, KernelArgument argument, string type, bool isConstant)
    {
        public string Name => name;

        public KernelArgument Argument => argument;

        public string Type => type;

        public bool IsConstant => isConstant;

        public bool IsWritten { get; set; }
    }
}
