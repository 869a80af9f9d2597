namespace Lathe;

/// <summary>One of a network's tensors by name. It is a view: copies go in and out, in the extents and the order that PyTorch's state-dict has, while
/// the memory keeps the order that the kernels want.</summary>
public sealed class NetworkTensor
{
    readonly Network network;
    readonly TensorLayout layout;
    readonly Func<nint> address;
    readonly Func<nint>? batch;

    internal NetworkTensor(Network network, string name, int[] shape, TensorLayout layout, Func<nint> address, Func<nint>? batch = null)
    {
        this.network = network;
        this.layout = layout;
        this.address = address;
        this.batch = batch;
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
    public unsafe void CopyTo(Span<float> target)
    {
        Check(target.Length);
        nint start = address(), count = layout.Count;
        for (nint sample = 0; sample < Samples; sample++)
        {
            var memory = new ReadOnlySpan<float>((float*)start + (sample * count), (int)count);
            layout.Gather(memory, target.Slice((int)(sample * count), (int)count));
        }
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
    internal unsafe void Write(ReadOnlySpan<float> source)
    {
        Check(source.Length);
        nint start = address(), count = layout.Count;
        for (nint sample = 0; sample < Samples; sample++)
        {
            var memory = new Span<float>((float*)start + (sample * count), (int)count);
            layout.Scatter(source.Slice((int)(sample * count), (int)count), memory);
        }
    }

    /// <summary>Sets its numbers to zero.</summary>
    internal unsafe void Clear() => new Span<float>((float*)address(), Length).Clear();

    void Check(int length)
    {
        network.ThrowIfDisposed();
        if (length != Length)
            throw new ArgumentException($"'{Name}' has {Length} numbers ({(batch is not null ? $"{Samples} samples of " : "")}[{string.Join(", ", Shape)}]), not {length}.");
    }
}
