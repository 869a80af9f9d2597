using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Lathe.Interpreters.Graph;

namespace Lathe.Networks.Tests;

/// <summary>Graphs with their gradients, evaluated in float64, against PyTorch's float64 numbers: what remains for <see cref="GoldenTests"/> to
/// find is in scheduling, emission and kernels.</summary>
public sealed class GraphGoldenTests
{
    const double Tolerance = 1e-9, GradientTolerance = 1e-7;

    public static TheoryData<string> Files() => GoldenTests.Files();

    [Theory]
    [MemberData(nameof(Files))]
    public void Graphs_compute_what_PyTorch_computes(string path)
    {
        var golden = Golden.Read(path);
        Assert.SkipUnless(GoldenNetworks.Names.Contains(golden.Model), $"{golden.Model} is not in models/.");
        var graph = GoldenNetworks.Source(golden).Graph();
        var parameters = graph.Parameters.Items.ToDictionary(parameter => parameter.Name);
        var values = new Dictionary<string, double[]>
        {
            ["x"] = MemoryOrder.ToMemory(golden.InputShape, GoldenValues.Input(golden)),
            ["targets"] = Wide(GoldenValues.Targets(golden)),
            ["labels"] = Wide(GoldenValues.Targets(golden)),
        };
        var buffer = GoldenValues.Buffer(golden);
        foreach (var parameter in golden.Params)
            values.Add(parameter.Name, MemoryOrder.ToMemory(parameters[parameter.Name], GoldenValues.Fill(parameter, buffer)));
        foreach (var state in graph.States.Items)
            values.Add(state.Name, [.. Enumerable.Repeat(state.InitialValue, state.Shape.Items.Aggregate(1, (product, extent) => product * extent))]);
        var interpreter = new GraphInterpreter(golden.Batch, source => values[source], functions: graph.Functions());

        Near.Whole("logits in inference", golden.EvalLogits, interpreter.Evaluate(graph.Inference)["logits"].Data, Tolerance);
        var outputs = interpreter.Evaluate(graph.Training);
        Near.Whole("logits in training", golden.TrainLogits, outputs["logits"].Data, Tolerance);
        foreach (var (head, expected) in golden.Heads)
            Near.Whole($"{head}'s logits", expected, outputs[head].Data, Tolerance);
        foreach (var statistic in golden.RunningStatsAfterOneTrainForward)
        {
            var update = graph.Training.StateUpdates.Items.Single(update => update.State == statistic.Name);
            Near.Summary(statistic.Name, statistic, TensorSummary.Of<double>(interpreter.Evaluate(update.Node).Data), Tolerance, Tolerance);
        }

        foreach (var (output, value) in outputs)
            values.Add(output, value.Data);
        var loss = interpreter.Evaluate(graph.Loss);
        Near.Number("loss", golden.Loss, loss["loss"].Data.Single(), Tolerance);
        foreach (var output in outputs.Keys)
            values.Add(Differentiate.Prefix + output, loss[Differentiate.Prefix + output].Data);
        var gradients = interpreter.Evaluate(graph.Backward!);
        foreach (var parameter in golden.Params)
        {
            var gradient = MemoryOrder.Summary(parameters[parameter.Name], gradients[Differentiate.Prefix + parameter.Name].Data);
            if (parameter.Grad.L2 <= 1e-12 * golden.LargestGradient)
                Near.Number($"norm of the gradient of {parameter.Name}, exactly zero in theory,", 0, gradient.Norm, 1e-11 * golden.LargestGradient);
            else
                Near.Summary($"gradient of {parameter.Name}", parameter.Grad, gradient, GradientTolerance, GradientTolerance);
        }
    }

    static double[] Wide(float[] values) => [.. values.Select(value => (double)value)];
}
