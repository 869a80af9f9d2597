using Lathe.Compiler.Tests.Graph;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>A network of one operation and its gradients, as inference: generated code can be compared with the float64 interpreter result by
/// result.</summary>
internal sealed class OperationNetwork
{
    public const ulong Seed = 5, Step = 3;

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

    public int Batch => probe.Batch;

    /// <summary>The numbers of inputs and parameters, by name.</summary>
    public IReadOnlyDictionary<string, double[]> Values => probe.Values;

    /// <summary>The names of the results, and how many numbers each has.</summary>
    public IEnumerable<(string Name, int Count)> Results => network.Inference.Results.Items.Select(result => (result.Name, (int)result.Node.Shape.Size.At(probe.Batch)));

    /// <summary>The results of the interpreter, from the same inputs, rounded.</summary>
    public Dictionary<string, double[]> Evaluate(Func<double, float> rounded)
    {
        var interpreter = new Interpreters.Graph.GraphInterpreter(
            probe.Batch, name => [.. probe.Values[name].Select(value => (double)rounded(value))], Seed, Step);
        return network.Inference.Results.Items.ToDictionary(result => result.Name, result => interpreter.Evaluate(result.Node).Data);
    }

    /// <summary>An input, or a parameter where there is no batch: only parameters have none.</summary>
    Node Given(Shape shape)
    {
        var input = probe.Random(shape);
        if (shape.IsBatched)
            return input;
        var extents = shape.Dims.Items.Select(dim => dim.Value).ToEquatableArray();
        return probe.Graph.Parameter(new(((Input)input.Operation).Name, extents, Layout.Plain(extents), Generator.Graph.Initializer.Zero));
    }

    static Result Named(string name, Node node) =>
        new(name, node, Enumerable.Range(node.Shape.IsBatched ? 1 : 0, node.Shape.Rank - (node.Shape.IsBatched ? 1 : 0)).ToEquatableArray());

    static EquatableArray<int> UserShape(Node node) => node.Shape.Dims.Items.Where(dim => dim.IsStatic).Select(dim => dim.Value).ToEquatableArray();
}
