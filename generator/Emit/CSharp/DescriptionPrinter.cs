using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints the tables by which the runtime knows a network, several rows a line: there are hundreds of them.</summary>
internal static class DescriptionPrinter
{
    const int ElementSize = 4;

    /// <summary>The method that makes them.</summary>
    public static string Print(NetworkPlan plan)
    {
        var graph = plan.Graph;
        var multiplyAdds = GraphTraversal.Reachable(graph.Inference.Roots)
            .Where(node => node.Operation is Contract)
            .GroupBy(node => node.Path, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(node => MultiplyAdds.Of((Contract)node.Operation)), StringComparer.Ordinal);
        var parameters = graph.Parameters.Items.GroupBy(parameter => ModuleOf(parameter.Name), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(parameter => parameter.Shape.Items.Aggregate(1L, (product, extent) => product * extent)), StringComparer.Ordinal);
        var offsets = new StoredOffsets(plan.Training);
        var tables = new CodeWriter();
        TablePrinter.Print(tables, "LayerEntry[] layers", "LayerEntry", graph.Layers.Items.Select(layer => Row(layer, parameters, multiplyAdds)), ";");
        tables.Open("return new()");
        tables.Line($"Name = {CSharpLiteral.Of(graph.Name)},");
        tables.Line($"MultiplyAdds = {CSharpLiteral.Of(MultiplyAdds.Of(graph.Inference))},");
        TablePrinter.Print(tables, "Parameters", "ParameterEntry", graph.Parameters.Items.Select(parameter => Row(parameter, offsets)));
        TablePrinter.Print(tables, "States", "StateEntry", graph.States.Items.Select(state => Row(state, offsets)));
        TablePrinter.Print(tables, "Inputs", "TensorEntry", graph.Inputs.Items.Select(input => Row(input, plan)));
        tables.Line("Layers = layers,");
        Schedule(tables, "Training", graph, plan.Training, [graph.Training, graph.Loss, graph.Backward ?? Function.Empty], layer => layer.Training);
        Schedule(tables, "Inference", graph, plan.Inference, [graph.Inference], layer => layer.Inference);
        if (plan.Cuda is { } cuda)
        {
            tables.Open("Cuda = new()");
            Schedule(tables, "Training", graph, cuda.Training, [graph.Training, graph.Loss, graph.Backward ?? Function.Empty], layer => layer.Training);
            Schedule(tables, "Inference", graph, cuda.Inference, [graph.Inference], layer => layer.Inference);
            tables.Close("},");
        }

        tables.Close("};");
        var code = new CodeWriter();
        code.Open("static NetworkDescription Describe()");
        code.Lines(tables.ToString());
        Shorthands(code, graph, tables.ToString());
        code.Close();
        return code.ToString();
    }

    /// <summary>Local functions for the rows that most tables are full of, where there are such rows.</summary>
    static void Shorthands(CodeWriter code, NetworkGraph graph, string tables)
    {
        bool IsUsed(string function) => tables.Contains($" {function}(");
        if (IsUsed("Vector"))
        {
            code.Line("ParameterEntry Vector(string name, int length, nint offset, double value) =>");
            code.Line("    new(name, [length], [length], [0], offset, DistributionKind.Constant, value, 0, false);");
        }

        foreach (var kind in graph.Parameters.Items.Select(parameter => parameter.Initializer.Kind.ToString()).Distinct().Where(IsUsed).OrderBy(kind => kind, StringComparer.Ordinal))
        {
            code.Line($"ParameterEntry {kind}(string name, int[] shape, int[] permutation, nint offset, double first, double second) =>");
            code.Line($"    new(name, shape, shape, permutation, offset, DistributionKind.{kind}, first, second, true);");
        }

        if (IsUsed("Output"))
        {
            code.Line("TensorEntry Output(int layer, nint perSample, nint rest) => new(");
            code.Line("    layers[layer].Path, layers[layer].OutputShape, layers[layer].OutputShape.Length == 3 ? [3, 1, 2] : [1], ArenaSpace.Work, perSample, rest, true);");
        }
    }

    /// <summary>Scales and shifts: half of the parameters of most networks.</summary>
    static bool IsVector(Parameter parameter) =>
        parameter is { Decays: false, Initializer: { Kind: InitializerKind.Constant, Second: 0 } } && parameter.Shape.Count == 1;

