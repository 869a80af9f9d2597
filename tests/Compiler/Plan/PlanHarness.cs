using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Lathe.Interpreters.Graph;
using Lathe.Interpreters.Plan;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>Lowers small graphs and compares what their plans compute with what the graphs mean.</summary>
internal static class PlanHarness
{
    const ulong Seed = 7;
    const ulong Step = 3;

    /// <summary>A network whose training and inference results are the given nodes.</summary>
    public static NetworkGraph Network(IEnumerable<InputTensor> inputs, IEnumerable<Generator.Graph.Parameter> parameters, IEnumerable<State> states, params (string Name, Node Node)[] results)
    {
        var function = new Function(results.Select(result => ResultOf(result.Name, result.Node)).ToEquatableArray(), []);
        return new(
            "Test", inputs.ToEquatableArray(), parameters.ToEquatableArray(), states.ToEquatableArray(), function, function, Function.Empty, []);
    }

    /// <summary>A network of nodes over inputs alone, found by their names.</summary>
    public static NetworkGraph Network(params (string Name, Node Node)[] results)
    {
        var inputs = GraphTraversal.Reachable(results.Select(result => result.Node))
            .Select(node => node.Operation).OfType<Generator.Ops.Input>()
            .Select(input => new InputTensor(input.Name, [], input.Tensor.Shape, input.Tensor.Type));
        return Network(inputs, [], [], results);
    }

    public static Result ResultOf(string name, Node node)
    {
        var first = node.Shape.IsBatched ? 1 : 0;
        return new(name, node, Enumerable.Range(first, node.Shape.Rank - first).ToEquatableArray());
    }

    /// <summary>Numbers for a named tensor, the same for every reader.</summary>
    public static double[] Numbers(string name, long count, DType type = DType.Float32)
    {
        var random = new Random(name.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)));
        return [.. Enumerable.Range(0, checked((int)count)).Select(_ => type == DType.Float32 ? (float)((random.NextDouble() * 2) - 1) : random.Next(0, 4))];
    }

    /// <summary>Asserts that the inference plan of results over inputs equals the graph, for several batches.</summary>
    public static Schedule AssertEqual(params (string Name, Node Node)[] results) => AssertForward(Network(results));

    /// <summary>Asserts that the forward phase of the inference plan equals the graph, for several batches.</summary>
    public static Schedule AssertForward(NetworkGraph graph)
    {
        var plan = Pipeline.Lower(graph, new PassLog());
        foreach (var batch in new[] { 1, 3 })
        {
            var interpreter = Interpreter(graph, plan.Inference, batch);
            interpreter.Run(PhaseKind.Prepare);
            interpreter.Run(PhaseKind.Forward);
            var oracle = Oracle(graph, batch);
            foreach (var result in graph.Inference.Results)
                AssertClose(oracle.Evaluate(result.Node).Data, interpreter.Read(result.Name), result.Name);
        }

        return plan.Inference;
    }

    /// <summary>Runs a whole training step of a network, as planned for the processor and for CUDA devices, and asserts outputs, loss, states and gradients.</summary>
    public static NetworkPlan AssertTraining(NetworkGraph graph, int batch = 3)
    {
        var plan = Pipeline.Run(graph, new PassLog());
        AssertTraining(graph, plan.Graph, plan.Training, batch);
        AssertTraining(graph, plan.Graph, plan.Cuda!.Training, batch);
        return plan;
    }

    static void AssertTraining(NetworkGraph graph, NetworkGraph differentiated, Schedule schedule, int batch)
    {
        var interpreter = Interpreter(graph, schedule, batch);
        foreach (var phase in Enum.GetValues<PhaseKind>())
            interpreter.Run(phase);

        var oracle = Oracle(graph, batch);
        var forward = graph.Training.Results.Items.ToDictionary(result => result.Name, result => oracle.Evaluate(result.Node).Data);
        var loss = new GraphInterpreter(batch, name => forward.TryGetValue(name, out var output) ? output : Source(graph, name, batch), Seed, Step);
        var gradients = loss.Evaluate(differentiated.Loss).ToDictionary(result => result.Key, result => result.Value.Data);
        var backward = new GraphInterpreter(batch, name => gradients.TryGetValue(name, out var gradient) ? gradient : Source(graph, name, batch), Seed, Step);
        foreach (var (name, expected) in forward.Concat(gradients))
            AssertClose(expected, interpreter.Read(name), name);
        foreach (var update in graph.Training.StateUpdates)
            AssertClose(oracle.Evaluate(update.Node).Data, interpreter.Read(update.State), update.State);
        foreach (var (name, tensor) in backward.Evaluate(differentiated.Backward!))
        {
            var parameter = graph.Parameters.Items.FirstOrDefault(known => Differentiate.Prefix + known.Name == name);
            AssertClose(tensor.Data, parameter is null ? interpreter.Read(name) : interpreter.Gradient(parameter.Name), name);
        }
    }

    /// <summary>An interpreter whose inputs, parameters and states hold the numbers of their names.</summary>
    public static PlanInterpreter Interpreter(NetworkGraph graph, Schedule schedule, int batch, int order = 1, bool isSingle = false)
    {
        var interpreter = new PlanInterpreter(schedule, batch, isSingle, Seed, Step, order);
        foreach (var value in schedule.Values.Items.Where(value => value.Space is Space.Input or Space.Parameter or Space.State))
            interpreter.Write(value.Name, Source(graph, value.Name, batch));
        return interpreter;
    }

    public static GraphInterpreter Oracle(NetworkGraph graph, int batch) => new(batch, name => Source(graph, name, batch), Seed, Step);

    static double[] Source(NetworkGraph graph, string name, int batch)
    {
        if (graph.Inputs.Items.FirstOrDefault(input => input.Name == name) is { } tensor)
            return Numbers(name, tensor.Shape.Size.At(batch), tensor.Type);
        if (graph.Parameters.Items.FirstOrDefault(parameter => parameter.Name == name) is { } known)
            return Numbers(name, known.Shape.Items.Aggregate(1L, (product, extent) => product * extent));
        var state = graph.States.Items.First(state => state.Name == name);
        return [.. Numbers(name, state.Shape.Items.Aggregate(1L, (product, extent) => product * extent)).Select(Math.Abs)];
    }

    static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<double> actual, string name)
    {
        Assert.Equal(expected.Count, actual.Count);
        var scale = Math.Max(1, expected.Count == 0 ? 0 : expected.Max(Math.Abs));
        for (var element = 0; element < expected.Count; element++)
        {
            if (!(Math.Abs(expected[element] - actual[element]) <= 1e-9 * scale))
                Assert.Fail($"{name}[{element}] is {actual[element]:R}, it should be {expected[element]:R}.");
        }
    }
}
