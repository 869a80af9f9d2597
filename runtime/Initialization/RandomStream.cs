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

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
