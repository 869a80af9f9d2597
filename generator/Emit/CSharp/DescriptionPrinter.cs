using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints the tables by which the runtime knows a network. Long tables are methods that add rows, because a method with one large
/// initialiser compiles slowly.</summary>
internal static class DescriptionPrinter
{
    const int ElementSize = 4;

    public static void Print(CodeWriter code, NetworkPlan plan)
    {
        var graph = plan.Graph;
        code.Open("static NetworkDescription Describe() => new()");
        code.Line($"Name = {CSharpLiteral.Of(graph.Name)},");
        code.Line($"MultiplyAdds = {CSharpLiteral.Of(MultiplyAdds.Of(graph.Inference))},");
        Rows(code, "Parameters", graph.Parameters.Items.Select(parameter => Row(parameter, plan.Training)));
        Rows(code, "States", graph.States.Items.Select(state => Row(state, plan.Training)));
        Rows(code, "Inputs", graph.Inputs.Items.Select(input => Row(input, plan)));
        var multiplyAdds = GraphTraversal.Reachable(graph.Inference.Roots)
            .Where(node => node.Operation is Contract)
            .GroupBy(node => node.Path, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(node => MultiplyAdds.Of((Contract)node.Operation)), StringComparer.Ordinal);
        Rows(code, "Layers", graph.Layers.Items.Select(layer => Row(layer, graph, multiplyAdds)));
        Schedule(code, "Training", graph, plan.Training, [graph.Training, graph.Loss, graph.Backward ?? Function.Empty], layer => layer.Training);
        Schedule(code, "Inference", graph, plan.Inference, [graph.Inference], layer => layer.Inference);
        code.Close("};");
    }

    static void Rows(CodeWriter code, string name, IEnumerable<string> rows)
    {
        code.Line($"{name} =");
        code.Line("[");
        foreach (var row in rows)
        {
            code.Line($"    new({row}),");
        }

        code.Line("],");
    }

    static string Row(Parameter parameter, Schedule schedule)
    {
        var kind = parameter.Initializer.Kind;
        var (first, second) = (CSharpLiteral.OfDouble(parameter.Initializer.First), CSharpLiteral.OfDouble(parameter.Initializer.Second));
        return $"{CSharpLiteral.Of(parameter.Name)}, {List(parameter.Shape)}, {List(parameter.Layout.Split)}, {List(parameter.Layout.Permutation)}, "
            + $"{Elements(schedule, parameter.Name, Space.Parameter)}, DistributionKind.{kind}, {first}, {second}, {CSharpLiteral.Of(parameter.Decays)}";
    }

    static string Row(State state, Schedule schedule) =>
        $"{CSharpLiteral.Of(state.Name)}, {List(state.Shape)}, {Elements(schedule, state.Name, Space.State)}, {CSharpLiteral.OfFloat(state.InitialValue)}";

    static string Row(InputTensor input, NetworkPlan plan)
    {
        var schedule = Border(plan.Inference, input.Name) is null ? plan.Training : plan.Inference;
        return Tensor(input, schedule);
    }

    static string Row(Layer layer, NetworkGraph graph, Dictionary<string, long> multiplyAdds)
    {
        var result = layer.Inference ?? layer.Training;
        var shape = result is null ? [] : UserShape(result);
        var prefix = layer.Path.Length == 0 ? "" : layer.Path + ".";

        // A layer's own parameters have one segment more than its path.
        var parameters = graph.Parameters.Items
            .Where(parameter => parameter.Name.StartsWith(prefix, StringComparison.Ordinal) && parameter.Name.IndexOf('.', prefix.Length) < 0)
            .Sum(parameter => parameter.Shape.Items.Aggregate(1L, (product, extent) => product * extent));
        multiplyAdds.TryGetValue(layer.Path, out var own);
        return $"{CSharpLiteral.Of(layer.Path)}, {CSharpLiteral.Of(layer.Kind)}, {List(shape)}, {CSharpLiteral.Of(parameters)}, {CSharpLiteral.Of(own)}";
    }

