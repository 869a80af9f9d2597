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

    /// <summary>Says of a parameter's name whether its gradient is left as it is. If null, this is so for the classifier, as in the paper, and for those of auxiliary
    /// heads: for layers whose weights go into as many units as there are classes.</summary>
    public Func<string, bool>? Except { get; init; }

    /// <summary>The parameters whose gradients are clipped.</summary>
    /// <param name="parameters">Those that there are.</param>
    /// <param name="classes">How many classes the network tells apart.</param>
    internal ParameterEntry[] Clipped(ParameterEntry[] parameters, int classes)
    {
        if (Except is { } except)
            return [.. parameters.Where(entry => !except(entry.Name))];
        HashSet<string> heads = [.. parameters.Where(entry => entry.Shape.Length > 1 && entry.Shape[0] == classes).Select(static entry => LayerOf(entry.Name))];
        return [.. parameters.Where(entry => !heads.Contains(LayerOf(entry.Name)))];
    }

    /// <summary>The layer that a parameter is of: its own name where it is declared by the network itself.</summary>
    static string LayerOf(string parameter) => parameter.LastIndexOf('.') is var dot and > 0 ? parameter[..dot] : parameter;
}
