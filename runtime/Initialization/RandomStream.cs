using Lathe.Kernels;

namespace Lathe;

/// <summary>A stream of random numbers that a seed and a name determine: SplitMix64 (Steele, Lea and Flood 2014) from a hashed start. It serves initial
/// values, shuffling and augmentation; random masks within networks are Philox's.</summary>
struct RandomStream
{
    ulong state;

    /// <summary>The stream of a name.</summary>
    public RandomStream(ulong seed, string name)
        : this(seed, Philox.Fnv1a64(name))
    {
    }

    /// <summary>The stream of one to three numbers.</summary>
    public RandomStream(ulong seed, ulong first, ulong second = 0) => state = Mix(Mix(Mix(seed + Increment) + first) + second);

    const ulong Increment = 0x9E3779B97F4A7C15;

    /// <summary>Leaves out so many calls of <see cref="Next"/>.</summary>
    public void Skip(ulong calls) => state += calls * Increment;

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(state += Increment);

    /// <summary>A multiple of 2^-53 in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A standard normal number (Box and Muller 1958); two uniform numbers make one, so that every call takes the same share of the stream.</summary>
    public double Normal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        return radius * Math.Cos(2 * Math.PI * Uniform());
    }

    /// <summary>An integer in [0, <paramref name="bound"/>), without bias to speak of (less than 2^-32).</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number of the distribution Beta(<paramref name="shape"/>, <paramref name="shape"/>) in [0, 1], from two of a gamma distribution.</summary>
    /// <param name="shape">Above 0; 1 is uniform, smaller ones prefer the ends.</param>
    public double Beta(double shape) => 1 / (1 + Math.Exp(LogGamma(shape) - LogGamma(shape)));

    /// <summary>The logarithm of a gamma-distributed number (Marsaglia and Tsang 2000), which does not vanish for small shapes.</summary>
    double LogGamma(double shape)
    {
        // A shape below 1 is one above it, times a power of a uniform number.
        double boost = shape < 1 ? Math.Log(1 - Uniform()) / shape : 0, d = (shape < 1 ? shape + 1 : shape) - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = Normal(), root = 1 + (c * normal), uniform = 1 - Uniform();
            if (root > 0 && Math.Log(uniform) < (0.5 * normal * normal) + (d * (1 - (root * root * root) + (3 * Math.Log(root)))))
                return Math.Log(d) + (3 * Math.Log(root)) + boost;
        }
    }

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
