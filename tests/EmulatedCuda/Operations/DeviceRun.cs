using Lathe.Abi;
using Lathe.Compiler.Tests.Emit;

namespace Lathe.EmulatedCuda.Tests;

/// <summary>Generated code for a CUDA device.</summary>
internal static class DeviceRun
{
    /// <summary>The results of a network of one operation.</summary>
    public static Dictionary<string, float[]> Run(this OperationNetwork network, EmittedAssembly assembly, Device device, Func<double, float> rounded)
    {
        var program = assembly.Program(network.Name);
        using var execution = device.CreateExecution(program.Description, OperationNetwork.Seed);
        execution.SetStep(OperationNetwork.Step);
        var memory = execution.MemoryOf(isTraining: false);
        memory.Reserve(network.Batch);
        execution.Select(memory);
        foreach (var segment in program.Description.Parameters)
            Write(execution.Parameters, segment.Offset * sizeof(float), network.Values[segment.Name], rounded, isStored: false);
        execution.Run(program, Phase.InferencePrepare);
        foreach (var entry in memory.Schedule.Tensors.Where(entry => network.Values.ContainsKey(entry.Name)))
            Write(memory.Work, Place(entry, memory), network.Values[entry.Name], rounded, entry.IsStored);
        execution.Run(program, Phase.InferenceForward);
        return network.Results.ToDictionary(
            result => result.Name,
            result => memory.Schedule.Tensors.First(tensor => tensor.Name == result.Name) is var entry && entry.Space == ArenaSpace.Work
                ? memory.Work.Read(Place(entry, memory), result.Count, entry.IsStored).ToArray()
                : throw new NotSupportedException($"{result.Name} lies in {entry.Space}."));
    }

    static nint Place(TensorEntry entry, ScheduleMemory memory) => (entry.OffsetPerSample * memory.Batch) + entry.OffsetFixed;

    static void Write(MemoryBlock block, nint offset, double[] values, Func<double, float> rounded, bool isStored)
    {
        values.Select(rounded).ToArray().CopyTo(block.BeginWrite(offset, values.Length));
        block.EndWrite(offset, values.Length, isStored);
    }
}