    /// <summary>Weights that are split into nothing but their axes.</summary>
    static bool IsWeight(Parameter parameter) => parameter is { Decays: true, Initializer.Kind: not InitializerKind.Values } && parameter.Shape == parameter.Layout.Split;

    /// <summary>An image or a vector a sample, as memory has it.</summary>
    static bool IsPlain(Result? result) => result is { Node.Shape.IsBatched: true } && (result.UserAxes == [3, 1, 2] || result.UserAxes == [1]);

    static TableRow Row(Parameter parameter, StoredOffsets offsets)
    {
        var (name, offset) = (new QuotedPath(parameter.Name), offsets[Space.Parameter, parameter.Name]);
        var (first, second) = (CSharpLiteral.OfDouble(parameter.Initializer.First), CSharpLiteral.OfDouble(parameter.Initializer.Second));
        var kind = parameter.Initializer.Kind.ToString();
        var values = parameter.Initializer.Kind == InitializerKind.Values ? $", [{string.Join(", ", parameter.Initializer.Values.Items.Select(CSharpLiteral.OfDouble))}]" : "";
        if (IsVector(parameter))
            return $"Vector({name}, {parameter.Shape[0]}, {offset}, {first})";
        if (IsWeight(parameter))
            return $"{kind}({name}, {parameter.Shape}, {parameter.Layout.Permutation}, {offset}, {first}, {second})";
        return $"new({name}, {parameter.Shape}, {parameter.Layout.Split}, {parameter.Layout.Permutation}, {offset}, DistributionKind.{kind}, {first}, {second}, {CSharpLiteral.Of(parameter.Decays)}{values})";
    }

    static TableRow Row(State state, StoredOffsets offsets) =>
        $"new({new QuotedPath(state.Name)}, {state.Shape}, {offsets[Space.State, state.Name]}, {CSharpLiteral.OfFloat(state.InitialValue)})";

    static TableRow Row(InputTensor input, NetworkPlan plan)
    {
        var schedule = Border(plan.Inference, input.Name) is null ? plan.Training : plan.Inference;
        return Tensor(input, schedule);
    }

    static TableRow Row(Layer layer, Dictionary<string, long> parameters, Dictionary<string, long> multiplyAdds)
    {
        var result = layer.Inference ?? layer.Training;
        EquatableArray<int> shape = result is null ? [] : UserShape(result);
        parameters.TryGetValue(layer.Path, out var held);
        multiplyAdds.TryGetValue(layer.Path, out var own);
        return $"new({new QuotedPath(layer.Path)}, {CSharpLiteral.Of(layer.Kind)}, {shape}, {held}, {own})";
    }

    /// <summary>The module that a parameter is a member of: the parameter's name has one segment more.</summary>
    static string ModuleOf(string parameter) => parameter.Substring(0, Math.Max(0, parameter.LastIndexOf('.')));

