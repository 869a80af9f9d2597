namespace Lathe;

/// <summary>How a data set becomes batches.</summary>
public sealed record BatchOptions
{
    /// <summary>The images of a batch, from 1.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Whether each epoch has its own random order.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Whether a last, smaller batch is left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>What order, augmentation and mixing are drawn from, with the epoch and the image's or the batch's number.</summary>
    public ulong Seed { get; init; }

    /// <summary>Random changes.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>Mixes images with each other; they stay apart if null.</summary>
    public Mixing? Mixing { get; init; }

    /// <summary>How bytes become numbers; numbers in [0, 1] if null.</summary>
    public Normalization? Normalization { get; init; }
}
