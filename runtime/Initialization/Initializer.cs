using Lathe.Abi;

namespace Lathe;

/// <summary>Draws initial values. They are a function of the seed, the parameter's name and the position in the state-dict's order, so that neither the
/// memory layout nor the order of parameters matters.</summary>
static class Initializer
{
    const double Truncation = 2;

    /// <summary>Fills a parameter in state-dict order.</summary>
    public static void Fill(ParameterEntry parameter, ulong seed, Span<float> values)
    {
        if (parameter.Kind == DistributionKind.Constant)
        {
            values.Fill((float)parameter.First);
            return;
        }
        var random = new RandomStream(seed, parameter.Name);
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
