namespace Lathe;

public sealed partial class Network
{
    /// <summary>Classifies a data set and compares with its labels.</summary>
    /// <param name="dataset">The data set; its images have the extents of <see cref="InputShape"/>, or as many numbers where that is one axis.</param>
    /// <param name="normalization">How bytes become numbers: that of the training set.</param>
    /// <param name="batchSize">How many images go through at once, from 1.</param>
    /// <exception cref="ArgumentException">The images or the classes do not fit the network.</exception>
    public Evaluation Evaluate(Dataset dataset, Normalization normalization, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(normalization);
        RequireFit(dataset);
        var loader = new BatchLoader(dataset, new BatchOptions { BatchSize = batchSize, Normalization = normalization });
        int classes = OutputShape[0], correct = 0;
        double loss = 0;
        var logits = new float[Math.Min(batchSize, Math.Max(1, dataset.Count)) * classes];
        foreach (Batch batch in loader.Epoch(0))
        {
            Span<float> rows = logits.AsSpan(0, batch.Count * classes);
            Predict(batch.Images, batch.Count, rows);
            correct += Classification.CountCorrect(rows, batch.Labels, classes);
            loss += Classification.SumCrossEntropy(rows, batch.Labels, classes);
        }
        return new Evaluation(correct, dataset.Count, dataset.Count == 0 ? 0 : loss / dataset.Count);
    }

    /// <summary>Says in a sentence why a data set does not fit, if it does not.</summary>
    internal void RequireFit(Dataset dataset)
    {
        bool flat = InputShape.Count == 1 && InputShape[0] == dataset.SampleLength;
        if (!flat && !InputShape.SequenceEqual(dataset.Shape))
            throw new ArgumentException($"{Name} takes images of {string.Join('x', InputShape)}, but those of {dataset.Name} are {string.Join('x', dataset.Shape)}.", nameof(dataset));
        if (OutputShape.Count != 1 || OutputShape[0] != dataset.Classes)
            throw new ArgumentException($"{Name} puts out {string.Join('x', OutputShape)} numbers an image, but {dataset.Name} has {dataset.Classes} classes.", nameof(dataset));
    }
}
