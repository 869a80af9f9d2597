namespace Lathe;

/// <summary>Classifiers that decide together, by the mean of the probabilities that they predict. Each sees the images prepared in its own way: this is a
/// multi-column network (Ciresan, Meier, Schmidhuber, CVPR 2012), whose columns are trained apart.</summary>
/// <param name="members">The classifiers, from one; they stay the caller's.</param>
public sealed class Committee(params IReadOnlyList<CommitteeMember> members)
{
    /// <summary>The classifiers.</summary>
    public IReadOnlyList<CommitteeMember> Members { get; } = Checked(members);

    /// <summary>The probability of each class for each image of a data set, image after image.</summary>
    /// <param name="dataset">The images, as they are before any member's preparation.</param>
    /// <param name="batchSize">How many images go through a member at once, from 1.</param>
    /// <exception cref="ArgumentException">The images or the classes do not fit a member.</exception>
    public float[] Predict(Dataset dataset, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var sums = new double[checked(dataset.Count * dataset.Classes)];
        foreach (CommitteeMember member in Members)
            member.AddProbabilities(dataset, batchSize, sums);
        return Array.ConvertAll(sums, sum => (float)(sum / Members.Count));
    }

    static IReadOnlyList<CommitteeMember> Checked(IReadOnlyList<CommitteeMember> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0)
            throw new ArgumentException("A committee has at least one member.", nameof(members));
        foreach (CommitteeMember member in members)
        {
            ArgumentNullException.ThrowIfNull(member, nameof(members));
            ArgumentNullException.ThrowIfNull(member.Network, nameof(members));
            ArgumentNullException.ThrowIfNull(member.Normalization, nameof(members));
        }
        return members;
    }

    /// <summary>Classifies a data set and compares with its labels. The loss is the mean of minus the logarithm of the label's probability.</summary>
    /// <inheritdoc cref="Predict"/>
    public Evaluation Evaluate(Dataset dataset, int batchSize = 256)
    {
        float[] probabilities = Predict(dataset, batchSize);
        ReadOnlySpan<int> labels = dataset.Labels.Span;
        double loss = 0;
        for (int i = 0; i < labels.Length; i++)
            loss -= Math.Log(Math.Max(probabilities[(i * dataset.Classes) + labels[i]], float.Epsilon));
        return new Evaluation(Classification.CountCorrect(probabilities, labels, dataset.Classes), dataset.Count, dataset.Count == 0 ? 0 : loss / dataset.Count);
    }
}

/// <summary>A member of a <see cref="Committee"/>.</summary>
/// <param name="Network">Puts out a logit for each class.</param>
/// <param name="Normalization">How bytes become numbers: that of the images it was trained on.</param>
/// <param name="Width">How it has images drawn again before that; as they are if null.</param>
public sealed record CommitteeMember(Network Network, Normalization Normalization, WidthNormalization? Width = null)
{
    /// <summary>Adds its probabilities to those of others.</summary>
    internal void AddProbabilities(Dataset dataset, int batchSize, double[] sums)
    {
        Dataset seen = Width?.Apply(dataset) ?? dataset;
        Network.RequireFit(seen);
        int classes = dataset.Classes, first = 0;
        var loader = new BatchLoader(seen, new BatchOptions { BatchSize = batchSize, Normalization = Normalization });
        var logits = new float[Math.Min(batchSize, Math.Max(1, seen.Count)) * classes];
        foreach (Batch batch in loader.Epoch(0))
        {
            Span<float> rows = logits.AsSpan(0, batch.Count * classes);
            Network.Predict(batch.Images, batch.Count, rows);
            Classification.AddProbabilities(rows, sums.AsSpan(first, rows.Length), classes);
            first += rows.Length;
        }
    }
}
