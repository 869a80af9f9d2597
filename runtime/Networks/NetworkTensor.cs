namespace Lathe;

/// <summary>One of a network's tensors by name. It is a view: copies go in and out, in the extents and the order that PyTorch's state-dict has, while
/// the memory keeps the order that the kernels want.</summary>
public sealed class NetworkTensor
{
    readonly Network network;
    readonly TensorLayout layout;
    readonly MemoryBlock block;
    readonly Func<nint> offset;
    readonly Func<nint>? batch;
    readonly bool isStored;

    internal NetworkTensor(
        Network network, string name, int[] shape, TensorLayout layout, MemoryBlock block, Func<nint> offset, Func<nint>? batch = null, bool isStored = false)
    {
        this.network = network;
        this.layout = layout;
        this.block = block;
        this.offset = offset;
        this.batch = batch;
        this.isStored = isStored;
        Name = name;
        Shape = shape;
    }

    /// <summary>Its name: <c>layer1.0.conv1.weight</c>, <c>logits</c>.</summary>
    public string Name { get; }

    /// <summary>Its extents; those of one sample where it grows with the batch.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>How many numbers it has at present: the product of <see cref="Shape"/>, times the batch that ran last where it grows with the batch.</summary>
    public int Length => checked((int)(layout.Count * Samples));

    nint Samples => batch?.Invoke() ?? 1;

    /// <summary>Copies its numbers out.</summary>
    /// <param name="target">Receives <see cref="Length"/> numbers, row-major.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public void CopyTo(Span<float> target)
    {
        Check(target.Length);
        int count = (int)layout.Count;
        ReadOnlySpan<float> memory = block.Read(offset(), target.Length, isStored);
        for (int start = 0; start < target.Length; start += count)
            layout.Gather(memory.Slice(start, count), target.Slice(start, count));
        // A network that nobody holds any more may be collected while its memory is read.
        GC.KeepAlive(block);
    }

    /// <summary>Replaces its numbers.</summary>
    /// <param name="source"><see cref="Length"/> numbers, row-major.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public void CopyFrom(ReadOnlySpan<float> source)
    {
        Write(source);
        if (batch is null)
            network.MarkChanged();
    }

    /// <summary>A copy of its numbers, row-major.</summary>
    public float[] ToArray()
    {
        var result = new float[Length];
        CopyTo(result);
        return result;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} [{string.Join(", ", Shape)}]";

    /// <summary>Replaces its numbers where nothing was prepared from them.</summary>
    internal void Write(ReadOnlySpan<float> source)
    {
        Check(source.Length);
        int count = (int)layout.Count;
        nint place = offset();
        Span<float> memory = block.BeginWrite(place, source.Length);
        for (int start = 0; start < source.Length; start += count)
            layout.Scatter(source.Slice(start, count), memory.Slice(start, count));
        block.EndWrite(place, source.Length, isStored);
    }

    /// <summary>Sets its numbers to zero.</summary>
    internal void Clear() => block.Clear(offset(), (nint)Length * sizeof(float));

    void Check(int length)
    {
        network.ThrowIfDisposed();
        if (length != Length)
            throw new ArgumentException($"'{Name}' has {Length} numbers ({(batch is not null ? $"{Samples} samples of " : "")}[{string.Join(", ", Shape)}]), not {length}.");
    }
}
