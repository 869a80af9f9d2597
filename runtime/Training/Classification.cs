namespace Lathe;

/// <summary>What a classifier's outputs say, against labels.</summary>
static class Classification
{
    /// <summary>How many rows have their first largest number at the label.</summary>
    public static int CountCorrect(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        int correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * classes, classes);
            int best = 0;
            for (int j = 1; j < classes; j++)
            {
                if (row[j] > row[best])
                    best = j;
            }
            if (best == labels[i])
                correct++;
        }
        return correct;
    }

    /// <summary>The sum of minus the log-softmax at the labels, in float64.</summary>
    public static double SumCrossEntropy(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        double loss = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * classes, classes);
            double largest = double.NegativeInfinity, sum = 0;
            foreach (float value in row)
                largest = Math.Max(largest, value);
            foreach (float value in row)
                sum += Math.Exp(value - largest);
            loss += largest + Math.Log(sum) - row[labels[i]];
        }
        return loss;
    }

    /// <summary>Adds the softmax of each row to sums, in float64.</summary>
    public static void AddProbabilities(ReadOnlySpan<float> logits, Span<double> sums, int classes)
    {
        for (int first = 0; first < logits.Length; first += classes)
        {
            ReadOnlySpan<float> row = logits.Slice(first, classes);
            double largest = double.NegativeInfinity, total = 0;
            foreach (float value in row)
                largest = Math.Max(largest, value);
            foreach (float value in row)
                total += Math.Exp(value - largest);
            for (int i = 0; i < classes; i++)
                sums[first + i] += Math.Exp(row[i] - largest) / total;
        }
    }
}
