namespace Lathe;

/// <summary>Labelled images in memory, a byte a pixel.</summary>
public sealed class Dataset
{
    /// <summary>A data set.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="shape">The extents of one image: channels, height, width.</param>
    /// <param name="images">The images one after the other, each row-major in the order of <paramref name="shape"/>.</param>
    /// <param name="labels">The class of each image.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <param name="fullScale">The byte that stands for 1.</param>
    /// <exception cref="ArgumentException">The numbers of bytes, images and labels do not fit each other, or a label is not a class.</exception>
    public Dataset(string name, IReadOnlyList<int> shape, ReadOnlyMemory<byte> images, ReadOnlyMemory<int> labels, IReadOnlyList<string> classNames, byte fullScale = 255)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfZero(fullScale);
        if (shape.Count != 3 || shape.Any(static extent => extent < 1))
            throw new ArgumentException($"The shape of an image is channels, height, width, not [{string.Join(", ", shape)}].", nameof(shape));
        if ((Int128)shape[0] * shape[1] * shape[2] is var length && length > Array.MaxLength)
            throw new ArgumentException($"An image of [{string.Join(", ", shape)}] has {length} bytes; at most {Array.MaxLength} are possible.", nameof(shape));
        SampleLength = (int)length;
        if (images.Length != (long)labels.Length * SampleLength)
            throw new ArgumentException($"{labels.Length} images of [{string.Join(", ", shape)}] are {(long)labels.Length * SampleLength} bytes, not {images.Length}.", nameof(images));
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels.Span[i] >= (uint)classNames.Count)
                throw new ArgumentException($"Image {i} has the label {labels.Span[i]}, which is not one of {classNames.Count} classes.", nameof(labels));
        }
        Name = name;
        Shape = shape;
        Images = images;
        Labels = labels;
        ClassNames = classNames;
        FullScale = fullScale;
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The extents of one image: channels, height, width.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The images one after the other.</summary>
    public ReadOnlyMemory<byte> Images { get; }

    /// <summary>The class of each image.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many classes there are.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>The byte that stands for 1.</summary>
    public byte FullScale { get; }

    /// <summary>How many images there are.</summary>
    public int Count => Labels.Length;

    /// <summary>The numbers of one image.</summary>
    public int SampleLength { get; }

    /// <summary>The bytes of one image.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return Images.Span.Slice(index * SampleLength, SampleLength);
    }

    /// <summary>Its first images, all if it has fewer.</summary>
    /// <param name="count">How many, from 0.</param>
    public Dataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        count = Math.Min(count, Count);
        return new Dataset(Name, Shape, Images[..(count * SampleLength)], Labels[..count], ClassNames, FullScale);
    }

    /// <summary>Divides it for training and testing, with the same shares of every class: of each class every so-manieth image, in order, is for testing.</summary>
    /// <param name="testEvery">5 for a fifth; from 2.</param>
    public DataSplit Split(int testEvery)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(testEvery, 2);
        var seen = new int[Classes];
        var train = new List<int>();
        var test = new List<int>();
        for (int i = 0; i < Count; i++)
            (++seen[Labels.Span[i]] % testEvery == 0 ? test : train).Add(i);
        return new DataSplit(Select(train), Select(test));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Count} images of [{string.Join(", ", Shape)}] in {Classes} classes";

    Dataset Select(List<int> indices)
    {
        var images = new byte[indices.Count * SampleLength];
        var labels = new int[indices.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            Image(indices[i]).CopyTo(images.AsSpan(i * SampleLength));
            labels[i] = Labels.Span[indices[i]];
        }
        return new Dataset(Name, Shape, images, labels, ClassNames, FullScale);
    }
}
