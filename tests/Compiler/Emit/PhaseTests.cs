using Lathe.Abi;
using Lathe.Compiler.Tests.Graph;
using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Lathe.Interpreters.Graph;
using Lathe.Kernels;
using Xunit;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>All phases of a small network: forward, loss, backward and new running statistics, against the interpreter in float64.</summary>
public sealed class PhaseTests
{
    const int Batch = 5;
    const double Tolerance = 2e-5;

    static readonly Lazy<(EmittedAssembly Assembly, NetworkGraph Graph)> compiled = new(() =>
    {
        var network = WithTargets(SmallNetwork.Build());
        var plan = Pipeline.Run(network);
        return (new EmittedAssembly(plan), plan.Graph);
    });

    [Fact]
    public void Training_computes_what_the_graph_means()
    {
        var (program, execution) = Prepared(training: true, VectorWidth.Bits512);
        using var _ = execution;
        program.Run(Abi.Phase.TrainingPrepare, execution);
        program.Run(Abi.Phase.TrainingForward, execution);
        var graph = compiled.Value.Graph;
        var interpreter = Interpreter(SmallNetwork.Values(Batch));
        var forward = interpreter.Evaluate(graph.Training);
        Same(forward["logits"], Border(program.Description.Training, "logits", execution));
        foreach (var update in graph.Training.StateUpdates)
        {
            var entry = program.Description.States.First(state => state.Name == update.State);
            Same(interpreter.Evaluate(update.Node), execution.Floats(ArenaSpace.State, entry.Offset * sizeof(float), entry.Shape[0]).ToArray());
        }

        program.Run(Abi.Phase.TrainingLoss, execution);
        var values = SmallNetwork.Values(Batch);
        values["logits"] = forward["logits"].Data;
        var loss = Interpreter(values).Evaluate(graph.Loss);
        Same(loss["loss"], Border(program.Description.Training, "loss", execution));
        Same(loss["gradient:logits"], Border(program.Description.Training, "gradient:logits", execution));

        program.Run(Abi.Phase.TrainingBackward, execution);
        program.Run(Abi.Phase.TrainingBackwardInput, execution);
        values["gradient:logits"] = loss["gradient:logits"].Data;
        var backward = Interpreter(values).Evaluate(graph.Backward!);
        foreach (var parameter in program.Description.Parameters)
        {
            var expected = backward["gradient:" + parameter.Name];
            Same(expected, execution.Floats(ArenaSpace.Gradient, parameter.Offset * sizeof(float), expected.Data.Length).ToArray());
        }

        Same(backward["gradient:x"], Border(program.Description.Training, "gradient:x", execution));
    }

    [Fact]
    public void Backward_adds_to_what_gradients_hold()
    {
        var (program, execution) = Prepared(training: true, VectorWidth.Bits256);
        using var _ = execution;
        foreach (var phase in new[] { Abi.Phase.TrainingPrepare, Abi.Phase.TrainingForward, Abi.Phase.TrainingLoss, Abi.Phase.TrainingBackward })
        {
            program.Run(phase, execution);
        }

        var weight = program.Description.Parameters.First(parameter => parameter.Name == "fc.weight");
        var once = execution.Floats(ArenaSpace.Gradient, weight.Offset * sizeof(float), 12).ToArray();
        HandIn(program.Description.Training, execution);
        program.Run(Abi.Phase.TrainingForward, execution);
        program.Run(Abi.Phase.TrainingLoss, execution);
        program.Run(Abi.Phase.TrainingBackward, execution);
        Expect.Close([.. once.Select(number => 2.0 * number)], [.. execution.Floats(ArenaSpace.Gradient, weight.Offset * sizeof(float), 12).ToArray().Select(number => (double)number)], 1e-4);
    }

    [Fact]
    public void Inference_computes_what_the_graph_means()
    {
        var (program, execution) = Prepared(training: false, VectorWidth.Plain);
        using var _ = execution;
        program.Run(Abi.Phase.InferencePrepare, execution);
        program.Run(Abi.Phase.InferenceForward, execution);
        var expected = Interpreter(SmallNetwork.Values(Batch)).Evaluate(compiled.Value.Graph.Inference);
        Same(expected["logits"], Border(program.Description.Inference, "logits", execution));
    }

    [Fact]
    public void A_phase_launches_what_the_description_says()
    {
        var (program, execution) = Prepared(training: false, VectorWidth.Plain);
        using var _ = execution;
        program.Run(Abi.Phase.InferencePrepare, execution);
        program.Run(Abi.Phase.InferenceForward, execution);
        Assert.True(execution.Launches >= program.Description.Inference.Launches);
    }

    static NetworkGraph WithTargets(NetworkGraph network) => network.Inputs.Items.Any(input => input.Name == "targets")
        ? network
        : network with { Inputs = [.. network.Inputs, new("targets", [SmallNetwork.Classes], Shape.Of(Dim.Batch, SmallNetwork.Classes))] };

    static (NetworkProgram Program, TestExecution Execution) Prepared(bool training, VectorWidth width)
    {
        var program = compiled.Value.Assembly.Program(compiled.Value.Graph.Name);
        var schedule = training ? program.Description.Training : program.Description.Inference;
        var execution = new TestExecution(program.Description, schedule, Batch, width, seed: 5, step: 3);
        var values = SmallNetwork.Values(Batch);
        HandIn(schedule, execution);
        foreach (var parameter in program.Description.Parameters)
        {
            Floats(values[parameter.Name]).CopyTo(execution.Floats(ArenaSpace.Parameter, parameter.Offset * sizeof(float), values[parameter.Name].Length));
        }

        foreach (var state in program.Description.States)
        {
            Floats(values[state.Name]).CopyTo(execution.Floats(ArenaSpace.State, state.Offset * sizeof(float), values[state.Name].Length));
        }

        return (program, execution);
    }

    /// <summary>Inputs are the schedule's own from when it starts: it may overwrite them.</summary>
    static void HandIn(ScheduleEntry schedule, TestExecution execution)
    {
        var values = SmallNetwork.Values(Batch);
        foreach (var entry in schedule.Tensors.Where(tensor => tensor.Name is "x" or "targets"))
        {
            Floats(values[entry.Name]).CopyTo(execution.Floats(entry, values[entry.Name].Length));
        }
    }

    static GraphInterpreter Interpreter(Dictionary<string, double[]> values) =>
        new(Batch, name => [.. values[name].Select(value => (double)(float)value)], seed: 5, step: 3);

    static float[] Border(ScheduleEntry schedule, string name, TestExecution execution)
    {
        var entry = schedule.Tensors.First(tensor => tensor.Name == name);
        var count = entry.Shape.Aggregate(1, (product, extent) => product * extent) * (entry.PerSample ? Batch : 1);
        return execution.Floats(entry, count).ToArray();
    }

    static void Same(Tensor64 expected, float[] actual) => Expect.Close(expected.Data, [.. actual.Select(number => (double)number)], Tolerance);

    static float[] Floats(double[] values) => [.. values.Select(value => (float)value)];
}
