using Lathe.Abi;
using Lathe.Compiler.Tests.Graph;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Lathe.Kernels;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>A network of one operation and its gradients, as inference: generated code can be compared with the float64 interpreter result by
/// result.</summary>
internal sealed class OperationNetwork
{
    readonly Probe probe;
    readonly NetworkGraph network;

    public OperationNetwork(string name, Func<GraphBuilder, Node[], Node> function, Shape[] shapes, int batch, bool withGradients = true)
    {
        probe = new Probe(batch);
        var inputs = shapes.Select(Given).ToList();
        var output = function(probe.Graph, [.. inputs]);
        List<Result> results = [Named("output", output)];
        if (withGradients)
        {
            var cotangent = Given(output.Shape);
            var gradients = Gradients.Of(probe.Graph, [(output, cotangent)], [.. inputs]);
            results.AddRange(inputs.Select((input, position) => (input, position)).Where(pair => gradients.ContainsKey(pair.input))
                .Select(pair => Named($"gradient{pair.position}", gradients[pair.input])));
            inputs.Add(cotangent);
        }

        var forward = new Function(results.ToEquatableArray(), []);
        var loss = probe.Graph.Sum(probe.Graph.Input("output", output.Shape), [.. Enumerable.Range(0, output.Shape.Rank)]);
        network = new(
            name,
            inputs.Where(input => input.Operation is Input)
                .Select(input => new InputTensor(((Input)input.Operation).Name, UserShape(input), input.Shape)).ToEquatableArray(),
            inputs.Select(input => input.Operation).OfType<ParameterSource>().Select(source => source.Parameter).ToEquatableArray(),
            [],
            new([results[0]], []),
            forward,
            new([new("loss", probe.Graph.Reshape(loss, Shape.Of()), [])], []),
            []);
        Plan = Pipeline.Run(network);
    }

    public string Name => network.Name;

    public NetworkPlan Plan { get; }

    /// <summary>The results of generated code.</summary>
    public Dictionary<string, float[]> Run(EmittedAssembly assembly, VectorWidth width)
    {
        var program = assembly.Program(Name);
        var schedule = program.Description.Inference;
        using var execution = new TestExecution(program.Description, schedule, probe.Batch, width, seed: 5, step: 3);
        foreach (var (name, values) in probe.Values)
        {
            var numbers = values.Select(value => (float)value).ToArray();
            if (schedule.Tensors.FirstOrDefault(tensor => tensor.Name == name) is { } entry)
                numbers.CopyTo(execution.Floats(entry, values.Length));
            if (program.Description.Parameters.FirstOrDefault(parameter => parameter.Name == name) is { } segment)
                numbers.CopyTo(execution.Floats(ArenaSpace.Parameter, segment.Offset * sizeof(float), values.Length));
        }

        program.Run(Abi.Phase.InferencePrepare, execution);
        program.Run(Abi.Phase.InferenceForward, execution);
        return network.Inference.Results.Items.ToDictionary(
            result => result.Name,
            result => execution.Floats(schedule.Tensors.First(tensor => tensor.Name == result.Name), (int)result.Node.Shape.Size.At(probe.Batch)).ToArray());
    }

    /// <summary>The results of the interpreter, from the same float32 inputs.</summary>
    public Dictionary<string, double[]> Evaluate()
    {
        var interpreter = new Interpreters.Graph.GraphInterpreter(
            probe.Batch, name => [.. probe.Values[name].Select(value => (double)(float)value)], seed: 5, step: 3);
        return network.Inference.Results.Items.ToDictionary(result => result.Name, result => interpreter.Evaluate(result.Node).Data);
    }

    /// <summary>An input, or a parameter where there is no batch: only parameters have none.</summary>
    Node Given(Shape shape)
    {
        var input = probe.Random(shape);
        if (shape.IsBatched)
            return input;
        var extents = shape.Dims.Items.Select(dim => dim.Value).ToEquatableArray();
        return probe.Graph.Parameter(new(((Input)input.Operation).Name, extents, Layout.Plain(extents), Initializer.Zero));
    }

    static Result Named(string name, Node node) =>
        new(name, node, Enumerable.Range(node.Shape.IsBatched ? 1 : 0, node.Shape.Rank - (node.Shape.IsBatched ? 1 : 0)).ToEquatableArray());

    static EquatableArray<int> UserShape(Node node) => node.Shape.Dims.Items.Where(dim => dim.IsStatic).Select(dim => dim.Value).ToEquatableArray();
}
