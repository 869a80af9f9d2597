using Lathe.Abi;
using Lathe.Kernels;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>Generated code for the processor.</summary>
internal static class ProcessorRun
{
    /// <summary>The results of a network of one operation.</summary>
    public static Dictionary<string, float[]> Run(this OperationNetwork network, EmittedAssembly assembly, VectorWidth width)
    {
        var program = assembly.Program(network.Name);
        var schedule = program.Description.Inference;
        using var execution = new TestExecution(program.Description, schedule, network.Batch, width, OperationNetwork.Seed, OperationNetwork.Step);
        foreach (var (name, values) in network.Values)
        {
            var numbers = values.Select(value => (float)value).ToArray();
            if (schedule.Tensors.FirstOrDefault(tensor => tensor.Name == name) is { } entry)
                numbers.CopyTo(execution.Floats(entry, values.Length));
            if (program.Description.Parameters.FirstOrDefault(parameter => parameter.Name == name) is { } segment)
                numbers.CopyTo(execution.Floats(ArenaSpace.Parameter, segment.Offset * sizeof(float), values.Length));
        }

        program.Run(Abi.Phase.InferencePrepare, execution);
        program.Run(Abi.Phase.InferenceForward, execution);
        return network.Results.ToDictionary(
            result => result.Name, result => execution.Floats(schedule.Tensors.First(tensor => tensor.Name == result.Name), result.Count).ToArray());
    }
}
