namespace Lathe;

/// <summary>Some images as numbers. Its memory is used again for later batches: copy what is to outlive the loop.</summary>
public sealed class Batch
{
    readonly float[] images;
    readonly int[] labels;
    readonly int[] indices;
    readonly int[] partners;
    readonly int sampleLength;

    internal Batch(int capacity, int sampleLength)
    {
        this.sampleLength = sampleLength;
        images = new float[checked(capacity * sampleLength)];
        labels = new int[capacity];
        indices = new int[capacity];
        partners = new int[capacity];
    }

    /// <summary>How many images there are.</summary>
    public int Count { get; internal set; }

    /// <summary>The images one after the other, each row-major in channels, height, width.</summary>
    public ReadOnlySpan<float> Images => images.AsSpan(0, Count * sampleLength);

    /// <summary>The class of each image.</summary>
    public ReadOnlySpan<int> Labels => labels.AsSpan(0, Count);

    /// <summary>The number of each image in its data set.</summary>
    public ReadOnlySpan<int> Indices => indices.AsSpan(0, Count);

    /// <summary>How much of each image is its own; the rest is its partner's. 1 if images are not mixed.</summary>
    public float Share { get; internal set; } = 1;

    /// <summary>The place in the batch of the image that each is mixed with, which <see cref="Targets.Mix"/> takes: the first with the last, the second with the
    /// last but one.</summary>
    public ReadOnlySpan<int> Partners => partners.AsSpan(0, Count);

    internal Span<float> Image(int position) => images.AsSpan(position * sampleLength, sampleLength);

    internal void Describe(int position, int index, int label)
    {
        indices[position] = index;
        labels[position] = label;
        partners[position] = Count - 1 - position;
    }
}