    static void Schedule(CodeWriter code, string name, NetworkGraph graph, Schedule schedule, Function[] functions, Func<Layer, Result?> output)
    {
        var memory = schedule.Memory!;
        var work = memory.Size(Arena.Work);
        code.Open($"{name} = new()");
        code.Line($"WorkPerSample = {CSharpLiteral.Of(work.PerSample)},");
        code.Line($"WorkFixed = {CSharpLiteral.Of(work.Fixed)},");
        code.Line($"Scratch = {CSharpLiteral.Of(memory.Size(Arena.Scratch).Fixed)},");
        var step = schedule.Phases.Items.Where(phase => phase.Kind != PhaseKind.BackwardInput).ToArray();
        var traffic = step.Select(Traffic.Of).Aggregate((sum, phase) => new(sum.Crossings + phase.Crossings, sum.Bytes + phase.Bytes));
        code.Line($"Launches = {CSharpLiteral.Of(step.Sum(phase => Launches(phase.Items)))},");
        code.Line($"Crossings = {CSharpLiteral.Of(traffic.Crossings)},");
        code.Line($"MovedPerSample = {CSharpLiteral.Of(traffic.Bytes.PerSample)},");
        code.Line($"MovedFixed = {CSharpLiteral.Of(traffic.Bytes.Fixed)},");
        var kept = Kept.Bytes(schedule);
        if (kept != default)
        {
            code.Line($"KeptPerSample = {CSharpLiteral.Of(kept.PerSample)},");
            code.Line($"KeptFixed = {CSharpLiteral.Of(kept.Fixed)},");
        }

        var borders = new HashSet<string>(schedule.Values.Items.Where(value => value.Space is Space.Input or Space.Output).Select(value => value.Name), StringComparer.Ordinal);
        var inputs = graph.Inputs.Items
            .Where(input => borders.Contains(input.Name))
            .Select(input => Tensor(input, schedule));
        var results = functions.SelectMany(function => function.Results.Items)
            .GroupBy(result => result.Name, StringComparer.Ordinal).Select(group => group.First())
            .Where(result => borders.Contains(result.Name))
            .Select(result => Tensor(result.Name, result, schedule, Border(schedule, result.Name)));
        TablePrinter.Print(code, "Tensors", "TensorEntry", inputs.Concat(results));
        var readable = memory.Readable.Items.GroupBy(value => value.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        TablePrinter.Print(code, "Activations", "TensorEntry", graph.Layers.Items.Select((layer, position) => (layer, position))
            .Where(pair => output(pair.layer) is not null && readable.ContainsKey(pair.layer.Path))
            .Select(pair => Activation(pair.layer, pair.position, output(pair.layer)!, schedule, readable[pair.layer.Path])));
        TablePrinter.Print(code, "Tables", "TableEntry", schedule.Tables.Items.Select(table => Row(table, memory)));
        code.Close("},");
    }

    static TableRow Activation(Layer layer, int position, Result result, Schedule schedule, Value value)
    {
        var offset = schedule.Memory!.Offset(value);
        if (!IsPlain(result) || UserShape(result) != UserShape(layer.Inference ?? layer.Training!) || value.Space.Arena() != Arena.Work || value.Type == DType.BFloat16)
            return Tensor(layer.Path, result, schedule, value);
        return $"Output({position}, {offset.PerSample}, {offset.Fixed})";
    }

    static TableRow Tensor(InputTensor input, Schedule schedule) =>
        Tensor(input.Name, input.UserShape, UserAxes(input), isBatched: true, schedule, Border(schedule, input.Name));

    static TableRow Tensor(string name, Result result, Schedule schedule, Value? value) =>
        Tensor(name, UserShape(result), Axes(result), result.Node.Shape.IsBatched, schedule, value);

    static TableRow Tensor(string name, EquatableArray<int> shape, EquatableArray<int> axes, bool isBatched, Schedule schedule, Value? value)
    {
        var offset = value is null ? default : schedule.Memory!.Offset(value);
        var arena = (value?.Space.Arena() ?? Arena.Work).ToString();
        var stored = value?.Type == DType.BFloat16 ? ", true" : "";
        return $"new({new QuotedPath(name)}, {shape}, {axes}, ArenaSpace.{arena}, {offset.PerSample}, {offset.Fixed}, {CSharpLiteral.Of(isBatched)}{stored})";
    }

    /// <summary>The buffer of a tensor that crosses the border of a phase.</summary>
    static Value? Border(Schedule schedule, string name) =>
        schedule.Values.Items.FirstOrDefault(value => value.Name == name && value.Space is Space.Input or Space.Output);

    static TableRow Row(ConstantTable table, MemoryPlan memory) => $"new({memory.Offset(table.Value).Fixed}, {Table(table)})";

    /// <summary>A table's elements as float32; integers keep their bits.</summary>
    static string Table(ConstantTable table) => table.Value.Type == DType.Float32
        ? $"[{string.Join(", ", table.Elements.Items.Select(CSharpLiteral.OfFloat))}]"
        : $"System.Runtime.InteropServices.MemoryMarshal.Cast<int, float>([{string.Join(", ", table.Elements.Items.Select(element => CSharpLiteral.Of((long)element)))}]).ToArray()";

    static int Launches(EquatableArray<PlanItem> items) => items.Items.Count(item => item is not Region { IsPost: true });

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

    /// <summary>Where parameters and states lie in their arenas, in elements.</summary>
    sealed class StoredOffsets(Schedule schedule)
    {
        readonly Dictionary<(Space, string), Value> values = schedule.Values.Items
            .Where(value => value.Space is Space.Parameter or Space.State).ToDictionary(value => (value.Space, value.Name));

        public long this[Space space, string name] => schedule.Memory!.Offset(values[(space, name)]).Fixed / ElementSize;
    }
}
