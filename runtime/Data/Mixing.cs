namespace Lathe;

/// <summary>Mixes the images of a batch in pairs, and says what share of its target each keeps. The order of a training batch is random, so the first is paired
/// with the last, the second with the last but one.</summary>
public abstract record Mixing
{
    Mixing()
    {
    }

    /// <summary>Mixes a batch.</summary>
    /// <returns>The share of each image that is its own, in [0, 1].</returns>
    internal abstract float Apply(Batch batch, IReadOnlyList<int> shape, ref RandomStream random);

    static double Checked(double alpha) => alpha is > 0 and < double.PositiveInfinity
        ? alpha
        : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The parameter of a Beta distribution is above 0.");

    /// <summary>Sums of two images (mixup, Zhang et al. 2018): a share of one, and the rest of the other.</summary>
    /// <param name="Alpha">The share of a batch is drawn from Beta(Alpha, Alpha); from 0.1 to 0.4 there for ImageNet, 1 for CIFAR.</param>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not above 0.</exception>
    public sealed record Mixup(double Alpha) : Mixing
    {
        /// <summary>The share of a batch is drawn from Beta(Alpha, Alpha).</summary>
        public double Alpha { get; } = Checked(Alpha);

        internal override float Apply(Batch batch, IReadOnlyList<int> shape, ref RandomStream random)
        {
            float share = (float)random.Beta(Alpha);
            for (int i = 0; i < batch.Count / 2; i++)
            {
                Span<float> first = batch.Image(i), second = batch.Image(batch.Count - 1 - i);
                for (int j = 0; j < first.Length; j++)
                    (first[j], second[j]) = ((share * first[j]) + ((1 - share) * second[j]), (share * second[j]) + ((1 - share) * first[j]));
            }
            return share;
        }
    }

    /// <summary>A rectangle of one image in another (CutMix, Yun et al. 2019); all pairs of a batch exchange the same one. What lies within the image counts.</summary>
    /// <param name="Alpha">The share of the image that stays, before the rectangle is cut off at the edges, is drawn from Beta(Alpha, Alpha); 1 there.</param>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not above 0.</exception>
    public sealed record CutMix(double Alpha) : Mixing
    {
        /// <summary>The share of the image that stays is drawn from Beta(Alpha, Alpha).</summary>
        public double Alpha { get; } = Checked(Alpha);

        internal override float Apply(Batch batch, IReadOnlyList<int> shape, ref RandomStream random)
        {
            int height = shape[1], width = shape[2];
            double side = Math.Sqrt(1 - random.Beta(Alpha));
            int rows = (int)(height * side), columns = (int)(width * side), centerY = random.Below(height), centerX = random.Below(width);
            int top = Math.Max(0, centerY - (rows / 2)), bottom = Math.Min(height, centerY + (rows / 2));
            int left = Math.Max(0, centerX - (columns / 2)), right = Math.Min(width, centerX + (columns / 2));
            for (int i = 0; i < batch.Count / 2; i++)
            {
                Span<float> first = batch.Image(i), second = batch.Image(batch.Count - 1 - i);
                for (int channel = 0; channel < shape[0]; channel++)
                {
                    for (int y = top; y < bottom; y++)
                    {
                        for (int x = left; x < right; x++)
                        {
                            int at = (((channel * height) + y) * width) + x;
                            (first[at], second[at]) = (second[at], first[at]);
                        }
                    }
                }
            }
            return 1 - ((float)((bottom - top) * (right - left)) / (height * width));
        }
    }

    /// <summary>One of two, drawn for each batch, as recipes with both mixup and CutMix do.</summary>
    /// <param name="First">The one.</param>
    /// <param name="Second">The other.</param>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    public sealed record Either(Mixing First, Mixing Second) : Mixing
    {
        /// <summary>The one.</summary>
        public Mixing First { get; } = First ?? throw new ArgumentNullException(nameof(First));

        /// <summary>The other.</summary>
        public Mixing Second { get; } = Second ?? throw new ArgumentNullException(nameof(Second));

        internal override float Apply(Batch batch, IReadOnlyList<int> shape, ref RandomStream random) =>
            (random.Below(2) == 0 ? First : Second).Apply(batch, shape, ref random);
    }
}
