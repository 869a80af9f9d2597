namespace Lathe;

/// <summary>The principal components of a data set's colours: eigenvectors and eigenvalues of the covariance of its channels, numbers in [0, 1].</summary>
sealed class PrincipalColors
{
    const int Sweeps = 32;

    readonly double[,] vectors;
    readonly double[] values;

    /// <summary>The components of all pixels of a data set, from exact integer sums.</summary>
    public PrincipalColors(Dataset dataset)
    {
        int channels = dataset.Shape[0], plane = dataset.SampleLength / channels;
        var sums = new long[channels];
        var products = new long[channels, channels];
        for (int image = 0; image < dataset.Count; image++)
        {
            ReadOnlySpan<byte> bytes = dataset.Image(image);
            for (int i = 0; i < channels; i++)
            {
                ReadOnlySpan<byte> first = bytes.Slice(i * plane, plane);
                foreach (byte value in first)
                    sums[i] += value;
                for (int j = 0; j <= i; j++)
                {
                    ReadOnlySpan<byte> second = bytes.Slice(j * plane, plane);
                    long product = 0;
                    for (int k = 0; k < plane; k++)
                        product += first[k] * second[k];
                    products[i, j] += product;
                }
            }
        }
        double count = Math.Max(1, (double)dataset.Count * plane), unit = (double)dataset.FullScale * dataset.FullScale;
        var covariance = new double[channels, channels];
        for (int i = 0; i < channels; i++)
        {
            for (int j = 0; j <= i; j++)
                covariance[i, j] = covariance[j, i] = ((products[i, j] / count) - (sums[i] / count * (sums[j] / count))) / unit;
        }
        vectors = Diagonalize(covariance);
        values = [.. Enumerable.Range(0, channels).Select(i => covariance[i, i])];
    }

    /// <summary>Moves all pixels of an image along each component, by its eigenvalue times a normal number of a standard deviation.</summary>
    public void Shift(PixelImage image, double deviation, ref RandomStream random)
    {
        int channels = values.Length;
        Span<double> shift = stackalloc double[channels];
        shift.Clear();
        for (int component = 0; component < channels; component++)
        {
            double length = random.Normal() * deviation * values[component];
            for (int channel = 0; channel < channels; channel++)
                shift[channel] += vectors[channel, component] * length;
        }
        for (int channel = 0; channel < channels; channel++)
        {
            foreach (ref float number in image.Channel(channel))
                number += (float)shift[channel];
        }
    }

    /// <summary>Jacobi's method: turns a symmetric matrix in planes of two axes until it is diagonal, and returns the eigenvectors as columns.</summary>
    static double[,] Diagonalize(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        var turned = new double[size, size];
        for (int i = 0; i < size; i++)
            turned[i, i] = 1;
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int p = 0; p < size; p++)
            {
                for (int q = p + 1; q < size; q++)
                    Rotate(matrix, turned, p, q);
            }
        }
        return turned;
    }

    static void Rotate(double[,] matrix, double[,] turned, int p, int q)
    {
        if (matrix[p, q] == 0)
            return;
        double half = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        double tangent = (half >= 0 ? 1 : -1) / (Math.Abs(half) + Math.Sqrt((half * half) + 1));
        double cosine = 1 / Math.Sqrt((tangent * tangent) + 1), sine = tangent * cosine;
        int size = matrix.GetLength(0);
        for (int k = 0; k < size; k++)
            (matrix[k, p], matrix[k, q]) = Turned(matrix[k, p], matrix[k, q]);
        for (int k = 0; k < size; k++)
            (matrix[p, k], matrix[q, k]) = Turned(matrix[p, k], matrix[q, k]);
        for (int k = 0; k < size; k++)
            (turned[k, p], turned[k, q]) = Turned(turned[k, p], turned[k, q]);
        matrix[p, q] = matrix[q, p] = 0;

        (double First, double Second) Turned(double first, double second) => ((cosine * first) - (sine * second), (sine * first) + (cosine * second));
    }
}
