namespace Lathe;

/// <summary>Makes the targets of cross-entropy: a distribution over the classes for each sample, row after row.</summary>
public static class Targets
{
    /// <summary>One class each, smoothed (Szegedy et al. 2016): 1 - smoothing + smoothing / classes at the label, smoothing / classes elsewhere.</summary>
    /// <param name="labels">The class of each sample, in [0, <paramref name="classes"/>).</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="targets">Receives labels.Length rows of <paramref name="classes"/> numbers.</param>
    /// <param name="smoothing">How much is spread over all classes, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public static void FromLabels(ReadOnlySpan<int> labels, int classes, Span<float> targets, double smoothing = 0)
    {
        CheckRows(labels.Length, classes, targets.Length);
        if (smoothing is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "Label smoothing lies in [0, 1].");
        targets.Fill((float)(smoothing / classes));
        float peak = (float)(1 - smoothing + (smoothing / classes));
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentOutOfRangeException(nameof(labels), labels[i], $"The label of sample {i} is not one of {classes} classes.");
            targets[(i * classes) + labels[i]] = peak;
        }
    }

    /// <summary>Mixes rows in pairs (mixup, Zhang et al. 2018): row i becomes weight times itself plus (1 - weight) times row <c>partners[i]</c> as it was.</summary>
    /// <param name="rows">The rows of all samples: targets, or the images themselves.</param>
    /// <param name="partners">The partner of each sample.</param>
    /// <param name="weight">The share of the sample itself, in [0, 1].</param>
    /// <param name="mixed">Receives the result; not the memory of <paramref name="rows"/>.</param>
    /// <exception cref="ArgumentException">There are not as many rows of one length as partners.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The weight is no share, or a partner is no sample.</exception>
    public static void Mix(ReadOnlySpan<float> rows, ReadOnlySpan<int> partners, float weight, Span<float> mixed)
    {
        if (weight is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "The weight of a mixture lies in [0, 1].");
        if (mixed.Length != rows.Length)
            throw new ArgumentException($"{rows.Length} numbers are mixed into room for {mixed.Length}.", nameof(mixed));
        if (partners.IsEmpty ? !rows.IsEmpty : rows.Length % partners.Length != 0)
            throw new ArgumentException($"{rows.Length} numbers are no rows of one length for {partners.Length} samples.", nameof(partners));
        if (partners.IsEmpty)
            return;
        int length = rows.Length / partners.Length;
        for (int i = 0; i < partners.Length; i++)
        {
            if ((uint)partners[i] >= (uint)partners.Length)
                throw new ArgumentOutOfRangeException(nameof(partners), partners[i], $"The partner of sample {i} is not one of {partners.Length} samples.");
            ReadOnlySpan<float> own = rows.Slice(i * length, length), other = rows.Slice(partners[i] * length, length);
            Span<float> target = mixed.Slice(i * length, length);
            for (int j = 0; j < length; j++)
                target[j] = (weight * own[j]) + ((1 - weight) * other[j]);
        }
    }

    static void CheckRows(int samples, int classes, int numbers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (numbers != (long)samples * classes)
            throw new ArgumentException($"{samples} rows of {classes} classes are {(long)samples * classes} numbers, not {numbers}.");
    }
}
