using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>The buffers of one schedule.</summary>
internal sealed class ValueTable
{
    readonly List<Value> values = [];
    readonly List<ConstantTable> tables = [];
    readonly Dictionary<string, Value> parameters = [];
    readonly Dictionary<string, Value> gradients = [];
    readonly Dictionary<string, Value> states = [];
    readonly Dictionary<string, Value> borders = [];
    readonly Dictionary<(DType, EquatableArray<double>), Value> known = [];

    /// <param name="graph">Its parameters and states have buffers in every schedule, used or not, in order.</param>
    /// <param name="hasGradients">Whether parameters have gradients.</param>
    public ValueTable(NetworkGraph graph, bool hasGradients)
    {
        foreach (var parameter in graph.Parameters)
            parameters.Add(parameter.Name, Add(parameter.Name, DType.Float32, SizeOf(parameter.Shape), Space.Parameter));
        foreach (var parameter in hasGradients ? graph.Parameters : [])
            gradients.Add(parameter.Name, Add(parameter.Name, DType.Float32, SizeOf(parameter.Shape), Space.Gradient));
        foreach (var state in graph.States)
            states.Add(state.Name, Add(state.Name, DType.Float32, SizeOf(state.Shape), Space.State));
    }

    public IReadOnlyList<Value> Values => values;

    public IReadOnlyList<ConstantTable> Tables => tables;

    public Value Add(string name, DType type, Dim size, Space space)
    {
        var value = new Value(values.Count, name, type, size, space);
        values.Add(value);
        return value;
    }

    public Value Parameter(string name) => parameters[name];

    public Value Gradient(string name) => gradients[name];

    public Value State(string name) => states[name];

    /// <summary>A result that the caller reads.</summary>
    public Value Output(string name, TensorType type)
    {
        var value = Add(name, type.Type, type.Shape.Size, Space.Output);
        borders.Add(name, value);
        return value;
    }

    /// <summary>A tensor from outside a phase: an output of an earlier one, or one that the caller hands in.</summary>
    public Value Border(string name, TensorType type)
    {
        if (!borders.TryGetValue(name, out var value))
        {
            value = Add(name, type.Type, type.Shape.Size, Space.Input);
            borders.Add(name, value);
        }

        return value;
    }

    public Value Table(string name, DType type, EquatableArray<double> elements)
    {
        if (!known.TryGetValue((type, elements), out var value))
        {
            value = Add(name, type, elements.Count, Space.Constant);
            tables.Add(new(value, elements));
            known.Add((type, elements), value);
        }

        return value;
    }

    static Dim SizeOf(EquatableArray<int> shape) => new(0, shape.Items.Aggregate(1L, (product, extent) => product * extent));
}
