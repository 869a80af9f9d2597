using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Frontend.Values;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend;

/// <summary>Forward in both modes, then Loss on what training gives.</summary>
internal sealed class ForwardEvaluation(Interpreter interpreter, NetworkDeclaration declaration, ObjectValue network, ModuleTree tree)
{
    readonly GraphBuilder graph = new();
    readonly VariableTable variables = new(tree.Order);
    readonly LayerTable layers = new();
    readonly List<InputTensor> inputs = [];

    /// <summary>The graph, and the names of all parameters and states that it uses.</summary>
    public (NetworkGraph Graph, IEnumerable<string> Names) Run()
    {
        var (training, outputs) = Forward(isTraining: true);
        var (inference, _) = Forward(isTraining: false);
        var loss = Loss(outputs);
        return (
            new(network.Type.ToDisplayString(), inputs.ToEquatableArray(), variables.Parameters, variables.States, training, inference, loss, layers.Layers) { WinogradTile = declaration.WinogradTile },
            variables.Names);
    }

    (Function Function, IReadOnlyList<(string Name, TensorValue Value)> Outputs) Forward(bool isTraining)
    {
        var context = new TensorContext(graph, isTraining, variables, layers);
        interpreter.Tensors = context;
        var arguments = declaration.Forward.Parameters
            .Select((parameter, index) => (object?)Input(graph, index == 0 ? "x" : parameter.Name, index == 0 ? declaration.InputShape : declaration.ExtraShape(parameter)))
            .ToArray();
        var result = interpreter.CallRoot(declaration.Forward, new PlacedValue(network, ""), arguments);
        var outputs = Outputs(result).ToArray();
        var mode = isTraining ? "in training" : "in inference";
        if (outputs.Length == 0)
        {
            throw Fault(declaration.Forward, Rules.Outputs, $"Forward returns no tensor {mode}");
        }

        if (outputs.FirstOrDefault(output => !output.Value.IsBatched) is { Name: { } name })
        {
            throw Fault(declaration.Forward, Rules.Outputs, $"The output '{name}' does not depend on the network's input {mode}");
        }

        var results = outputs.Select(output => new Result(output.Name, output.Value.Node, output.Value.Axes));
        return (new(results.ToEquatableArray(), context.StateUpdates), outputs);
    }

    IEnumerable<(string Name, TensorValue Value)> Outputs(object? result)
    {
        var values = result is TupleValue tuple ? tuple.Items : [result];
        return NetworkDeclaration.OutputNames(declaration.Forward)
            .Zip(values, (name, value) => (name, Value: value as TensorValue))
            .Where(output => output.Value is not null)
            .Select(output => (output.name, output.Value!));
    }

    Function Loss(IReadOnlyList<(string Name, TensorValue Value)> outputs)
    {
        var builder = new GraphBuilder();
        interpreter.Tensors = new TensorContext(builder, training: true, new VariableTable(tree.Order), new LayerTable()) { IsLoss = true };
        var taken = new HashSet<Node>();
        TensorValue Output((string Name, TensorValue Value) output)
        {
            var node = builder.Input(output.Name, output.Value.Node.Shape);
            taken.Add(node);
            return new(node, output.Value.Axes);
        }

        TensorValue Targets() => Input(builder, "targets", outputs[0].Value.Shape);

        var parameters = declaration.Loss?.Parameters;
        if (parameters is null)
        {
            if (outputs[0].Value.Rank == 0)
            {
                throw Fault(declaration.Forward, Rules.Outputs, $"The output '{outputs[0].Name}' is one number a sample, which has no cross-entropy: declare 'public Tensor Loss(...)'");
            }

            if (outputs[0].Value.Extent(outputs[0].Value.Rank - 1) == 1)
            {
                interpreter.Warn(Rules.OneClass, Place(declaration.Forward), outputs[0].Name, network.Type.Name);
            }

            var targets = Targets();
            var loss = interpreter.OfTensors(declaration.Forward, () => builder.CrossEntropy(Output(outputs[0]), targets));
            return new([new("loss", loss.Node, [])], []);
        }

        var arguments = parameters.Value.Select(parameter => outputs.FirstOrDefault(output => output.Name == parameter.Name) is { Name: not null } output ? (object?)Output(output)
            : parameter.Name == "x" ? Input(builder, "x", declaration.InputShape)
            : declaration.HasShape(parameter) ? Input(builder, parameter.Name, declaration.ExtraShape(parameter))
            : parameter.Name == "targets" ? Targets()
            : parameter.NullableAnnotation == NullableAnnotation.Annotated ? null
            : throw Fault(parameter, Rules.LossSignature, network.Type.Name, $"takes '{parameter.Name}', which is null in training; declare it as Tensor? if it may be"));
        var result = interpreter.CallRoot(declaration.Loss!, new PlacedValue(network, ""), [.. arguments]) as TensorValue;
        if (result is not { Rank: 0, IsBatched: false })
        {
            throw Fault(declaration.Loss!, Rules.LossShape, network.Type.Name, result is null ? "null" : result.IsBatched && result.Rank == 0 ? "[batch]" : result.Text);
        }

        return HasGradient(result.Node, taken)
            ? new([new("loss", result.Node, [])], [])
            : throw Fault(declaration.Loss!, Rules.LossWithoutOutput, network.Type.Name, string.Join(", ", outputs.Select(output => output.Name)));
    }

    /// <summary>Whether there is a way from the loss to an output that gradients take.</summary>
    static bool HasGradient(Node loss, HashSet<Node> outputs)
    {
        var seen = new HashSet<Node>();
        var left = new Stack<Node>();
        left.Push(loss);
        while (left.Count > 0)
        {
            var node = left.Pop();
            if (outputs.Contains(node))
            {
                return true;
            }

            if (seen.Add(node) && node.Operation is not StopGradient)
            {
                foreach (var input in node.Inputs)
                {
                    left.Push(input);
                }
            }
        }

        return false;
    }

    /// <summary>A tensor that the caller hands in: images lie in memory with their channels last.</summary>
    TensorValue Input(GraphBuilder builder, string name, IReadOnlyList<int> shape)
    {
        var order = shape.Count == 3 ? Arrangement.Image : [.. Enumerable.Range(0, shape.Count)];
        var memory = new Shape(order.Select(axis => (Dim)shape[axis]).Prepend(Dim.Batch).ToEquatableArray());
        if (!inputs.Any(input => input.Name == name))
        {
            inputs.Add(new(name, shape.ToEquatableArray(), memory));
        }

        return TensorValue.InOrder(builder.Input(name, memory), order);
    }

    EvaluationFault Fault(ISymbol symbol, Rule rule, params string[] arguments) => interpreter.Fault(Place(symbol), rule, arguments);

    Location Place(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? network.Type.Locations[0];
}
