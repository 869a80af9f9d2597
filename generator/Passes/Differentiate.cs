using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Adds the gradients: to Loss those of the outputs, and Backward, which takes them to parameters and inputs. What a result does not
/// depend on has a gradient of zeros.</summary>
internal static class Differentiate
{
    /// <summary>The prefix of the names of gradients.</summary>
    public const string Prefix = "gradient:";

    public static NetworkGraph Run(NetworkGraph network) =>
        network with { Loss = DifferentiateLoss(network), Backward = DifferentiateForward(network) };

    static Function DifferentiateLoss(NetworkGraph network)
    {
        var nodes = GraphTraversal.Reachable(network.Loss.Roots);
        var graph = new GraphBuilder(nodes);
        var loss = network.Loss.Results[0].Node;
        var outputs = network.Training.Results.Items;
        var inputs = nodes.Where(node => node.Operation is Input).ToDictionary(node => ((Input)node.Operation).Name);
        var gradients = Gradients.Of(graph, [(loss, graph.Fill(loss.Shape, 1))], inputs.Values);
        var results = outputs.Select(output => new Result(
            Prefix + output.Name,
            inputs.TryGetValue(output.Name, out var input) && gradients.TryGetValue(input, out var gradient) ? gradient : graph.Fill(output.Node.Shape, 0),
            output.UserAxes));
        return network.Loss with { Results = network.Loss.Results.Items.Concat(results).ToEquatableArray() };
    }

    static Function DifferentiateForward(NetworkGraph network)
    {
        var nodes = GraphTraversal.Reachable(network.Training.Roots);
        var graph = new GraphBuilder(nodes);
        var seeds = network.Training.Results.Items
            .Select(output => (output.Node, graph.Input(Prefix + output.Name, output.Node.Shape)))
            .ToArray();
        var parameters = nodes.Where(node => node.Operation is ParameterSource).ToDictionary(node => ((ParameterSource)node.Operation).Parameter.Name);
        var inputs = nodes.Where(node => node.Operation is Input && node.Type == DType.Float32).ToDictionary(node => ((Input)node.Operation).Name);
        var gradients = Gradients.Of(graph, seeds, [.. parameters.Values, .. inputs.Values]);
        (graph.Path, graph.Origin) = ("", Origin.None);

        Node GradientOf(Dictionary<string, Node> sources, string name, Shape shape) =>
            sources.TryGetValue(name, out var source) && gradients.TryGetValue(source, out var gradient) ? gradient : graph.Fill(shape, 0);
        var ofParameters = network.Parameters.Items.Select(parameter =>
        {
            var shape = new ParameterSource(parameter).Type.Shape;
            return new Result(Prefix + parameter.Name, GradientOf(parameters, parameter.Name, shape), Enumerable.Range(0, shape.Rank).ToEquatableArray());
        });
        var ofInputs = network.Inputs.Items
            .Where(input => input.Type == DType.Float32)
            .Select(input => new Result(Prefix + input.Name, GradientOf(inputs, input.Name, input.Shape), UserAxes(input)));
        return new(ofParameters.Concat(ofInputs).ToEquatableArray(), []);
    }

    // Images are C, H, W to the user and N, H, W, C in memory; everything else keeps its order behind the batch.
    static EquatableArray<int> UserAxes(InputTensor input) =>
        input.UserShape.Count == 3 ? [3, 1, 2] : Enumerable.Range(1, input.UserShape.Count).ToEquatableArray();
}
