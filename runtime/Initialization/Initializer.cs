using Lathe.Abi;

namespace Lathe;

/// <summary>Draws initial values. They are a function of the seed, the parameter's name and the position in the state-dict's order, so that neither the
/// memory layout nor the order of parameters matters.</summary>
static class Initializer
{
    const double Truncation = 2;

    /// <summary>Whether elements in the middle of a parameter can be drawn without those before them.</summary>
    public static bool IsDivisible(DistributionKind kind) => kind != DistributionKind.TruncatedNormal;

    /// <summary>Fills elements of a parameter in state-dict order.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="values">Gets the elements.</param>
    /// <param name="first">The position of the first of them: 0 unless the parameter is divisible.</param>
    public static void Fill(ParameterEntry parameter, ulong seed, Span<float> values, int first = 0)
    {
        if (parameter.Kind == DistributionKind.Constant)
        {
            values.Fill((float)parameter.First);
            return;
        }

        if (parameter.Kind == DistributionKind.Values)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)parameter.Values![first + i];
            return;
        }

        var random = new RandomStream(seed, parameter.Name);
        random.Skip((ulong)first * (parameter.Kind == DistributionKind.Uniform ? 1UL : 2));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(parameter.Kind switch
            {
                DistributionKind.Uniform => parameter.First + ((parameter.Second - parameter.First) * random.Uniform()),
                DistributionKind.Normal => parameter.First + (parameter.Second * random.Normal()),
                DistributionKind.TruncatedNormal => parameter.First + (parameter.Second * Truncated(ref random)),
                _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter.Kind, "The distribution is not known."),
            });
        }
    }

    static double Truncated(ref RandomStream random)
    {
        double value;
        do
            value = random.Normal();
        while (Math.Abs(value) > Truncation);
        return value;
    }
}
