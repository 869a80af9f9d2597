using Lathe.Abi;

namespace Lathe;

/// <summary>A tensor that crosses the border of a schedule, and the view of it that users get.</summary>
sealed class BorderTensor
{
    readonly Network network;
    readonly ScheduleMemory memory;
    readonly TensorLayout layout;

    public BorderTensor(Network network, ScheduleMemory memory, TensorEntry entry)
    {
        this.network = network;
        this.memory = memory;
        Entry = entry;
        layout = entry.PerSample
            ? TensorLayout.OfSample(entry.Shape, entry.MemoryAxes)
            : TensorLayout.OfParameter(entry.Shape, [.. Enumerable.Range(0, entry.Shape.Length)]);
        Tensor = Rename(entry.Name);
    }

    public TensorEntry Entry { get; }

    public NetworkTensor Tensor { get; }

    /// <summary>The numbers of one sample.</summary>
    public nint SampleLength => layout.Count;

    /// <summary>The same tensor under another name.</summary>
    public NetworkTensor Rename(string name) => new(
        network, name, Entry.Shape, layout, Block, () => (Entry.OffsetPerSample * memory.Batch) + Entry.OffsetFixed, Entry.PerSample ? () => memory.Batch : null, Entry.IsStored);

    MemoryBlock Block => Entry.Space switch
    {
        ArenaSpace.Work => memory.Work,
        ArenaSpace.Parameter => network.Execution.Parameters,
        ArenaSpace.Gradient => network.Execution.Gradients,
        ArenaSpace.State => network.Execution.States,
        ArenaSpace.Constant => memory.Constants,
        _ => throw new InvalidOperationException($"{Entry.Name} lies in memory of its own for each worker."),
    };
}