    static void Schedule(CodeWriter code, string name, NetworkGraph graph, Schedule schedule, Function[] functions, Func<Layer, Result?> output)
    {
        var memory = schedule.Memory!;
        var work = memory.Size(Arena.Work);
        code.Line($"{name} = new()");
        code.Line("{");
        code.Line($"    WorkPerSample = {CSharpLiteral.Of(work.PerSample)},");
        code.Line($"    WorkFixed = {CSharpLiteral.Of(work.Fixed)},");
        code.Line($"    Scratch = {CSharpLiteral.Of(memory.Size(Arena.Scratch).Fixed)},");
        code.Line($"    Launches = {CSharpLiteral.Of(schedule.Phases.Items.Sum(phase => Launches(phase.Items)))},");
        var inputs = graph.Inputs.Items
            .Where(input => Border(schedule, input.Name) is not null)
            .Select(input => Tensor(input, schedule));
        var results = functions.SelectMany(function => function.Results.Items)
            .GroupBy(result => result.Name, StringComparer.Ordinal).Select(group => group.First())
            .Where(result => Border(schedule, result.Name) is not null)
            .Select(result => Tensor(result.Name, result, schedule, Border(schedule, result.Name)));
        Inner(code, "Tensors", inputs.Concat(results));
        Inner(code, "Activations", graph.Layers.Items.Select(layer => (layer.Path, Result: output(layer)))
            .Where(layer => layer.Result is not null)
            .Select(layer => (layer.Path, layer.Result, Value: memory.Readable.Items.FirstOrDefault(value => value.Name == layer.Path)))
            .Where(layer => layer.Value is not null)
            .Select(layer => Tensor(layer.Path, layer.Result!, schedule, layer.Value)));
        Inner(code, "Tables", schedule.Tables.Items.Select(table => $"{CSharpLiteral.Of(memory.Offset(table.Value).Fixed)}, {Table(table)}"));
        code.Line("},");
    }

    static void Inner(CodeWriter code, string name, IEnumerable<string> rows)
    {
        code.Line($"    {name} =");
        code.Line("    [");
        foreach (var row in rows)
        {
            code.Line($"        new({row}),");
        }

        code.Line("    ],");
    }

    static string Tensor(InputTensor input, Schedule schedule) =>
        Tensor(input.Name, input.UserShape, UserAxes(input), isBatched: true, schedule, Border(schedule, input.Name));

    static string Tensor(string name, Result result, Schedule schedule, Value? value) =>
        Tensor(name, UserShape(result), Axes(result), result.Node.Shape.IsBatched, schedule, value);

    static string Tensor(string name, EquatableArray<int> shape, EquatableArray<int> axes, bool isBatched, Schedule schedule, Value? value)
    {
        var offset = value is null ? default : schedule.Memory!.Offset(value);
        return $"{CSharpLiteral.Of(name)}, {List(shape)}, {List(axes)}, ArenaSpace.{value?.Space.Arena() ?? Arena.Work}, "
            + $"{CSharpLiteral.Of(offset.PerSample)}, {CSharpLiteral.Of(offset.Fixed)}, {CSharpLiteral.Of(isBatched)}";
    }

    /// <summary>The buffer of a tensor that crosses the border of a phase.</summary>
    static Value? Border(Schedule schedule, string name) =>
        schedule.Values.Items.FirstOrDefault(value => value.Name == name && value.Space is Space.Input or Space.Output);

    static string Elements(Schedule schedule, string name, Space space)
    {
        var value = schedule.Values.Items.First(value => value.Space == space && value.Name == name);
        return CSharpLiteral.Of(schedule.Memory!.Offset(value).Fixed / ElementSize);
    }

    /// <summary>A table's elements as float32; integers keep their bits.</summary>
    static string Table(ConstantTable table) => table.Value.Type == DType.Float32
        ? $"[{string.Join(", ", table.Elements.Items.Select(CSharpLiteral.OfFloat))}]"
        : $"System.Runtime.InteropServices.MemoryMarshal.Cast<int, float>([{string.Join(", ", table.Elements.Items.Select(element => CSharpLiteral.Of((long)element)))}]).ToArray()";

    static int Launches(EquatableArray<PlanItem> items) => items.Items.Sum(item => item switch
    {
        Repeat repeat => repeat.Count * Launches(repeat.Items),
        _ => 1,
    });

    /// <summary>The memory axes of the user's axes: what varies with the batch is 0, and images have their channels last.</summary>
    static EquatableArray<int> UserAxes(InputTensor input) => input.UserShape.Count == 3
        ? [3, 1, 2]
        : Enumerable.Range(1, input.UserShape.Count).ToEquatableArray();

    static EquatableArray<int> Axes(Result result) => result.Node.Shape.IsBatched ? result.UserAxes : [];

    static EquatableArray<int> UserShape(Result result)
    {
        var shape = result.Node.Shape;
        return result.UserAxes.Items.Select(axis => shape[axis].Value).ToEquatableArray();
    }

    static string List(EquatableArray<int> items) => $"[{string.Join(", ", items.Items.Select(item => CSharpLiteral.Of(item)))}]";
}
