using Lathe.Abi;

namespace Lathe;

/// <summary>Adaptive gradient clipping (Brock et al. 2021, equation 3): the gradient of the weights into a unit, a row of a matrix or a filter, is scaled down so that
/// its norm is at most <see cref="Ratio"/> times the norm of these weights. A vector (biases, gains) is one unit.</summary>
/// <param name="Ratio">The largest ratio of the norms, above 0; 0.01 there for batches of 4,096, up to 0.16 for smaller ones.</param>
public sealed record AdaptiveClipping(double Ratio = 0.01)
{
    /// <summary>The largest ratio of the norms, above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public double Ratio { get; } = Ratio is > 0 and < double.PositiveInfinity
        ? Ratio
        : throw new ArgumentOutOfRangeException(nameof(Ratio), Ratio, "The largest ratio of a gradient's norm to the weights' is above 0.");

    /// <summary>The norm that weights have at least, so that those that begin with zeros can leave them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public double Epsilon
    {
        get;
        init => field = value is > 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(nameof(Epsilon), value, "The least norm of weights is above 0.");
    } = 1e-3;

    /// <summary>Says of a parameter's name whether its gradient is left as it is; if null, this is so for the last layer, the classifier, as in the paper.</summary>
    public Func<string, bool>? Except { get; init; }

    /// <summary>The parameters whose gradients are clipped.</summary>
    internal ParameterEntry[] Clipped(ParameterEntry[] parameters)
    {
        if (Except is { } except)
            return [.. parameters.Where(entry => !except(entry.Name))];
        string last = LayerOf(parameters[^1].Name);
        return [.. parameters.Where(entry => LayerOf(entry.Name) != last)];
    }

    static string LayerOf(string parameter) => parameter[..Math.Max(0, parameter.LastIndexOf('.'))];
}
