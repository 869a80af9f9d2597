using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>Prints loads and stores of single elements, and of four neighbours.</summary>
internal sealed class AccessPrinter(KernelParameters parameters, IndexPrinter indices)
{
    /// <summary>An element, or the fill where a guard fails.</summary>
    public string Load(Access access, Scope scope)
    {
        var element = $"load({parameters.Pointer(access.Value, isStored: false)}, {indices.Print(access.Offset, scope)})";
        return Condition(access, scope) is { } condition ? CudaDialect.Select(condition, element, Fill(access)) : element;
    }

    /// <summary>Writes the lines that load four neighbours.</summary>
    /// <returns>The name of the array that holds them.</returns>
    public string LoadFour(Access access, Scope scope)
    {
        var line = $"load4({parameters.Pointer(access.Value, isStored: false)}, {indices.Print(access.Offset, scope)}, ARRAY);";
        var condition = Condition(access, scope);
        var array = scope.Fresh("a");
        line = line.Replace("ARRAY", array);
        if (condition is null)
        {
            scope.Code.Line($"float {array}[4];");
            scope.Code.Line(line);
        }
        else
        {
            scope.Code.Line($"float {array}[4] = {{ {string.Join(", ", Enumerable.Repeat(Fill(access), 4))} }};");
            scope.Code.Line($"if ({CudaDialect.Unwrapped(condition)}) {line}");
        }

        return array;
    }

    /// <summary>Writes the line that stores an element.</summary>
    public void Store(Access access, string value, Scope scope) => Store("store", access, CudaDialect.Unwrapped(value), scope);

    /// <summary>Writes the line that stores an array of four neighbours.</summary>
    public void StoreFour(Access access, string array, Scope scope) => Store("store4", access, array, scope);

    void Store(string function, Access access, string value, Scope scope)
    {
        var condition = Condition(access, scope) is { } guard ? $"if ({CudaDialect.Unwrapped(guard)}) " : "";
        scope.Code.Line($"{condition}{function}({parameters.Pointer(access.Value, isStored: true)}, {indices.Print(access.Offset, scope)}, {value});");
    }

    static string Fill(Access access) => CudaDialect.Constant(access.Value.Type == DType.BFloat16 ? DType.Float32 : access.Value.Type, access.Fill);

    string? Condition(Access access, Scope scope)
    {
        var conditions = access.Guards.Items.Select(guard =>
        {
            var level = scope.OutermostFor([.. IndexVariables.Of(guard.Index), .. IndexVariables.Of(guard.End)]);
            return level.Let("const bool", $"is_within({indices.Print(guard.Index, level)}, {indices.Print(guard.End, level)})", "inside");
        }).ToArray();
        return conditions.Length == 0 ? null : conditions.Length == 1 ? conditions[0] : $"({string.Join(" && ", conditions)})";
    }
}
